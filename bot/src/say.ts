import { GrammyError, type InlineKeyboard } from 'grammy';
import { join, type Html } from './markup.ts';
import type { Turn } from './turn.ts';

interface Extras {
  keyboard?: InlineKeyboard;
  /** The link whose preview Telegram shows; none otherwise. */
  preview?: string | null;
  /** Answers to the message itself. */
  asReply?: boolean;
  /** Asks for a reply, and says in the empty field what is meant. */
  placeholder?: string;
}

type Lines = readonly (Html | '')[];

/** Sends a message, a line each. */
export async function say(
  ctx: Turn,
  lines: Lines,
  { keyboard, preview, asReply, placeholder }: Extras = {},
): Promise<void> {
  const message_id = asReply ? ctx.msgId : undefined;
  await ctx.reply(join(lines), {
    ...optionsOf(keyboard, preview),
    ...(placeholder ? { reply_markup: { force_reply: true, input_field_placeholder: placeholder } } : {}),
    ...(message_id === undefined ? {} : { reply_parameters: { message_id, allow_sending_without_reply: true } }),
  });
}

/** Changes the message whose button was pressed; one that says so already, or is gone, is left as it is. */
export async function rewrite(ctx: Turn, lines: Lines, { keyboard, preview }: Extras = {}): Promise<void> {
  await ctx.editMessageText(join(lines), optionsOf(keyboard, preview)).catch(leave);
}

/** Changes the buttons only. */
export async function showButtons(ctx: Turn, keyboard: InlineKeyboard): Promise<void> {
  await ctx.editMessageReplyMarkup({ reply_markup: keyboard }).catch(leave);
}

/** Lets a pressed button go, with a few words if there is something to say; it may be too late for that. */
export async function answer(ctx: Turn, text?: string): Promise<void> {
  await ctx.answerCallbackQuery(text === undefined ? {} : { text }).catch(leave);
}

function optionsOf(keyboard: InlineKeyboard | undefined, preview: string | null | undefined) {
  return {
    parse_mode: 'HTML' as const,
    link_preview_options: preview ? { url: preview } : { is_disabled: true },
    ...(keyboard ? { reply_markup: keyboard } : {}),
  };
}

function leave(error: unknown): void {
  const known = error instanceof GrammyError && error.error_code === 400;
  if (!known || !/not modified|not found|too old|query ID is invalid|can't be edited/i.test(error.description)) {
    throw error;
  }
}
