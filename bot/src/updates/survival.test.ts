import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from 'grammy';
import { inject, afterAll, beforeAll, describe, expect, it } from 'vitest';
import { botSecret, freePort, startBackend, startBot } from '../testing/processes.ts';
import { createWorld, type Seen, type World } from '../testing/world.ts';

/** A Telegram whose bot runs as a process of its own, as the test wants it. */
let world: World;
let dataDir: string;
let backend: Awaited<ReturnType<typeof startBackend>>;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wishlins-survival-'));
  backend = await startBackend({ dataDir, botSecret, apiRoot: inject('apiRoot') });
});
afterAll(async () => {
  await backend.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const start = (more?: Record<string, string>) =>
  startBot({ token: world.token, apiRoot: world.apiRoot, backendUrl: backend.origin, ...(more && { more }) });

/** Waits until the bot has said so many things that match. */
async function untilSaid(chat: () => Promise<Seen[]>, sign: RegExp, times = 1): Promise<void> {
  const said = async () =>
    (await chat()).filter(({ from, text }) => from?.id === world.botId && sign.test(text ?? '')).length;
  await expect.poll(said, { timeout: 60_000, interval: 100 }).toBeGreaterThanOrEqual(times);
}

describe('whatever is killed', () => {
  it(
    'the backend away: Anya is told once, and everything she sent is there when it is back',
    { timeout: 120_000 },
    async () => {
      world = await createWorld({ running: false, backendUrl: backend.origin });
      const anya = await world.newcomer();
      const bot = await start();
      await backend.kill();
      await anya.writes('Чайник https://shop.example/kettle');
      await anya.writes('Плед');
      await untilSaid(anya.chat, /Ничего не потерялось/);
      const { port } = backend;
      backend = await startBackend({ dataDir, botSecret, apiRoot: world.apiRoot, port });
      await untilSaid(anya.chat, /Загадано/, 2);
      expect((await anya.chat()).filter(({ text }) => text?.includes('Ничего не потерялось'))).toHaveLength(1);
      expect((await anya.lists()).map(({ wishes }) => wishes.map(({ title }) => title))).toEqual([['Плед', 'Чайник']]);
      await bot.stop();
    },
  );

  it('the bot, again and again in the middle: no wish is lost and none is doubled', { timeout: 240_000 }, async () => {
    world = await createWorld({ running: false, backendUrl: backend.origin });
    const anya = await world.newcomer();
    const wished = Array.from({ length: 40 }, (_, n) => `Желание ${n}`);
    // Slow answers make it likely that something is under way at any moment.
    await world.faults([{ fault: 'slow', method: 'sendMessage', delay: 60 }]);
    for (const title of wished) await anya.writes(title);
    const answers = async () => (await world.calls()).filter(({ method }) => method === 'sendMessage').length;
    for (let kills = 0; kills < 3; kills += 1) {
      const before = await answers();
      const bot = await start();
      await expect.poll(answers, { timeout: 30_000, interval: 5 }).toBeGreaterThan(before + kills);
      await bot.kill();
    }
    expect((await anya.lists())[0]?.wishes.length).toBeLessThan(wished.length);
    const last = await start();
    await untilSaid(anya.chat, /Желание 39/);
    await last.stop();
    const titles = (await anya.lists()).flatMap(({ wishes }) => wishes.map(({ title }) => title));
    expect(titles.toSorted()).toEqual(wished.toSorted());
  });

  it('the bot that Telegram calls, before it has answered: it is called again when it is back', async () => {
    world = await createWorld({ running: false, backendUrl: backend.origin });
    const anya = await world.newcomer();
    const port = String(await freePort());
    const more = {
      TELEGRAM_MODE: 'webhook',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      WEBHOOK_PORT: port,
      WEBHOOK_SECRET: 'a-secret-of-telegram',
    };
    const bot = await start(more);
    // What is said arrives, and the bot never learns that it did.
    await world.faults([{ fault: 'timeout', method: 'sendMessage', done: true, times: 1, delay: 60_000 }]);
    await anya.writes('Плед');
    await untilSaid(anya.chat, /Загадано/);
    await bot.kill();
    await anya.writes('Чайник');
    const telegram = new Api(world.token, { apiRoot: world.apiRoot });
    const state = () => telegram.getWebhookInfo();
    await expect
      .poll(state)
      .toMatchObject({ pending_update_count: 2, last_error_message: expect.stringMatching(/^Connection failed/) });
    const again = await start(more);
    await expect.poll(state, { timeout: 20_000 }).toMatchObject({ pending_update_count: 0 });
    expect((await anya.lists()).flatMap(({ wishes }) => wishes.map(({ title }) => title))).toEqual(['Чайник', 'Плед']);
    expect((await anya.chat()).filter(({ text }) => text?.includes('Плед') && text.includes('Загадано'))).toHaveLength(
      2,
    );
    await again.stop();
  });

  it('an update that comes twice, late or out of order takes effect once', async () => {
    world = await createWorld({ backendUrl: backend.origin });
    const anya = await world.newcomer();
    const message = (update_id: number, text: string) => ({
      update_id,
      message: {
        message_id: update_id,
        date: 1,
        chat: { id: anya.id, type: 'private', first_name: 'Аня' },
        from: { id: anya.id, is_bot: false, first_name: 'Аня' },
        text,
      },
    });
    await world.injects(message(2_000_000, 'Плед'));
    await world.injects(message(2_000_001, 'Чайник'));
    await world.injects(message(2_000_000, 'Плед'));
    await world.injects(message(2_000_001, 'Чайник'));
    await world.end();
    const again = await createWorld({ backendUrl: backend.origin, token: world.token });
    await again.injects(message(2_000_000, 'Плед'));
    await again.end();
    expect((await anya.lists()).flatMap(({ wishes }) => wishes.map(({ title }) => title))).toEqual(['Чайник', 'Плед']);
  });

  it('what the backend refuses as it is passes, and keeps nobody waiting', async () => {
    world = await createWorld({ backendUrl: backend.origin });
    const anya = await world.newcomer();
    const from = { id: anya.id, is_bot: false, first_name: 'Аня', username: 'no such name!' };
    const chat = { id: anya.id, type: 'private', first_name: 'Аня' };
    await world.injects({ message: { message_id: 1, date: 1, chat, from, text: 'Плед' } });
    expect((await anya.says('Чайник'))[0]?.text).toMatch(/Загадано/);
    expect((await anya.lists()).flatMap(({ wishes }) => wishes.map(({ title }) => title))).toEqual(['Чайник']);
    await world.end();
  });

  it('what no version of ours has heard of passes quietly', async () => {
    world = await createWorld({ backendUrl: backend.origin });
    const anya = await world.newcomer();
    const from = { id: anya.id, is_bot: false, first_name: 'Аня' };
    for (const update of [
      {},
      { something_new: { from } },
      { poll_answer: { poll_id: '1', user: from, option_ids: [0] } },
      { edited_message: { message_id: 1, date: 1, chat: { id: anya.id, type: 'private' }, from, text: 'Плед' } },
      { channel_post: { message_id: 1, date: 1, chat: { id: -1001, type: 'channel', title: 'Лавка' }, text: 'Плед' } },
      {
        message: {
          message_id: 1,
          date: 1,
          chat: { id: -1001, type: 'supergroup', title: 'Друзья' },
          from,
          text: 'Плед',
        },
      },
      { message: { message_id: 1, date: 1, chat: { id: anya.id, type: 'private' }, from, new_kind: {} } },
      { callback_query: { id: '1', from, chat_instance: '1', game_short_name: 'x' } },
    ]) {
      await world.injects(update);
    }
    expect((await world.calls()).filter(({ method }) => method.startsWith('send'))).toEqual([]);
    expect(await anya.lists()).toEqual([]);
    expect((await anya.says('Плед'))[0]?.text).toMatch(/Загадано/);
    await world.end();
  });
});

it('Telegram that misbehaves is waited for, and says everything once it can', { timeout: 60_000 }, async () => {
  world = await createWorld({ backendUrl: backend.origin });
  const anya = await world.newcomer();
  await world.faults([
    { fault: '429', method: 'sendMessage', retryAfter: 1, times: 1 },
    { fault: '500', method: 'getUpdates', times: 1 },
    { fault: '502-html', method: 'getUpdates', times: 1 },
    { fault: 'reset', method: 'sendMessage', times: 1 },
  ]);
  expect((await anya.says('Плед')).map(({ text }) => text)).toEqual([expect.stringMatching(/Загадано/)]);
  const sent = (await world.calls()).filter(({ method }) => method === 'sendMessage');
  const [refused, next] = [
    sent.findIndex(({ status }) => status === 429),
    sent.findIndex(({ status }) => status === 200),
  ];
  expect((sent[next]?.time ?? 0) - (sent[refused]?.time ?? 0)).toBeGreaterThanOrEqual(1000);
  await world.faults([]);
  await world.end();
});
