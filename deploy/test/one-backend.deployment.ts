import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLoad } from './src/load.ts';
import { heardFromBot, writeToBot } from './src/people.ts';
import { prepareServer, type Server } from './src/server.ts';

let server: Server;
beforeAll(async () => {
  server = await prepareServer({
    BACKEND_REPLICAS: '1',
    TELEGRAM_MODE: 'webhook',
    API_RATE: '1000',
    PAGES_RATE: '1000',
    SESSIONS_RATE: '100',
  });
});
afterAll(() => server.end());

const running = () => server.docker('ps', '--filter', `name=${server.project}`, '--format', '{{.Names}}');

it('a small server runs one of each, and a release costs no request there either', async () => {
  const first = await server.operate('deploy.sh');
  expect([first.code, first.output]).toEqual([0, expect.stringContaining('is live')]);
  expect(await running()).not.toMatch(/-(backend|frontend)-2$/m);

  await server.commit('feat: a column', {
    'backend/migrations/9000_rehearsal.sql': 'alter table wishes add column rehearsal text;\n',
  });
  const load = await startLoad(server, 10);
  const { code, output } = await server.operate('deploy.sh', '--no-backup');
  const { counts, failures } = await load.end();
  console.log(output, counts);
  expect({ code, failures }).toEqual({ code: 0, failures: [] });
  expect(await running()).not.toMatch(/-(backend|frontend)-2$/m);
});

it('Telegram calls the bot, through nginx and by no port of its own; nobody else can in its name', async () => {
  const before = await heardFromBot(server, 'vera');
  await writeToBot(server, 'vera', '/start');
  await expect.poll(() => heardFromBot(server, 'vera')).toBeGreaterThan(before);
  const asked = await fetch(`${server.telegram}/bot${server.botToken}/getWebhookInfo`);
  expect(await asked.json()).toMatchObject({ result: { url: `${server.origin}/telegram/updates` } });
  expect(await server.docker('port', `${server.project}-bot`)).toBe('');

  const call = (headers: Record<string, string>) =>
    fetch(`${server.origin}/telegram/updates`, { method: 'POST', headers, body: '{"update_id":1}' });
  expect((await call({})).status).toBe(401);
  expect((await call({ 'x-telegram-bot-api-secret-token': 'a-guess-of-somebody-else' })).status).toBe(401);
});
