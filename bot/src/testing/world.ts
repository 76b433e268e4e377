import { randomInt } from 'node:crypto';
import { Api } from 'grammy';
import type { InlineQueryResultArticle, Message, User } from 'grammy/types';
import { pino } from 'pino';
import { inject, vi } from 'vitest';
import { api } from '@wishlins/contract';
import type { Call } from '@wishlins/contract/client';
import type { OwnWishlistWithWishes } from '@wishlins/contract/wishlists';
import { createBackend, type Backend } from '../backend.ts';
import { buildBot } from '../bot.ts';
import { readConfig } from '../config.ts';
import { createCarrier, type Carrier } from '../updates/carrier.ts';
import { poll } from '../updates/polling.ts';
import { botSecret, newToken } from './processes.ts';

/** Where the app of these tests is. */
export const publicUrl = 'http://localhost:8000';

/** A message as it stands in the chat. */
export type Seen = Message & { text?: string };

/** Somebody with a Telegram of their own, and the bot in it. */
export interface Person {
  id: number;
  /** Sends a text to the bot; resolves to what the bot has sent since, once it is done. */
  says: (text: string, more?: object) => Promise<Seen[]>;
  /** The same without waiting for anything. */
  writes: (text: string) => Promise<void>;
  /** Sends anything else. */
  sends: (writing: object) => Promise<Seen[]>;
  /** Presses a button of a message by its words, or forges a press with any data; resolves to what it says and shows. */
  presses: (message: Seen | undefined, button: string) => Promise<Pressed>;
  forges: (message: Seen | undefined, data: string) => Promise<Pressed>;
  /** Types after the bot’s name. */
  types: (query: string) => Promise<InlineQueryResultArticle[]>;
  blocks: () => Promise<void>;
  unblocks: () => Promise<void>;
  /** Everything in the chat. */
  chat: () => Promise<Seen[]>;
  /** What is theirs, by the API. */
  lists: () => Promise<OwnWishlistWithWishes[]>;
  /** The API as this person. */
  call: Call;
}

interface Pressed {
  /** What was answered to the press. */
  answer: string | undefined;
  /** The message as it stands now. */
  message: Seen;
}

/** The bot on real handlers, a real backend and the simulator’s Telegram. */
export interface World {
  token: string;
  apiRoot: string;
  botId: number;
  newcomer: (about?: Partial<User> & { birthdate?: object }) => Promise<Person>;
  /** Puts any update into the bot’s queue and waits until it is done. */
  injects: (update: object) => Promise<void>;
  /** Every call of the Bot API so far. */
  calls: () => Promise<{ method: string; payload: Record<string, unknown>; status: number; time: number }[]>;
  /** Makes Telegram misbehave. */
  faults: (faults: object[]) => Promise<void>;
  /** Sends something to Telegram as people do. */
  telegram: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
  /** Does something and waits until the bot has carried out so many updates more. */
  settled: <Result>(deed: () => Promise<Result>, updates?: number) => Promise<Result>;
  end: () => Promise<void>;
}

/** Starts a bot of its own; `running: false` leaves the updates to somebody else. */
export async function createWorld({
  running = true,
  backendUrl = inject('backendUrl'),
  token = newToken(),
} = {}): Promise<World> {
  const apiRoot = inject('apiRoot');
  const botId = Number(token.split(':')[0]);
  const backend = createBackend({ origin: backendUrl, secret: botSecret });
  const stopping = new AbortController();
  const config = readConfig({
    PUBLIC_URL: publicUrl,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: apiRoot,
    BACKEND_URL: backendUrl,
    BOT_SECRET: botSecret,
  });
  const log = pino({ level: process.env['BOT_TEST_LOG'] ?? 'silent' });
  const me = await new Api(token, { apiRoot }).getMe();
  const bot = buildBot({ config, backend, log, me });
  let carriedOut = 0;
  const carrier = createCarrier(bot, log);
  const counting: Carrier = {
    ...carrier,
    async carryOut(update, until) {
      const done = await carrier.carryOut(update, until);
      carriedOut += 1;
      return done;
    },
  };
  const polling = running ? poll({ bot, carrier: counting, log, apiRoot }, stopping.signal) : Promise.resolve();

  async function telegram<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${apiRoot}/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as Answer;
  }

  async function settled<Result>(deed: () => Promise<Result>, updates = 1): Promise<Result> {
    const before = carriedOut;
    const result = await deed();
    await vi.waitUntil(() => carriedOut >= before + updates, { timeout: 20_000, interval: 10 });
    return result;
  }

  async function newcomer(about: Partial<User> & { birthdate?: object } = {}): Promise<Person> {
    const id = about.id ?? randomInt(10_000_000, 2 ** 40);
    const from = { first_name: 'Аня', language_code: 'ru', ...about };
    const phone = `chats/${botId}/${id}`;
    const look = () => telegram<{ messages: Seen[]; answers: { id: string; text?: string }[] }>('GET', phone);
    const allow = () => telegram('POST', `${phone}/allow`, { from });
    await (running ? settled(allow) : allow());

    async function sends(writing: object): Promise<Seen[]> {
      const mine = await settled(() => telegram<Seen>('POST', `${phone}/messages`, { ...writing, from }));
      const { messages } = await look();
      return messages.filter((each) => each.message_id > mine.message_id && each.from?.id === botId);
    }

    async function forges(message: Seen | undefined, data: string): Promise<Pressed> {
      if (!message) throw new Error('there is no such message');
      const { message_id: messageId } = message;
      const { id: query } = await settled(() =>
        telegram<{ id: string }>('POST', `${phone}/callbacks`, { messageId, data, from }),
      );
      const { messages, answers } = await look();
      const now = messages.find((each) => each.message_id === messageId);
      if (!now) throw new Error('the message is gone');
      return { answer: answers.find((each) => each.id === query)?.text, message: now };
    }

    const call = await actAs(backend, { id, is_bot: false, ...from });
    return {
      id,
      sends,
      writes: (text) => telegram('POST', `${phone}/messages`, { text, from }),
      says: (text, more = {}) => sends({ text, ...more }),
      forges,
      presses: (message, button) => forges(message, dataOf(message, button)),
      types: async (query) =>
        settled(async () =>
          telegram<{ results: InlineQueryResultArticle[] }>('POST', `${phone}/inline`, { query, from }),
        ).then(({ results }) => results),
      blocks: () => settled(() => telegram('POST', `${phone}/block`, {})),
      unblocks: () => settled(() => telegram('POST', `${phone}/unblock`, {})),
      chat: async () => (await look()).messages,
      async lists() {
        const { wishlists } = await call(api.wishlists.list, { query: {} });
        return Promise.all(wishlists.map((list) => call(api.wishlists.get, { params: { wishlistId: list.id } })));
      },
      call,
    };
  }

  return {
    token,
    apiRoot,
    botId,
    newcomer,
    settled,
    telegram,
    injects: (update) => settled(() => telegram('POST', `updates/${botId}`, update)),
    calls: () => telegram('GET', `calls/${botId}`),
    faults: (faults) => telegram('PUT', `faults/${botId}`, faults),
    async end() {
      stopping.abort();
      await polling;
    },
  };
}

/** The API as somebody, by an update that never ends. */
async function actAs(backend: Backend, user: User): Promise<Call> {
  const { token } = await backend.open(randomInt(2 ** 46, 2 ** 47), user);
  return backend.as(token ?? '');
}

function dataOf(message: Seen | undefined, words: string): string {
  const buttons = message?.reply_markup?.inline_keyboard.flat() ?? [];
  const button = buttons.find(({ text }) => text === words);
  if (!button || !('callback_data' in button)) {
    throw new Error(`no button “${words}” among ${buttons.map(({ text }) => text).join(', ')}`);
  }
  return button.callback_data;
}

/** The addresses and data behind the buttons of a message, by their words. */
export function buttonsOf(message: Seen | undefined): Record<string, string> {
  const buttons = message?.reply_markup?.inline_keyboard.flat() ?? [];
  return Object.fromEntries(
    buttons.map((button) => [
      button.text,
      'web_app' in button
        ? button.web_app.url
        : 'url' in button
          ? button.url
          : 'callback_data' in button
            ? button.callback_data
            : 'switch',
    ]),
  );
}
