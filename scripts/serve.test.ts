import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../backend/src/free-port.ts';
import { isInstalled } from './bootstrap.mjs';

const root = join(import.meta.dirname, '..');
const token = '123456:made-up-for-tests-made-up-for-tests';
let dataDir: string;
let port: number;
let processes: ChildProcess[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'wishlins-serve-'));
  port = await freePort();
  processes = [];
});

afterEach(async () => {
  for (const child of processes) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  // A database whose command was killed is still putting its things away.
  await rm(dataDir, { recursive: true, maxRetries: 10, retryDelay: 100 });
});

interface Started {
  child: ChildProcess;
  /** What was printed so far. */
  output: () => string;
  /** Resolves to the exit code. */
  ended: Promise<number>;
}

/** Pages are left out: building them is not what these tests are about. */
function start(settings: Record<string, string> = {}, script = 'scripts/serve.ts'): Started {
  const ours = { DATA_DIR: dataDir, PORT: String(port), METRICS_PORT: '0', TELEGRAM_API_ROOT: 'http://127.0.0.1:1' };
  const absent = { DATABASE_URL: '', TELEGRAM_BOT_TOKEN: '', PUBLIC_URL: '' };
  const env = { ...process.env, ...absent, NODE_ENV: 'development', HOST: '127.0.0.1', ...ours, ...settings };
  const child = spawn(process.execPath, [script, '--without-pages'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processes.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return { child, output: () => output, ended: once(child, 'close').then(([code]) => code) };
}

async function isReady({ output }: Started): Promise<void> {
  await expect.poll(output, { timeout: 20_000 }).toContain('Wishlins is ready');
}

async function statusOf(path: string, init?: RequestInit): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}${path}`, init)).status;
}

async function postmaster(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8'));
}

/** Anya signs in by the simulator's signature; whoever has her token is remembered by the database alone. */
async function signIn(): Promise<Record<string, string>> {
  async function post(path: string, body: object): Promise<{ initData?: string; token?: string }> {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return JSON.parse(await reply.text());
  }
  const { initData } = await post('/simulator/api/init-data', { personaId: 'anya' });
  const { token: session } = await post('/api/v1/session', { initData });
  return { authorization: `Bearer ${session}` };
}

describe('what belongs to the demo', () => {
  const signature = { method: 'POST', body: '{"personaId":"anya"}', headers: { 'content-type': 'application/json' } };

  test('is there without a bot token', async () => {
    await isReady(start());
    expect(await statusOf('/simulator/api/init-data', signature)).toBe(200);
    expect(await statusOf('/simulator/telegram/bot7:ANY/getMe')).toBe(200);
  });

  test.each([
    ['with a bot token', { TELEGRAM_BOT_TOKEN: token }],
    ['in production', { TELEGRAM_BOT_TOKEN: token, NODE_ENV: 'production', PUBLIC_URL: 'https://wishlins.example' }],
  ])('does not exist %s', async (_when, settings) => {
    await isReady(start(settings));
    expect(await statusOf('/live')).toBe(200);
    expect(await statusOf('/simulator/api/init-data', signature)).toBe(404);
    const api = [`/simulator/telegram/bot${token}/getMe`, '/simulator/telegram/chats/123456/7000000123'];
    for (const path of ['/simulator/', '/simulator/api/personas', '/pictures/demo/anya.webp', ...api]) {
      expect(await statusOf(path)).toBe(404);
    }
  });

  test('does not let production start without a bot token', async () => {
    const { ended, output } = start({ NODE_ENV: 'production', PUBLIC_URL: 'https://wishlins.example' });
    expect(await ended).toBe(78);
    expect(output()).toContain('TELEGRAM_BOT_TOKEN is missing');
  });
});

describe('stopping', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s closes everything and counts as success', async (signal) => {
    const started = start();
    await isReady(started);
    started.child.kill(signal);
    expect(await started.ended).toBe(0);
    await expect(postmaster()).rejects.toThrow('ENOENT');
  });

  test('killed together with PostgreSQL, it starts again with nothing lost', async () => {
    const first = start();
    await isReady(first);
    const headers = await signIn();
    process.kill(await postmaster(), 'SIGKILL');
    first.child.kill('SIGKILL');
    await first.ended;

    await isReady(start());
    expect(await statusOf('/api/v1/users/me', { headers })).toBe(200);
  });

  test('when the command that started it is killed, it goes too and frees the port', async () => {
    expect(isInstalled(), 'run npm ci first: a test must not').toBe(true);
    const command = start({}, 'scripts/start.mjs');
    await isReady(command);
    command.child.kill('SIGKILL');
    await expect.poll(() => statusOf('/live').catch(() => 'free'), { timeout: 10_000 }).toBe('free');
  });
});

describe('a start that cannot succeed ends with a sentence', () => {
  async function refusal(settings: Record<string, string>): Promise<{ code: number; output: string }> {
    const { ended, output } = start(settings);
    const code = await ended;
    return { code, output: output() };
  }

  test('when the port is taken, and what listens there goes on', async () => {
    const other = createServer();
    await new Promise<void>((listening) => other.listen(port, '127.0.0.1', listening));
    const { code, output } = await refusal({});
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/^Port \d+ is taken: .*PORT=…\n$/) });
    expect(other.listening).toBe(true);
    await new Promise((closed) => other.close(closed));
  });

  test('when settings are broken, naming each', async () => {
    const { code, output } = await refusal({ PORT: 'eight', LOG_LEVEL: 'loud' });
    expect(code).toBe(78);
    expect(output).toMatch(/^PORT=eight .+\n?LOG_LEVEL=loud .+\n$/);
  });

  test('when the database cannot be reached, without its password', async () => {
    const { code, output } = await refusal({ DATABASE_URL: 'postgres://anya:s3cret@127.0.0.1:1/wishlins' });
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('DATABASE_URL cannot be reached') });
    expect(output).not.toContain('s3cret');
  });

  test('when this machine has no such address', async () => {
    const { code, output } = await refusal({ HOST: '203.0.113.5', TELEGRAM_BOT_TOKEN: token });
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining('does not let us listen on 203.0.113.5'),
    });
  });
});
