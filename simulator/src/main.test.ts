import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';

it('the simulator runs by itself: says where, answers its bot, shows the app, and stops when asked to', async () => {
  const wishlins = createServer((request, response) => response.end(`the app at ${request.url}`));
  await new Promise<void>((listening) => wishlins.listen(0, '127.0.0.1', listening));
  const appOrigin = `http://127.0.0.1:${(wishlins.address() as AddressInfo).port}`;
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    BOT_TOKEN: '77:TOKEN',
    BOT_USERNAME: 'some_bot',
    APP_ORIGIN: appOrigin,
  };
  const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], { env });
  const ended = once(child, 'close');
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const root = /^Telegram is simulated at (http:\S+)\n$/.exec(line)?.[1];
  const reply = await fetch(`${root}/bot77:TOKEN/getMe`);
  expect(await reply.json()).toMatchObject({ ok: true, result: { id: 77, username: 'some_bot' } });
  const shown = await fetch(new URL('/lists/1?x=2', root));
  expect(await shown.text()).toBe('the app at /lists/1?x=2');
  const waiting = fetch(`${root}/bot77:TOKEN/getUpdates?timeout=50`).catch(() => 'cut off');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await waiting;
  wishlins.close();
}, 15_000);
