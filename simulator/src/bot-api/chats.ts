import { integerOf, textOf, type Fields } from './fields.ts';
import { getPortraits } from './files.ts';
import { badRequest, Refusal, type Chat, type Message } from './telegram.ts';
import { findPerson, privateChat } from './world.ts';
import type { Person, Group, Place, PhoneEvent, Bot } from './model.ts';

/** A chat that the bot names by its id. */
export type Named = { place: Place; chat: Chat } & ({ person: Person } | { group: Group });

/** The chat that a call names, or a refusal in Telegram's words. */
export function chatOf(bot: Bot, fields: Fields): Named {
  if (textOf(fields, 'chat_id').trim() === '') badRequest('chat_id is empty');
  const id = integerOf(fields, 'chat_id') ?? 0;
  const group = bot.groups.get(id);
  if (group) return { place: { kind: 'group', id }, chat: group.chat, group };
  const person = id > 0 ? findPerson(bot, id) : undefined;
  return person
    ? { place: { kind: 'bot', personId: id }, chat: privateChat(person), person }
    : badRequest('chat not found');
}

/** The chat that a call writes to: one in which the bot may. */
export function writableChatOf(bot: Bot, fields: Fields): Named {
  const named = chatOf(bot, fields);
  if ('person' in named) {
    if (named.person.blocked) throw new Refusal(403, 'Forbidden: bot was blocked by the user');
    if (!named.person.allowed) throw new Refusal(403, "Forbidden: bot can't initiate conversation with a user");
    return named;
  }
  const { migratedTo, chat } = named.group;
  if (migratedTo !== undefined) {
    const description = 'Bad Request: group chat was upgraded to a supergroup chat';
    throw new Refusal(400, description, { migrate_to_chat_id: migratedTo });
  }
  if (named.group.bot === 'kicked') throw new Refusal(403, `Forbidden: bot was kicked from the ${chat.type} chat`);
  if (named.group.bot === 'left') throw new Refusal(403, `Forbidden: bot is not a member of the ${chat.type} chat`);
  return named;
}

/** Source: https://core.telegram.org/bots/api#getchat */
export async function getChat(bot: Bot, fields: Fields): Promise<object> {
  const named = chatOf(bot, fields);
  if ('group' in named) return { ...named.chat, permissions: {}, accent_color_id: 0, max_reaction_count: 11 };
  const { person } = named;
  const [portrait] = await getPortraits(bot, person);
  const [small, big] = portrait ?? [];
  return {
    ...named.chat,
    accent_color_id: 0,
    max_reaction_count: 11,
    ...(person.user.username && { active_usernames: [person.user.username] }),
    ...(person.birthdate && { birthdate: person.birthdate }),
    ...(small &&
      big && {
        photo: {
          small_file_id: small.file_id,
          small_file_unique_id: small.file_unique_id,
          big_file_id: big.file_id,
          big_file_unique_id: big.file_unique_id,
        },
      }),
  };
}

/** Source: https://core.telegram.org/bots/api#getuserprofilephotos */
export async function getUserProfilePhotos(bot: Bot, fields: Fields): Promise<object> {
  const person = findPerson(bot, integerOf(fields, 'user_id') ?? 0);
  if (!person) return badRequest('user not found');
  const photos = await getPortraits(bot, person);
  const offset = integerOf(fields, 'offset') ?? 0;
  return { total_count: photos.length, photos: photos.slice(offset, offset + (integerOf(fields, 'limit') ?? 100)) };
}

/** Source: https://core.telegram.org/bots/api#getchatmember */
export function getChatMember(bot: Bot, fields: Fields): object {
  const named = chatOf(bot, fields);
  const id = integerOf(fields, 'user_id') ?? 0;
  if (id === bot.id) return { status: 'group' in named ? named.group.bot : 'member', user: bot.me };
  const person = findPerson(bot, id);
  if (!person) return badRequest('user not found');
  const inside = 'group' in named ? named.group.members.has(id) : named.chat.id === id;
  return { status: inside ? 'member' : 'left', user: person.user };
}

export function sendChatAction(bot: Bot, fields: Fields): true {
  const { place } = writableChatOf(bot, fields);
  if (!/^(?:typing|(?:upload|record)_\w+|choose_sticker|find_location)$/.test(textOf(fields, 'action'))) {
    badRequest('wrong parameter action in request');
  }
  for (const [holder, peer] of phonesAt(bot, place)) tellPhone(bot, holder, { type: 'typing', with: peer });
  return true;
}

/** Whose phones show what happens at a place, and whom the chat is with on each. */
export function phonesAt(bot: Bot, place: Place): [holder: number, peer: number][] {
  switch (place.kind) {
    case 'bot':
      return [[place.personId, bot.id]];
    case 'group':
      return [...(bot.groups.get(place.id)?.members ?? [])].map((id) => [id, place.id]);
    case 'pair': {
      const [one = 0, other = one] = place.ids;
      return one === other
        ? [[one, one]]
        : [
            [one, other],
            [other, one],
          ];
    }
  }
}

export function tellPhone(bot: Bot, holder: number, event: PhoneEvent): void {
  bot.phones.emit(`${holder}`, event);
  bot.phones.emit('any', holder, event);
}

/** The message as the holder of a phone sees it: the chat is with the other. */
export function seenBy(bot: Bot, peer: number, message: Message): Message {
  if (message.chat.type !== 'private') return message;
  const person = peer === bot.id ? undefined : findPerson(bot, peer);
  const { id, first_name, username } = bot.me;
  const other = { id, type: 'private' as const, first_name, ...(username && { username }) };
  return { ...message, chat: person ? privateChat(person) : other };
}
