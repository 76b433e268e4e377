import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { freePort } from '../../backend/src/free-port.ts';

const root = join(import.meta.dirname, '..', '..');

/** A running Wishlins, as `npm start` runs it. */
export interface System {
  /** Where it answers, as in `http://localhost:8000`. */
  origin: string;
  /** Asks it to close, and fails unless it does so cleanly. */
  stop: () => Promise<void>;
  /** Kills it and its PostgreSQL with a signal that nobody can refuse. */
  kill: () => Promise<void>;
}

/** How to start a system. */
export interface Start {
  dataDir: string;
  /** Over those of the demo. */
  settings?: Record<string, string | undefined>;
  /** Gets every line the system prints. */
  say?: (line: string) => void;
}

/** Starts Wishlins on a port of its own: the demo unless the settings say otherwise. */
export async function startSystem({ dataDir, settings, say = () => {} }: Start): Promise<System> {
  const port = await freePort();
  const child = spawn(process.execPath, ['scripts/serve.ts'], {
    cwd: root,
    env: {
      ...process.env,
      // Empty rather than absent: an .env of the developer's must not fill them in.
      NODE_ENV: 'development',
      DATABASE_URL: '',
      TELEGRAM_BOT_TOKEN: '',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
      PUBLIC_URL: '',
      HOST: '127.0.0.1',
      PORT: String(port),
      METRICS_PORT: '0',
      DATA_DIR: dataDir,
      ...settings,
    },
    // The channel ends when we do, and the system with it.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close');
  const lines: string[] = [];
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => hear(line, resolve));
    }
  });
  function hear(line: string, resolve: () => void): void {
    lines.push(line);
    say(line);
    if (line.startsWith('Wishlins is ready')) resolve();
  }
  const tooEarly = ended.then(([code]) => {
    throw new Error(`Wishlins ended with ${code} before it was ready.\n${lines.join('\n')}`);
  });
  await Promise.race([ready, tooEarly]);

  async function stop(): Promise<void> {
    child.kill('SIGTERM');
    const [code] = await ended;
    if (code !== 0) throw new Error(`Wishlins did not close cleanly: it ended with ${code}.`);
  }

  async function kill(): Promise<void> {
    process.kill(await postmaster(dataDir), 'SIGKILL');
    child.kill('SIGKILL');
    await ended;
  }

  return { origin: `http://localhost:${port}`, stop, kill };
}

async function postmaster(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8'));
}

/** Says something to the database of a running system: what a story has no time to wait for. */
export async function tellDatabase(dataDir: string, statement: string): Promise<void> {
  const home = join(dataDir, 'postgres');
  // Source: https://www.postgresql.org/docs/18/storage-file-layout.html: the fourth line of postmaster.pid is the port.
  const [, , , port] = (await readFile(join(home, 'cluster', 'postmaster.pid'), 'utf8')).split('\n');
  const password = await readFile(join(home, 'password'), 'utf8');
  const client = new pg.Client(`postgres://wishlins:${password}@127.0.0.1:${port}/postgres`);
  await client.connect();
  await client.query(statement);
  await client.end();
}
