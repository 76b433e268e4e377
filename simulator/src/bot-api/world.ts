import { EventEmitter } from 'node:events';
import { cast } from '../cast.ts';
import type { Chat } from './telegram.ts';
import type { Person, Bot, World } from './model.ts';

export function createWorld(): World {
  return { bots: new Map(), closing: new AbortController() };
}

/** The bot of this id; it comes into being when it is first spoken of. */
export function botOf(world: World, id: number): Bot {
  const known = world.bots.get(id);
  if (known) return known;
  const bot: Bot = {
    id,
    token: undefined,
    me: { id, is_bot: true, first_name: 'Wishlins', username: `wishlins_${id}_bot` },
    people: new Map(),
    groups: new Map(),
    messages: new Map(),
    inlineMessages: new Map(),
    files: new Map(),
    portraits: new Map(),
    profile: { commands: new Map(), texts: new Map(), menuButtons: new Map() },
    updates: [],
    late: new Set(),
    next: { update: 1, message: 1, query: 1, group: 1, call: 1 },
    allowedUpdates: undefined,
    poll: undefined,
    webhook: undefined,
    inlineQueries: new Map(),
    inlineCache: new Map(),
    offers: new Map(),
    prepared: new Map(),
    callbacks: new Map(),
    faults: [],
    struck: new Set(),
    calls: [],
    pace: undefined,
    phones: new EventEmitter(),
  };
  bot.phones.setMaxListeners(0);
  world.bots.set(id, bot);
  return bot;
}

/** Somebody whom the bot may have heard of: whoever acted here, and everybody of the cast. */
export function findPerson(bot: Bot, id: number): Person | undefined {
  const known = bot.people.get(id);
  if (known) return known;
  const persona = cast.find(({ user }) => user.id === id);
  if (!persona) return undefined;
  const { allows_write_to_pm: allowed = false, photo_url: portrait, ...user } = persona.user;
  const person: Person = {
    user: { is_bot: false, ...user },
    ...(persona.birthdate && { birthdate: persona.birthdate }),
    ...(portrait && { portrait }),
    allowed,
    blocked: false,
  };
  bot.people.set(id, person);
  return person;
}

/** Somebody who acts; a stranger comes into being. */
export function personOf(bot: Bot, id: number): Person {
  const known = findPerson(bot, id);
  if (known) return known;
  const person: Person = { user: { id, is_bot: false, first_name: `Person ${id}` }, allowed: false, blocked: false };
  bot.people.set(id, person);
  return person;
}

/** The private chat with somebody, as a bot sees it. */
export function privateChat({ user }: Person): Chat {
  const { id, first_name, last_name, username } = user;
  return { id, type: 'private', first_name, ...(last_name && { last_name }), ...(username && { username }) };
}

/** Seconds since 1970, as Telegram counts. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}
