import { getChat, getChatMember, getUserProfilePhotos, sendChatAction, tellPhone } from './chats.ts';
import type { Fields } from './fields.ts';
import { getFile } from './files.ts';
import { answerCallbackQuery, answerInlineQuery, savePreparedInlineMessage } from './inline.ts';
import {
  deleteMyCommands,
  getChatMenuButton,
  getMyCommands,
  getMyText,
  setChatMenuButton,
  setMyCommands,
  setMyText,
} from './profile.ts';
import {
  copyMessage,
  deleteMessage,
  deleteMessages,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
  forwardMessage,
  sendMessage,
  sendPhoto,
} from './sending.ts';
import { getUpdates } from './updates.ts';
import { deleteWebhook, getWebhookInfo, setWebhook } from './webhook.ts';
import type { Bot } from './model.ts';

type Method = (bot: Bot, fields: Fields, gone: AbortSignal) => unknown;

/** Every method of the Bot API that the simulator knows. */
const methods: Record<string, Method> = {
  getMe,
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  sendMessage,
  sendPhoto,
  copyMessage,
  forwardMessage,
  editMessageText,
  editMessageCaption,
  editMessageReplyMarkup,
  editMessageMedia,
  deleteMessage,
  deleteMessages,
  sendChatAction,
  getChat,
  getChatMember,
  getUserProfilePhotos,
  getFile,
  answerInlineQuery,
  savePreparedInlineMessage,
  answerCallbackQuery(bot, fields) {
    const answer = answerCallbackQuery(bot, fields);
    tellPhone(bot, answer.personId, { type: 'answer', answer });
    return true;
  },
  setMyCommands: andTell(setMyCommands),
  getMyCommands,
  deleteMyCommands: andTell(deleteMyCommands),
  setMyName: andTell(setMyText('name')),
  getMyName: getMyText('name'),
  setMyDescription: andTell(setMyText('description')),
  getMyDescription: getMyText('description'),
  setMyShortDescription: andTell(setMyText('short_description')),
  getMyShortDescription: getMyText('short_description'),
  setChatMenuButton: andTell(setChatMenuButton),
  getChatMenuButton,
  logOut: () => true,
  close: () => true,
};

const byName = new Map(Object.entries(methods).map(([name, method]) => [name.toLowerCase(), method]));

/** The method of this name, in whatever case. */
export function findMethod(name: string): Method | undefined {
  return byName.get(name.toLowerCase());
}

/** Source: https://core.telegram.org/bots/api#getme */
function getMe({ me }: Bot): object {
  return {
    ...me,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: true,
    can_connect_to_business: false,
    has_main_web_app: true,
    has_topics_enabled: false,
  };
}

/** Lets every phone know that the bot looks different now. */
function andTell(method: Method): Method {
  return (bot, fields, gone) => {
    const result = method(bot, fields, gone);
    for (const id of bot.people.keys()) tellPhone(bot, id, { type: 'bot' });
    return result;
  };
}
