import { hash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Bot } from 'grammy';
import type { Update } from 'grammy/types';
import type { Logger } from 'pino';
import { wantedUpdates } from '../bot.ts';
import type { Config } from '../config.ts';
import type { Turn } from '../turn.ts';
import type { Carrier } from './carrier.ts';
import { insist } from './polling.ts';

/** Where Telegram calls, below PUBLIC_URL. */
const path = '/telegram/updates';
const longestBody = 1_000_000;

/**
 * Awaits the calls of Telegram until `until`. It is answered with 200 only when the update is done; whatever else it
 * hears, it calls again.
 *
 * @param parts.patience how long Telegram is kept waiting, in milliseconds, before it is told to call again
 * @returns the port that is listened on
 */
export async function listen(
  parts: { bot: Bot<Turn>; carrier: Carrier; log: Logger; config: Config; patience?: number },
  until: AbortSignal,
): Promise<number> {
  const { bot, carrier, log, config, patience = 20_000 } = parts;
  const { host, port, secret } = config.webhook;

  async function receive(request: IncomingMessage): Promise<number> {
    if (request.method === 'GET' && request.url === '/live') return 200;
    if (request.method !== 'POST' || request.url !== path) return 404;
    if (!isSecret(request.headers['x-telegram-bot-api-secret-token'], secret)) return 401;
    if (Number(request.headers['content-length'] ?? longestBody + 1) > longestBody) return 413;
    const update = parse(await text(request));
    if (!update) return 400;
    const patient = AbortSignal.any([until, AbortSignal.timeout(patience)]);
    return (await carrier.carryOut(update, patient)) ? 200 : 503;
  }

  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5000 }, (request, response: ServerResponse) => {
    void receive(request)
      .catch((error: unknown) => {
        log.error({ err: error }, 'a call of Telegram failed');
        return 500;
      })
      .then((status) => response.writeHead(status).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  until.addEventListener('abort', () => void server.close());

  void insist(
    () =>
      bot.api.setWebhook(config.publicUrl + path, {
        secret_token: secret,
        allowed_updates: wantedUpdates,
        max_connections: 40,
      }),
    log,
    until,
  );
  return (server.address() as AddressInfo).port;
}

function isSecret(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false;
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', secret, 'buffer'));
}

function parse(body: string): Update | undefined {
  try {
    const update: unknown = JSON.parse(body);
    const isUpdate = typeof update === 'object' && update !== null && 'update_id' in update;
    return isUpdate && Number.isSafeInteger(update.update_id) ? (update as Update) : undefined;
  } catch {
    return undefined;
  }
}
