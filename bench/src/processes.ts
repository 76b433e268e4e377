import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../backend/src/free-port.ts';

/** A server in a process of its own. */
export interface Server {
  origin: string;
  pid: number;
  stop: () => Promise<void>;
}

/** Starts the API exactly as its image does, in production, with its log in a file; only the rate limits are lifted. */
export async function startApi(databaseUrl: string, logFile: string, flags: readonly string[] = []): Promise<Server> {
  const port = await freePort();
  const main = join(import.meta.dirname, '../../backend/src/main.ts');
  return start([...flags, main, 'api'], port, '/ready', logFile, {
    NODE_ENV: 'production',
    PORT: String(port),
    PUBLIC_URL: 'https://bench.example',
    DATABASE_URL: databaseUrl,
    TELEGRAM_BOT_TOKEN: `1234567890:${'x'.repeat(35)}`,
    TELEGRAM_BOT_USERNAME: 'bench_bot',
    RATE_LIMIT_PER_ADDRESS: '1000000000',
    RATE_LIMIT_PER_PERSON: '1000000000',
    METRICS_PORT: String(await freePort()),
  });
}

/** Starts a bare `node:http` server with canned replies. */
export async function startBare(repliesFile: string, logFile: string): Promise<Server> {
  const port = await freePort();
  return start([join(import.meta.dirname, 'bare.ts'), repliesFile, String(port)], port, '/0', logFile, {});
}

async function start(
  command: readonly string[],
  port: number,
  readyPath: string,
  logFile: string,
  env: Record<string, string>,
): Promise<Server> {
  const log = openSync(logFile, 'w');
  const child = spawn(process.execPath, command, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', log, log],
  });
  const origin = `http://127.0.0.1:${port}`;
  await waitUntilReady(child, origin + readyPath, logFile);
  return {
    origin,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function waitUntilReady(child: ChildProcess, url: string, logFile: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (child.exitCode !== null) break;
    const ready = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await sleep(100);
  }
  child.kill();
  throw new Error(`A server did not start; it says why in ${logFile}.`);
}
