import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

it('the simulator runs by itself: says where, answers its bot, and stops when asked to', async () => {
  const env = { PATH: process.env.PATH, PORT: '0', BOT_TOKEN: '77:TOKEN', BOT_USERNAME: 'some_bot' };
  const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], { env });
  const ended = once(child, 'close');
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const root = /^Telegram is simulated at (http:\S+)\n$/.exec(line)?.[1];
  const reply = await fetch(`${root}/bot77:TOKEN/getMe`);
  expect(await reply.json()).toMatchObject({ ok: true, result: { id: 77, username: 'some_bot' } });
  const waiting = fetch(`${root}/bot77:TOKEN/getUpdates?timeout=50`).catch(() => 'cut off');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await waiting;
}, 15_000);
