import type { PreparedMessage } from '@wishlins/contract/sharing';
import type { InlineQueryResultPhoto } from 'grammy/types';
import { refuse } from '../errors.ts';
import type { BotApi } from './bot-api.ts';

/** A picture with a few words and a button under it. */
export interface PictureMessage {
  pictureUrl: string;
  width: number;
  height: number;
  title: string;
  caption: string;
  button: { text: string; url: string };
}

/** Leaves a message with Telegram for this person to send; refuses with `telegram_unavailable` when it is not taken at once. */
export type LeaveMessage = (telegramId: number, message: PictureMessage) => Promise<PreparedMessage>;

/** Leaves messages by `savePreparedInlineMessage`. */
export function messageLeaver(botApi: BotApi): LeaveMessage {
  return async (telegramId, { pictureUrl, width, height, title, caption, button }) => {
    const result: InlineQueryResultPhoto = {
      type: 'photo',
      id: 'card',
      photo_url: pictureUrl,
      thumbnail_url: pictureUrl,
      photo_width: width,
      photo_height: height,
      title,
      caption,
      reply_markup: { inline_keyboard: [[button]] },
    };
    const everywhere = { allow_user_chats: true, allow_group_chats: true, allow_channel_chats: true };
    try {
      const { id, expiration_date } = await botApi.savePreparedInlineMessage(telegramId, result, everywhere);
      return { id, expiresAt: new Date(expiration_date * 1000).toISOString() };
    } catch (error) {
      return refuse('telegram_unavailable', { retryAfter: 1 }, error instanceof Error ? error.message : 'unknown');
    }
  };
}
