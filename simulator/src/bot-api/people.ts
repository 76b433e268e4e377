import { phonesAt, seenBy, tellPhone } from './chats.ts';
import type { Fields } from './fields.ts';
import { keepPhoto } from './files.ts';
import { contentOf, findCached } from './inline.ts';
import { findMessage, messagesAt, post } from './messages.ts';
import { commandsFor, menuButtonFor, textFor } from './profile.ts';
import {
  Refusal,
  type Birthdate,
  type Chat,
  type Content,
  type Entity,
  type ForwardOrigin,
  type Message,
  type User,
} from './telegram.ts';
import { withFound } from './texts.ts';
import { tellBot } from './updates.ts';
import { findPerson, now, personOf, privateChat } from './world.ts';
import type { Person, Group, Stored, Place, Bot, InlineOffer, CallbackAnswer, Command } from './model.ts';

/** Refuses what a person's Telegram would not let them do. */
export function cannot(code: number, why: string): never {
  throw new Refusal(code, why);
}

/** What may be told of a person who acts for the first time, or has changed. */
export type About = Partial<Omit<User, 'id' | 'is_bot'>> & { birthdate?: Birthdate };

/** Somebody who acts, as they say they are. */
export function introduce(bot: Bot, id: number, about: About = {}): Person {
  const person = personOf(bot, id);
  const { birthdate, ...user } = about;
  person.user = { ...person.user, ...user };
  if (birthdate) person.birthdate = birthdate;
  return person;
}

/** What somebody writes. */
export interface Writing {
  text?: string;
  entities?: Entity[];
  caption?: string;
  caption_entities?: Entity[];
  /** The picture in base64, or as a `data:` address. */
  photo?: string;
  forward_origin?: ForwardOrigin;
  media_group_id?: string;
  reply_to_message_id?: number;
  /** A message of another chat of theirs, to be sent on. */
  forward?: { with: number; messageId: number };
  /** Anything else a message may hold: a sticker, a contact, what no simulator knows. */
  other?: object;
}

/** The place of the chat that somebody has with the bot, a person or a group. */
export function placeOf(bot: Bot, personId: number, peer: number): Place {
  if (peer === bot.id) return { kind: 'bot', personId };
  if (peer > 0) return { kind: 'pair', ids: [personId, peer].toSorted((one, other) => one - other) };
  const group = bot.groups.get(peer);
  return group?.members.has(personId) ? { kind: 'group', id: peer } : cannot(404, 'no such group');
}

/** Somebody writes to the bot, a friend or a group. */
export function write(bot: Bot, person: Person, peer: number, writing: Writing): Message {
  const place = placeOf(bot, person.user.id, peer);
  if (place.kind === 'bot') {
    if (person.blocked) cannot(409, 'unblock the bot first');
    person.allowed = true;
  }
  const { text, caption, photo, forward_origin, media_group_id, other } = writing;
  const forwarded = writing.forward && forwardedFrom(bot, person, writing.forward);
  const entities = withFound(text ?? '', writing.entities ?? []);
  const captionEntities = withFound(caption ?? '', writing.caption_entities ?? []);
  const replied = findMessage(bot, place, writing.reply_to_message_id)?.message;
  const { reply_to_message: _further, ...reply } = replied ?? {};
  const content: Omit<Message, 'message_id' | 'date' | 'from' | 'chat'> = {
    ...(forward_origin && { forward_origin }),
    ...(replied && { reply_to_message: reply as Message }),
    ...(media_group_id && { media_group_id }),
    ...(photo && { photo: keepPhoto(bot, Buffer.from(photo.replace(/^data:[^,]*,/, ''), 'base64')) }),
    ...(text && { text }),
    ...(text && entities.length > 0 && { entities }),
    ...(caption && { caption }),
    ...(caption && captionEntities.length > 0 && { caption_entities: captionEntities }),
    ...forwarded,
    ...other,
  };
  if (Object.keys(content).length === 0) cannot(400, 'an empty message cannot be sent');
  const stored = post(bot, { place, chat: chatAt(bot, person, place), from: person.user, content });
  tellBotOf(bot, stored);
  return seenBy(bot, peer, stored.message);
}

/** What a message says, and who said it first. Cards keep the name of their bot, and lose their buttons. */
function forwardedFrom(
  bot: Bot,
  person: Person,
  { with: peer, messageId }: { with: number; messageId: number },
): Partial<Message> {
  const found = findMessage(bot, placeOf(bot, person.user.id, peer), messageId) ?? cannot(404, 'no such message');
  const { from, date, text, entities, caption, caption_entities, photo, via_bot, forward_origin } = found.message;
  const origin = forward_origin ?? { type: 'user', date, sender_user: from };
  const content = { forward_origin: origin, text, entities, caption, caption_entities, photo, via_bot };
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined));
}

function chatAt(bot: Bot, person: Person, place: Place): Chat {
  return place.kind === 'group'
    ? (bot.groups.get(place.id)?.chat ?? cannot(404, 'no such group'))
    : privateChat(person);
}

/**
 * Brings a message to the bot where it may see it; in groups bots see little.
 * Source: https://core.telegram.org/bots/features#privacy-mode
 */
function tellBotOf(bot: Bot, { place, message }: Stored): void {
  if (place.kind === 'pair') return;
  if (place.kind === 'group') {
    if (bot.groups.get(place.id)?.bot !== 'member') return;
    const isCommand = message.entities?.some(({ type }) => type === 'bot_command');
    const isService = message.text === undefined && !message.photo;
    const isReply = message.reply_to_message?.from.id === bot.id;
    if (!isCommand && !isService && !isReply && message.via_bot?.id !== bot.id) return;
  }
  tellBot(bot, 'message', message);
}

/** Somebody presses a button of a message; resolves to the id of what the bot is asked. */
export function press(bot: Bot, person: Person, peer: number, messageId: number, data: string): string {
  const stored = findMessage(bot, placeOf(bot, person.user.id, peer), messageId) ?? cannot(404, 'no such message');
  const id = `${bot.id}${bot.next.query++}`;
  const { user } = person;
  bot.callbacks.set(id, { id, personId: user.id, data, pressedAt: Date.now(), answered: false });
  const where = stored.inlineId ? { inline_message_id: stored.inlineId } : { message: stored.message };
  tellBot(bot, 'callback_query', { id, from: user, ...where, chat_instance: chatInstance(stored.place), data });
  return id;
}

/** Tells chats apart without naming them. */
export function chatInstance(place: Place): string {
  const text = JSON.stringify(place);
  return `-${Array.from(text, (each) => each.charCodeAt(0)).reduce((sum, code) => (sum * 31 + code) % 2 ** 48, 7)}`;
}

/** Somebody types after the bot's name in a chat; resolves to what is offered, to nothing when the bot is silent. */
export async function askInline(
  bot: Bot,
  person: Person,
  peer: number,
  asked: { query: string; offset: string },
): Promise<InlineOffer> {
  const personId = person.user.id;
  const cached = findCached(bot, { personId, ...asked });
  const offer = cached ?? (await ask(bot, person, peer, asked));
  const before = asked.offset ? (bot.offers.get(personId)?.results ?? []) : [];
  bot.offers.set(personId, { ...offer, results: [...before, ...offer.results] });
  return offer;
}

async function ask(
  bot: Bot,
  person: Person,
  peer: number,
  asked: { query: string; offset: string },
): Promise<InlineOffer> {
  const id = `${bot.id}${bot.next.query++}`;
  return await new Promise((resolve) => {
    const silent = setTimeout(() => resolve({ results: [], next_offset: '' }), 10_000);
    bot.inlineQueries.set(id, {
      personId: person.user.id,
      ...asked,
      askedAt: Date.now(),
      answer(offer) {
        clearTimeout(silent);
        resolve(offer);
      },
    });
    const kind = peer === bot.id ? 'sender' : peer > 0 ? 'private' : (bot.groups.get(peer)?.chat.type ?? 'group');
    tellBot(bot, 'inline_query', { id, from: person.user, ...asked, chat_type: kind });
  });
}

/** Somebody taps one of the cards offered last, and it is sent to the chat they are in. */
export async function choose(bot: Bot, person: Person, resultId: string, peer: number): Promise<Message> {
  const result = bot.offers.get(person.user.id)?.results.find(({ id }) => String(id) === resultId);
  return await sendCard(bot, person, result ?? cannot(404, 'no such result'), peer);
}

/** The card that a mini app prepared for somebody. */
export function findPrepared(bot: Bot, personId: number, id: string): Fields {
  const prepared = bot.prepared.get(id);
  const fits = prepared?.personId === personId && prepared.expiresAt > now();
  return fits ? prepared.result : cannot(404, 'MESSAGE_EXPIRED');
}

/** Somebody sends a card of the bot into a chat. */
export async function sendCard(bot: Bot, person: Person, result: Fields, peer: number): Promise<Message> {
  const place = placeOf(bot, person.user.id, peer);
  const content: Content = await contentOf(bot, result);
  const from = person.user;
  const via = { via_bot: bot.me, ...content };
  const stored = post(bot, { place, chat: chatAt(bot, person, place), from, content: via, inline: true });
  tellBotOf(bot, stored);
  return seenBy(bot, peer, stored.message);
}

/** Somebody stops the bot, or lets it write again. */
export function setBlocked(bot: Bot, person: Person, blocked: boolean): void {
  if (person.blocked === blocked) return;
  person.blocked = blocked;
  if (!blocked) person.allowed = true;
  tellBotOfItself(bot, privateChat(person), person.user, blocked ? ['member', 'kicked'] : ['kicked', 'member']);
  tellPhone(bot, person.user.id, { type: 'person' });
}

/** Somebody lets the bot write to them, in its mini app. */
export function allow(bot: Bot, person: Person): void {
  if (person.allowed && !person.blocked) return;
  person.allowed = true;
  person.blocked = false;
  const place: Place = { kind: 'bot', personId: person.user.id };
  const content = { write_access_allowed: { from_request: true as const } };
  tellBotOf(bot, post(bot, { place, chat: privateChat(person), from: person.user, content }));
  tellPhone(bot, person.user.id, { type: 'person' });
}

function tellBotOfItself(bot: Bot, chat: Chat, from: User, [before, after]: [string, string]): void {
  const member = (status: string): object => ({ status, user: bot.me, ...(status === 'kicked' && { until_date: 0 }) });
  const [old_chat_member, new_chat_member] = [member(before), member(after)];
  tellBot(bot, 'my_chat_member', { chat, from, date: now(), old_chat_member, new_chat_member });
}

/** Somebody makes a group with the bot in it. */
export function makeGroup(bot: Bot, { title, members, type = 'supergroup' }: NewGroup): Group {
  const number = bot.next.group++;
  const id = type === 'supergroup' ? -(1_001_000_000_000 + number) : -(4_000_000 + number);
  const group: Group = { chat: { id, type, title }, members: new Set(members), bot: 'member' };
  bot.groups.set(id, group);
  const maker = personOf(bot, members[0] ?? cannot(400, 'a group has members'));
  tellBotOfItself(bot, group.chat, maker.user, ['left', 'member']);
  const content = { new_chat_members: [bot.me] };
  tellBotOf(bot, post(bot, { place: { kind: 'group', id }, chat: group.chat, from: maker.user, content }));
  return group;
}

export interface NewGroup {
  title: string;
  members: number[];
  type?: 'group' | 'supergroup';
}

/** Somebody throws the bot out of a group. */
export function removeBot(bot: Bot, groupId: number): void {
  const group = bot.groups.get(groupId) ?? cannot(404, 'no such group');
  group.bot = 'kicked';
  const [first = 0] = group.members;
  tellBotOfItself(bot, group.chat, personOf(bot, first).user, ['member', 'kicked']);
}

/** A group becomes a supergroup, with another id. */
export function migrateGroup(bot: Bot, groupId: number): Group {
  const old = bot.groups.get(groupId) ?? cannot(404, 'no such group');
  const id = -(1_001_000_000_000 + bot.next.group++);
  const group: Group = { ...old, chat: { ...old.chat, id, type: 'supergroup' }, members: new Set(old.members) };
  bot.groups.set(id, group);
  const [first = 0] = group.members;
  const { user: from } = personOf(bot, first);
  const tell = (chat: Chat, content: object): void =>
    tellBotOf(bot, post(bot, { place: { kind: 'group', id: chat.id }, chat, from, content }));
  tell(old.chat, { migrate_to_chat_id: id });
  old.migratedTo = id;
  tell(group.chat, { migrate_from_chat_id: groupId });
  return group;
}

/** A chat as somebody's phone shows it. */
export interface ShownChat {
  person: User;
  allowed: boolean;
  blocked: boolean;
  title: string;
  messages: Message[];
  answers: CallbackAnswer[];
  bot: User & { description: string; short_description: string; commands: Command[]; menuButton: Fields };
}

export function showChat(bot: Bot, person: Person, peer: number): ShownChat {
  const { user, allowed, blocked } = person;
  const messages = messagesAt(bot, placeOf(bot, user.id, peer)).map(({ message }) => seenBy(bot, peer, message));
  const answers = [...bot.callbacks.values()].filter(({ personId }) => personId === user.id);
  const language = user.language_code ?? '';
  return {
    person: user,
    allowed,
    blocked,
    title: titleOf(bot, peer),
    messages,
    answers,
    bot: {
      ...bot.me,
      description: textFor(bot, 'description', language),
      short_description: textFor(bot, 'short_description', language),
      commands: commandsFor(bot, user.id, language),
      menuButton: menuButtonFor(bot, user.id),
    },
  };
}

/** Whom somebody has talked with, and what was said last. */
export interface ChatListEntry {
  with: number;
  title: string;
  last: Message;
}

/** The chats of somebody, the latest first. */
export function listChats(bot: Bot, person: Person): ChatListEntry[] {
  const holder = person.user.id;
  const lasts = [...bot.messages.values()].flatMap((there) => {
    const last = there.at(-1);
    if (!last) return [];
    const peer = phonesAt(bot, last.place).find(([id]) => id === holder)?.[1];
    return peer === undefined ? [] : { with: peer, title: titleOf(bot, peer), last: seenBy(bot, peer, last.message) };
  });
  return lasts.toSorted((one, other) => other.last.message_id - one.last.message_id);
}

function titleOf(bot: Bot, peer: number): string {
  if (peer === bot.id) return bot.me.first_name;
  const { first_name = '', last_name = '' } = findPerson(bot, peer)?.user ?? {};
  return bot.groups.get(peer)?.chat.title ?? `${first_name} ${last_name}`.trim();
}
