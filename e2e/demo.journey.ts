import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { startSystem } from './src/system.ts';

const ofTheDemo = ['/simulator/', '/simulator/api/personas', '/pictures/demo/anya.webp'];
const signing = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"personaId":"anya"}' };

journey('the demo has a simulator that signs, and pictures', async ({ origin }) => {
  for (const path of ofTheDemo) expect((await fetch(origin + path)).status).toBe(200);
  expect((await fetch(`${origin}/simulator/api/init-data`, signing)).status).toBe(200);
});

journey('with a bot’s token nothing of the demo exists', async ({ context, onTestFinished }) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-guard-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const { origin, stop } = await startSystem({
    dataDir,
    settings: { TELEGRAM_BOT_TOKEN: '123456:made-up-for-tests-made-up-for-tests' },
  });
  onTestFinished(stop);
  for (const path of ofTheDemo) expect((await fetch(origin + path)).status).toBe(404);
  expect((await fetch(`${origin}/simulator/api/init-data`, signing)).status).toBe(404);

  const page = await context.newPage();
  await page.goto(`${origin}/simulator/`);
  await page.getByRole('heading', { name: 'Wishlists inside Telegram' }).waitFor();
});

journey('production without a bot’s token does not start', async ({ onTestFinished }) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-guard-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const settings = { NODE_ENV: 'production', PUBLIC_URL: 'https://wishlins.example' };
  await expect(startSystem({ dataDir, settings })).rejects.toThrow(/ended with 78 .*\nTELEGRAM_BOT_TOKEN is missing/);
});
