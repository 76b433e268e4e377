import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api } from 'grammy';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createBackend } from '../backend.ts';
import { buildBot } from '../bot.ts';
import { readConfig } from '../config.ts';
import { botSecret } from '../testing/processes.ts';
import { createWorld, type Person, type World } from '../testing/world.ts';
import { createCarrier } from './carrier.ts';
import { listen } from './webhook.ts';

const secret = 'a-secret-of-telegram';
const stopping = new AbortController();
const log = pino({ level: 'silent' });
let world: World;
let anya: Person;
let origin: string;
let nextId = 5_000_000;

/** Awaits Telegram’s calls with a backend at this address. */
async function startListening(backendUrl: string): Promise<string> {
  const config = readConfig({
    PUBLIC_URL: 'https://wishlins.example',
    TELEGRAM_MODE: 'webhook',
    TELEGRAM_BOT_TOKEN: world.token,
    TELEGRAM_API_ROOT: world.apiRoot,
    WEBHOOK_PORT: '0',
    WEBHOOK_SECRET: secret,
    BACKEND_URL: backendUrl,
    BOT_SECRET: botSecret,
  });
  const me = await new Api(world.token, { apiRoot: world.apiRoot }).getMe();
  const bot = buildBot({ config, backend: createBackend({ origin: backendUrl, secret: botSecret }), log, me });
  const port = await listen({ bot, carrier: createCarrier(bot, log), log, config, patience: 1000 }, stopping.signal);
  return `http://127.0.0.1:${port}`;
}

beforeAll(async () => {
  world = await createWorld({ running: false });
  anya = await world.newcomer();
  origin = await startListening(inject('backendUrl'));
});
afterAll(async () => {
  stopping.abort();
  await world.end();
});

const update = (text: string, update_id = (nextId += 1)) => ({
  update_id,
  message: {
    message_id: update_id,
    date: 1,
    chat: { id: anya.id, type: 'private', first_name: 'Аня' },
    from: { id: anya.id, is_bot: false, first_name: 'Аня', language_code: 'ru' },
    text,
  },
});

async function call(body: unknown, to = origin, shown: string | undefined = secret): Promise<number> {
  const { status } = await fetch(`${to}/telegram/updates`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(shown === undefined ? {} : { 'x-telegram-bot-api-secret-token': shown }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return status;
}

const titles = async () => (await anya.lists()).flatMap(({ wishes }) => wishes.map(({ title }) => title));

describe('a call of Telegram', () => {
  it('is answered when the update is done, and takes effect once', async () => {
    const plaid = update('Плед');
    expect(await call(plaid)).toBe(200);
    expect(await titles()).toEqual(['Плед']);
    expect(await Promise.all([call(plaid), call(plaid)])).toEqual([200, 200]);
    expect(await titles()).toEqual(['Плед']);
  });

  it('is refused without the secret, and with any other', async () => {
    const forged = update('Чужое');
    expect(await call(forged, origin, 'another-secret-there')).toBe(401);
    expect(await call(forged, origin, '')).toBe(401);
    expect(
      await fetch(`${origin}/telegram/updates`, { method: 'POST', body: JSON.stringify(forged) }).then(
        ({ status }) => status,
      ),
    ).toBe(401);
    expect(await titles()).not.toContain('Чужое');
  });

  it('is refused when it is none', async () => {
    for (const body of ['', '{', 'null', '[]', '{"update_id":"1"}'])
      expect([body, await call(body)]).toEqual([body, 400]);
    expect(await call(`{"update_id":1,"x":"${'x'.repeat(1_000_001)}"}`)).toBe(413);
    expect((await fetch(`${origin}/other`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${origin}/live`)).status).toBe(200);
  });

  it('while the backend is away is to come again, and then is done', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    silent.close();
    const without = await startListening(`http://127.0.0.1:${port}`);
    const lamp = update('Лампа');
    expect(await call(lamp, without)).toBe(503);
    expect(await call(lamp)).toBe(200);
    expect(await titles()).toContain('Лампа');
  });

  it('comes from Telegram itself until it is taken, and not from whoever shows another secret', async () => {
    const telegram = new Api(world.token, { apiRoot: world.apiRoot });
    await telegram.setWebhook(`${origin}/telegram/updates`, { secret_token: 'not-the-one-of-the-bot' });
    await anya.writes('Самовар');
    const state = () => telegram.getWebhookInfo();
    await expect.poll(state).toMatchObject({ last_error_message: 'Wrong response from the webhook: 401 Unauthorized' });
    expect((await state()).pending_update_count).toBeGreaterThan(0);
    expect(await titles()).not.toContain('Самовар');
    await telegram.setWebhook(`${origin}/telegram/updates`, { secret_token: secret });
    await expect.poll(state, { timeout: 10_000 }).toMatchObject({ pending_update_count: 0 });
    expect((await titles()).filter((title) => title === 'Самовар')).toHaveLength(1);
    await expect(telegram.getUpdates()).rejects.toMatchObject({ error_code: 409 });
  });

  it('is asked for with the secret, and with what is wanted', async () => {
    const asked = (await world.calls()).find(({ method }) => method === 'setWebhook');
    expect(asked?.payload).toMatchObject({ url: 'https://wishlins.example/telegram/updates', secret_token: secret });
  });
});
