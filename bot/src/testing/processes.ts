import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../../..');

/** What bot and backend know each other by in tests. */
export const botSecret = 'the-secret-between-bot-and-backend';

/** A bot that no Telegram knows, with a token of its own. */
export function newToken(): string {
  return `${100_000_000 + Math.floor(Math.random() * 900_000_000)}:a-token-of-the-simulator-for-one-test`;
}

interface Process {
  stop: () => Promise<void>;
}

/** The simulator, alone. */
export async function startTelegram(): Promise<Process & { apiRoot: string }> {
  const { line, child } = await start(['simulator/src/main.ts'], { PORT: '0' }, /http\S+/);
  return { apiRoot: line, stop: () => end(child, 'SIGTERM') };
}

/** A backend on the embedded PostgreSQL of a folder. */
export async function startBackend(settings: {
  dataDir: string;
  botSecret: string;
  apiRoot: string;
  port?: number;
}): Promise<Process & { origin: string; port: number; kill: () => Promise<void> }> {
  const port = settings.port ?? (await freePort());
  const env = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    METRICS_PORT: '0',
    PUBLIC_URL: '',
    DATABASE_URL: '',
    DATA_DIR: settings.dataDir,
    TELEGRAM_BOT_TOKEN: newToken(),
    TELEGRAM_BOT_USERNAME: 'wishlins_bot',
    TELEGRAM_API_ROOT: settings.apiRoot,
    TELEGRAM_MODE: 'off',
    BOT_SECRET: settings.botSecret,
    RATE_LIMIT_PER_ADDRESS: '1000000',
    RATE_LIMIT_PER_PERSON: '1000000',
    LOG_LEVEL: 'warn',
  };
  const { child } = await start(['scripts/serve.ts', '--without-pages'], env, /Wishlins is ready/);
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    port,
    stop: () => end(child, 'SIGTERM'),
    async kill() {
      const pid = await readFile(join(settings.dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
      process.kill(Number.parseInt(pid), 'SIGKILL');
      await end(child, 'SIGKILL');
    },
  };
}

/** The bot, as its image runs it. */
export async function startBot(settings: {
  token: string;
  apiRoot: string;
  backendUrl: string;
  more?: Record<string, string>;
}): Promise<Process & { kill: () => Promise<void> }> {
  const env = {
    NODE_ENV: 'development',
    PUBLIC_URL: 'http://localhost:8000',
    TELEGRAM_BOT_TOKEN: settings.token,
    TELEGRAM_API_ROOT: settings.apiRoot,
    TELEGRAM_MODE: 'polling',
    BACKEND_URL: settings.backendUrl,
    BOT_SECRET: botSecret,
    LOG_LEVEL: 'info',
    ...settings.more,
  };
  const { child } = await start(['bot/src/main.ts'], env, /at work/);
  return { stop: () => end(child, 'SIGTERM'), kill: () => end(child, 'SIGKILL') };
}

/** Starts a process and waits for a line that matches, of which it gives what did. */
async function start(
  command: string[],
  env: Record<string, string>,
  sign: RegExp,
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, ...env },
    // The backend ends with the channel, its PostgreSQL with it, however we end.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // A test that fails leaves nothing running.
  process.once('exit', () => child.kill('SIGTERM'));
  const lines: string[] = [];
  return await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface(stream).on('line', hear);
    }
    function hear(line: string): void {
      lines.push(line);
      const found = sign.exec(line)?.[0];
      if (found) resolve({ child, line: found });
    }
    child.once('close', (code) => reject(new Error(`${command[0]} ended with ${code}.\n${lines.join('\n')}`)));
  });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill(signal);
  await ended;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
