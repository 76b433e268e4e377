import { phonesAt, seenBy, tellPhone } from './chats.ts';
import { flagOf, integerOf, recordOf, textOf, type Fields } from './fields.ts';
import { badRequest, type Chat, type Content, type Message, type User } from './telegram.ts';
import { now } from './world.ts';
import type { Stored, Place, Bot } from './model.ts';

/** What lies where, as the makers of messages tell it. */
interface Posting {
  place: Place;
  chat: Chat;
  from: User;
  content: Omit<Message, 'message_id' | 'date' | 'chat' | 'from'>;
  inline?: true;
}

/** Writes a message into a chat and shows it on the phones there. */
export function post(bot: Bot, { place, chat, from, content, inline }: Posting): Stored {
  const id = bot.next.message++;
  const message: Message = { message_id: id, date: now(), from, chat, ...content };
  // Telegram names such a message only when it has a keyboard, and so could be changed.
  const named = inline && message.reply_markup ? { inlineId: `inline${bot.id}-${id}` } : {};
  const stored: Stored = { message, place, ...named };
  const there = messagesAt(bot, place);
  if (there.length === 0) bot.messages.set(keyOf(place), there);
  there.push(stored);
  if (stored.inlineId) bot.inlineMessages.set(stored.inlineId, stored);
  show(bot, stored);
  return stored;
}

/** Changes what a message says, unless nothing would be different. */
export function change(bot: Bot, stored: Stored, content: Content): void {
  const { message } = stored;
  const changed: Message = { ...message, ...content };
  // What was taken away is not there, rather than there without a value.
  for (const name of Object.keys(content) as (keyof Content)[]) if (content[name] === undefined) delete changed[name];
  if (JSON.stringify(contentOf(changed)) === JSON.stringify(contentOf(message))) {
    const same = 'specified new message content and reply markup are exactly the same as a current content';
    badRequest(`message is not modified: ${same} and reply markup of the message`);
  }
  stored.message = { ...changed, edit_date: now() };
  show(bot, stored);
}

function contentOf(message: Message): unknown[] {
  const { text, entities, caption, caption_entities, photo, reply_markup } = message;
  return [text, entities, caption, caption_entities, photo?.map((size) => size.file_id), reply_markup];
}

export function remove(bot: Bot, stored: Stored): void {
  const there = messagesAt(bot, stored.place);
  there.splice(there.indexOf(stored), 1);
  for (const [holder, peer] of phonesAt(bot, stored.place)) {
    tellPhone(bot, holder, { type: 'deleted', with: peer, messageId: stored.message.message_id });
  }
}

function show(bot: Bot, { place, message }: Stored): void {
  for (const [holder, peer] of phonesAt(bot, place)) {
    tellPhone(bot, holder, { type: 'message', with: peer, message: seenBy(bot, peer, message) });
  }
}

/** The messages at a place, the oldest first. */
export function messagesAt(bot: Bot, place: Place): Stored[] {
  return bot.messages.get(keyOf(place)) ?? [];
}

/** A message of a place by its number. */
export function findMessage(bot: Bot, place: Place, id: number | undefined): Stored | undefined {
  return messagesAt(bot, place).find(({ message }) => message.message_id === id);
}

function keyOf(place: Place): string {
  return JSON.stringify(place);
}

/** The message that a call answers to, as it is shown with the answer. */
export function readReply(bot: Bot, place: Place, fields: Fields): { reply_to_message?: Message } {
  const reply = recordOf(fields, 'reply_parameters');
  if (reply && reply.message_id === undefined) badRequest('can\'t find field "message_id"');
  const id = reply ? integerOf(reply, 'message_id') : integerOf(fields, 'reply_to_message_id');
  if (id === undefined) return {};
  const found = findMessage(bot, place, id)?.message;
  if (!found) {
    return flagOf(reply ?? fields, 'allow_sending_without_reply') ? {} : badRequest('message to be replied not found');
  }
  const { reply_to_message: _further, ...message } = found;
  return { reply_to_message: message };
}

/** The message that a call wants to change. */
export function editableOf(bot: Bot, place: Place | undefined, fields: Fields): Stored {
  const inlineId = textOf(fields, 'inline_message_id');
  if (inlineId) return bot.inlineMessages.get(inlineId) ?? badRequest('MESSAGE_ID_INVALID');
  const id = integerOf(fields, 'message_id');
  if (id === undefined) badRequest('message identifier is not specified');
  const stored = (place && findMessage(bot, place, id)) ?? badRequest('message to edit not found');
  return stored.message.from.id === bot.id ? stored : badRequest("message can't be edited");
}
