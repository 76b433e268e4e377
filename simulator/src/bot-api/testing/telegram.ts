import Fastify, { type FastifyInstance } from 'fastify';
import { Api } from 'grammy';
import { botApi } from '../plugin.ts';
import { createWorld } from '../world.ts';

/** A simulated Telegram on a port of its own, with the ways of a bot and of people into it. */
export interface Simulated {
  app: FastifyInstance;
  root: string;
  /** A bot of its own, as grammY speaks for it. */
  bot: () => { id: number; api: Api; token: string };
  /** Asks for what people and tests do, and fails when it is refused. */
  ask: <Reply = unknown>(method: string, path: string, body?: unknown) => Promise<Reply>;
}

let bots = 1000;

export async function simulate(): Promise<Simulated> {
  const app = Fastify({ forceCloseConnections: true });
  await app.register(botApi, {
    prefix: '/telegram',
    world: createWorld(),
    botToken: '1:DEMO',
    botUsername: 'demo_bot',
  });
  const root = `${await app.listen({ port: 0, host: '127.0.0.1' })}/telegram`;
  return {
    app,
    root,
    bot() {
      const id = ++bots;
      const token = `${id}:TEST`;
      return { id, token, api: new Api(token, { apiRoot: root }) };
    },
    async ask(method, path, body) {
      const headers = { 'content-type': 'application/json' };
      const sent = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
      const reply = await fetch(`${root}${path}`, sent);
      const text = await reply.text();
      if (!reply.ok) throw new Error(`${reply.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
  };
}

/** Ника of the cast, whom no bot may write to before she has written to it. */
export const nika = 7_000_000_941;
/** Anya and Vera have let the bot write to them. */
export const anya = 7_000_000_123;
export const vera = 7_000_000_311;

/** One red pixel. */
export const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
