import { chatOf, writableChatOf, type Named } from './chats.ts';
import { integerOf, listOf, recordOf, textOf, type Fields } from './fields.ts';
import { readPhoto } from './files.ts';
import { readMarkup } from './keyboards.ts';
import { change, editableOf, findMessage, post, readReply, remove } from './messages.ts';
import { badRequest, type Content, type Message } from './telegram.ts';
import { readCaption, readLinkPreview, readText } from './texts.ts';
import type { Stored, Bot } from './model.ts';

export function sendMessage(bot: Bot, fields: Fields): Message {
  // Telegram looks at the text first.
  if (textOf(fields, 'text') === '') badRequest('message text is empty');
  const named = writableChatOf(bot, fields);
  return send(bot, named, fields, { ...textContent(fields), ...readLinkPreview(fields) });
}

export async function sendPhoto(bot: Bot, fields: Fields): Promise<Message> {
  const named = writableChatOf(bot, fields);
  const photo = await readPhoto(bot, fields, 'photo');
  return send(bot, named, fields, { photo, ...captionContent(fields) });
}

function send(bot: Bot, named: Named, fields: Fields, content: Content): Message {
  const { place, chat } = named;
  const markup = readMarkup(fields, chat.type);
  const reply = readReply(bot, place, fields);
  return post(bot, {
    place,
    chat,
    from: bot.me,
    content: { ...reply, ...content, ...(markup && { reply_markup: markup }) },
  }).message;
}

export function textContent(fields: Fields): Content {
  const { text, entities } = readText(fields);
  return { text, ...(entities.length > 0 && { entities }) };
}

export function captionContent(fields: Fields): Content {
  const { text, entities } = readCaption(fields);
  return { ...(text && { caption: text }), ...(entities.length > 0 && { caption_entities: entities }) };
}

/** A changed message; one that was sent by inline mode the bot does not get to see. */
type Changed = Message | true;

export function editMessageText(bot: Bot, fields: Fields): Changed {
  return edit(bot, fields, (stored) => {
    if (textOf(fields, 'text') === '') badRequest('message text is empty');
    if (stored.message.text === undefined) badRequest('there is no text in the message to edit');
    return { entities: undefined, ...textContent(fields), ...readLinkPreview(fields) };
  });
}

export function editMessageCaption(bot: Bot, fields: Fields): Changed {
  return edit(bot, fields, (stored) => {
    if (!stored.message.photo) badRequest('there is no caption in the message to edit');
    return { caption: undefined, caption_entities: undefined, ...captionContent(fields) };
  });
}

export function editMessageReplyMarkup(bot: Bot, fields: Fields): Changed {
  return edit(bot, fields, () => ({}));
}

export async function editMessageMedia(bot: Bot, fields: Fields): Promise<Changed> {
  const media = recordOf(fields, 'media') ?? badRequest('media is empty');
  if (textOf(media, 'type') !== 'photo') badRequest("can't parse InputMedia: the simulator knows photos only");
  const photo = await readPhoto(bot, { ...fields, ...media }, 'media');
  const nothing = { text: undefined, entities: undefined, caption: undefined, caption_entities: undefined };
  return edit(bot, fields, () => ({ ...nothing, photo, ...captionContent(media) }));
}

function edit(bot: Bot, fields: Fields, read: (stored: Stored) => Partial<Content>): Changed {
  const named = textOf(fields, 'inline_message_id') ? undefined : chatOf(bot, fields);
  const stored = editableOf(bot, named?.place, fields);
  const content = read(stored);
  const markup = readMarkup(fields, stored.inlineId ? 'inline' : stored.message.chat.type);
  change(bot, stored, { ...content, reply_markup: markup });
  return stored.inlineId ? true : stored.message;
}

export function deleteMessage(bot: Bot, fields: Fields): true {
  const { place } = chatOf(bot, fields);
  const id = integerOf(fields, 'message_id') ?? badRequest('message identifier is not specified');
  const stored = findMessage(bot, place, id) ?? badRequest('message to delete not found');
  // In a group, a bot without rights takes away only what it wrote.
  if (place.kind === 'group' && stored.message.from.id !== bot.id) badRequest("message can't be deleted");
  remove(bot, stored);
  return true;
}

export function deleteMessages(bot: Bot, fields: Fields): true {
  const { place } = chatOf(bot, fields);
  for (const id of listOf(fields, 'message_ids') ?? []) {
    const stored = findMessage(bot, place, Number(id));
    if (stored) remove(bot, stored);
  }
  return true;
}

export function forwardMessage(bot: Bot, fields: Fields): Message {
  const { message } = sourceOf(bot, fields, 'forward');
  const { from: sender_user, date, text, entities, caption, caption_entities, photo } = message;
  const origin = message.forward_origin ?? { type: 'user', date, sender_user };
  const content = present({ text, entities, caption, caption_entities, photo });
  return send(bot, writableChatOf(bot, fields), {}, { ...content, forward_origin: origin } as Content);
}

export function copyMessage(bot: Bot, fields: Fields): object {
  const { message } = sourceOf(bot, fields, 'copy');
  const { text, entities, caption, caption_entities, photo } = message;
  const own = photo && fields.caption !== undefined ? captionContent(fields) : { caption, caption_entities };
  const content = present({ text, entities, photo, ...own });
  return { message_id: send(bot, writableChatOf(bot, fields), fields, content).message_id };
}

function sourceOf(bot: Bot, fields: Fields, act: string): Stored {
  const { place } = chatOf(bot, { chat_id: fields.from_chat_id });
  return findMessage(bot, place, integerOf(fields, 'message_id')) ?? badRequest(`message to ${act} not found`);
}

/** Without what is not there. */
function present(content: Content): Content {
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
}
