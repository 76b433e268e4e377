import type { InlineOffer, PhoneEvent } from '../src/bot-api/model.ts';
import type { ChatListEntry, ShownChat, Writing } from '../src/bot-api/people.ts';
import type { Message } from '../src/bot-api/telegram.ts';

/** What the server refused, in its words. */
export class TelegramError extends Error {
  readonly status: number;

  constructor(status: number, description: string) {
    super(description);
    this.name = 'TelegramError';
    this.status = status;
  }
}

/** Everything one person does in their Telegram, as requests to the simulated one. */
export type TelegramClient = ReturnType<typeof createTelegramClient>;

/** @param root where the simulated Telegram is, as in `/simulator/telegram` */
export function createTelegramClient(root: string, botId: number, personId: number) {
  const phone = `${root}/chats/${botId}/${personId}`;

  async function ask<Reply>(method: string, path: string, body?: object): Promise<Reply> {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(path, body ? { method, headers, body: JSON.stringify(body) } : { method });
    const text = await reply.text();
    if (!reply.ok) throw new TelegramError(reply.status, String(JSON.parse(text).description));
    const said: Reply = JSON.parse(text || 'null');
    return said;
  }

  return {
    botId,
    personId,
    chats: () => ask<ChatListEntry[]>('GET', `${phone}/list`),
    chat: (peer: number) => ask<ShownChat>('GET', `${phone}?with=${peer}`),
    write: (peer: number, writing: Writing) => ask<Message>('POST', `${phone}/messages?with=${peer}`, writing),
    press: (peer: number, messageId: number, data: string) =>
      ask<{ id: string }>('POST', `${phone}/callbacks?with=${peer}`, { messageId, data }),
    inline: (peer: number, query: string, offset = '') =>
      ask<InlineOffer>('POST', `${phone}/inline?with=${peer}`, { query, offset }),
    choose: (resultId: string, toUserId: number) =>
      ask<Message>('POST', `${phone}/inline/choose`, { resultId, toUserId }),
    prepared: (id: string) => ask<Record<string, unknown>>('GET', `${phone}/prepared/${encodeURIComponent(id)}`),
    sendPrepared: (id: string, toUserId: number) =>
      ask<Message>('POST', `${phone}/prepared/${encodeURIComponent(id)}`, { toUserId }),
    allow: () => ask<void>('POST', `${phone}/allow`),
    block: () => ask<void>('POST', `${phone}/block`),
    unblock: () => ask<void>('POST', `${phone}/unblock`),
    photoUrl: (fileId: string) => `${root}/photos/${botId}/${fileId}`,
  };
}

/** Where the simulated Telegram is for its own page. */
export const telegramRoot = '/simulator/telegram';

/** The bot of this page, and what happens around it. */
export interface Bot {
  id: number;
  username: string;
  events: PhoneEvents;
}

type Listener = (event: PhoneEvent) => void;

/** What happens on every phone, from one connection: browsers allow few of them. */
export interface PhoneEvents {
  /** Hears what happens on somebody's phone; returns how to stop. */
  hear: (personId: number, listener: Listener) => () => void;
  close: () => void;
}

export function hearPhones(root: string, botId: number): PhoneEvents {
  const listeners = new Map<number, Set<Listener>>();
  const source = new EventSource(`${root}/events/${botId}`);
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const event: PhoneEvent & { holder: number } = JSON.parse(data);
    listeners.get(event.holder)?.forEach((listener) => listener(event));
  });
  return {
    hear(personId, listener) {
      const theirs = listeners.get(personId) ?? new Set();
      listeners.set(personId, theirs.add(listener));
      return () => theirs.delete(listener);
    },
    close: () => source.close(),
  };
}
