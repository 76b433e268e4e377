import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { testBotToken } from './init-data.ts';

const main = path.join(import.meta.dirname, '../../../simulator/src/main.ts');
const [botId] = testBotToken.split(':');

/** A message that the bot asked Telegram to send, as the simulator’s log has it. */
export interface SimulatedCall {
  /** Milliseconds since 1970. */
  time: number;
  payload: {
    chat_id: number;
    text: string;
    reply_markup: { inline_keyboard: { text: string; web_app?: { url: string }; callback_data?: string }[][] };
  };
  /** Of HTTP; 0: the connection broke, or nothing was ever answered. */
  status: number;
  description?: string;
  fault?: string;
  /** Whether the person has the message, whatever was answered. */
  done: boolean;
}

/** How it is to misbehave; the first that strikes does. The simulator’s `model.ts` says what each field means. */
export interface SimulatedFault {
  fault: '400' | '401' | '403' | '429' | '500' | '502-html' | 'migrated' | 'malformed' | 'timeout' | 'reset' | 'slow';
  chatId?: number;
  times?: number;
  every?: number;
  retryAfter?: number;
  migrateTo?: number;
  description?: string;
  done?: boolean;
  spares?: boolean;
}

/** The simulator in a process of its own: the Telegram of tests and of the demo, which the backend knows by its address only. */
export interface SimulatedTelegram {
  apiRoot: string;
  /** Everything that was asked of it, in the order of its answers. */
  calls: () => Promise<SimulatedCall[]>;
  misbehave: (...faults: SimulatedFault[]) => Promise<void>;
  /** Has it keep to so many messages a second from the bot, besides its limits of each chat. */
  limit: (perSecond: number) => Promise<void>;
  /** Somebody lets the bot write to them, or blocks it. */
  allow: (personId: number) => Promise<void>;
  block: (personId: number) => Promise<void>;
  /** A group with this member, for a chat to move to. */
  makeGroup: (memberId: number) => Promise<number>;
  stop: () => Promise<void>;
}

/** Starts it on a port of its own. */
export async function startSimulator(): Promise<SimulatedTelegram> {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], PORT: '0', BOT_TOKEN: testBotToken, BOT_USERNAME: 'wishlins_bot' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A test that fails leaves nothing running.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const apiRoot = /http\S+/.exec(line)?.[0] ?? '';

  async function ask<Reply>(method: string, address: string, body: unknown = {}): Promise<Reply> {
    const content = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await fetch(apiRoot + address, { method, ...(method === 'GET' ? {} : content) });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return (response.status === 204 ? undefined : await response.json()) as Reply;
  }
  const heard: (SimulatedCall & { n: number; method: string })[] = [];
  return {
    apiRoot,
    async calls() {
      heard.push(...(await ask<typeof heard>('GET', `/calls/${botId}?after=${heard.at(-1)?.n ?? 0}`)));
      return heard.filter(({ method }) => method === 'sendMessage');
    },
    misbehave: (...faults) => ask('PUT', `/faults/${botId}`, faults),
    limit: (perSecond) => ask('PUT', `/limits/${botId}`, { on: true, perSecond }),
    allow: (personId) => ask('POST', `/chats/${botId}/${personId}/allow`),
    block: (personId) => ask('POST', `/chats/${botId}/${personId}/block`),
    async makeGroup(memberId) {
      return (await ask<{ id: number }>('POST', `/groups/${botId}`, { title: 'Group', members: [memberId] })).id;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      process.off('exit', kill);
    },
  };
}
