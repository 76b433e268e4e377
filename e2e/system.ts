import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';
import { freePort } from '../backend/src/free-port.ts';
import { findBrowser } from '../scripts/browser.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the whole system answers, as in `http://localhost:8000`. */
    origin: string;
    /** The path of the browser. */
    chromium: string;
  }
}

const root = join(import.meta.dirname, '..');

/** Starts Wishlins as `npm start` does, as a demo in a fresh data folder; afterwards it must close cleanly. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = await findBrowser(console.log);
  // Whoever wants to look at the database afterwards names the folder and clears it away.
  const dataDir = process.env['JOURNEYS_DATA_DIR'] ?? (await mkdtemp(join(tmpdir(), 'wishlins-journeys-')));
  const port = await freePort();
  const system = spawn(process.execPath, ['scripts/serve.ts'], {
    cwd: root,
    env: {
      ...process.env,
      // Empty rather than absent: an .env of the developer's must not fill them in.
      NODE_ENV: 'development',
      DATABASE_URL: '',
      TELEGRAM_BOT_TOKEN: '',
      PUBLIC_URL: '',
      HOST: '127.0.0.1',
      PORT: String(port),
      METRICS_PORT: '0',
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(system, 'exit');
  const ready = new Promise<void>((resolve) => {
    createInterface(system.stdout).on('line', (line) => {
      console.log(line);
      if (line.startsWith('Wishlins is ready')) resolve();
    });
  });
  await Promise.race([
    ready,
    ended.then(([code]) => Promise.reject(new Error(`The system under test ended with ${code} before it was ready.`))),
  ]);
  project.provide('chromium', chromium);
  project.provide('origin', `http://localhost:${port}`);

  return async () => {
    system.kill('SIGTERM');
    const [code] = await ended;
    if (!process.env['JOURNEYS_DATA_DIR']) await rm(dataDir, { recursive: true });
    if (code !== 0) throw new Error(`The system under test did not close cleanly: it ended with ${code}.`);
  };
}
