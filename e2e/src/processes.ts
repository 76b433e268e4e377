import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import proxy from '@fastify/http-proxy';
import Fastify from 'fastify';
import { startEmbeddedPostgres } from '../../backend/src/database/embedded.ts';
import { migrate } from '../../backend/src/database/migrate.ts';
import { freePort } from '../../backend/src/free-port.ts';
import { servePages } from '../../backend/src/http/pages.ts';

const root = join(import.meta.dirname, '..', '..');
const token = '424242:a-token-that-only-the-simulator-knows';

/** The commands of the images, by their names in the deployment. */
const commands = {
  backend: ['backend/src/main.ts', 'api'],
  worker: ['backend/src/main.ts', 'worker'],
  bot: ['bot/src/main.ts'],
} as const;
type Name = keyof typeof commands;

/** Wishlins as it runs on a server, a process each, with a Telegram that is a process, too. */
export interface Processes {
  /** Where people open it. */
  origin: string;
  databaseUrl: string;
  botId: number;
  start: (...names: Name[]) => Promise<void>;
  /** Ends processes with a signal that nobody can refuse, all of them at once. */
  kill: (...names: Name[]) => Promise<void>;
  /** Asks the simulator’s Telegram; its README says what. */
  telegram: <Answer>(method: string, path: string, body?: object) => Promise<Answer>;
  /** How many updates the bot has not yet confirmed. */
  pendingUpdates: () => Promise<number>;
}

/** Starts them on a database of their own. */
export async function startProcesses(
  { mode }: { mode: 'polling' | 'webhook' } = { mode: 'polling' },
): Promise<Processes & AsyncDisposable> {
  await using running = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-processes-'));
  running.defer(() => rm(dataDir, { recursive: true }));
  const postgres = await startEmbeddedPostgres({ dataDirectory: join(dataDir, 'postgres') });
  running.defer(() => postgres.stop());
  await migrate(postgres.url, () => {});

  const [telegramPort, backendPort, botPort] = [await freePort(), await freePort(), await freePort()];
  const [origin, backendUrl] = [`http://localhost:${telegramPort}`, `http://127.0.0.1:${backendPort}`];
  const apiRoot = `http://127.0.0.1:${telegramPort}/simulator/telegram`;
  const settings = {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: String(backendPort),
    METRICS_PORT: '0',
    DATABASE_URL: postgres.url,
    PUBLIC_URL: origin,
    BACKEND_URL: backendUrl,
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_BOT_USERNAME: 'wishlins_demo_bot',
    TELEGRAM_API_ROOT: apiRoot,
    TELEGRAM_MODE: mode,
    WEBHOOK_PORT: String(botPort),
    WEBHOOK_SECRET: 'what-telegram-shows-the-bot',
    BOT_SECRET: 'what-bot-and-backend-know-each-other-by',
    LOG_LEVEL: 'fatal',
  };
  const children = new Map<string, ChildProcess>();
  running.defer(async () => {
    await Promise.all(Array.from(children.values(), (child) => end(child, 'SIGTERM')));
  });

  function run(name: string, command: readonly string[], env: Record<string, string>): void {
    const stdio = ['ignore', 'ignore', 'inherit'] as const;
    children.set(
      name,
      spawn(process.execPath, command, { cwd: root, env: { ...process.env, ...env }, stdio: [...stdio] }),
    );
  }

  const pages = await serveOrigin(backendUrl, `http://127.0.0.1:${botPort}`);
  running.defer(() => pages.close());
  run('telegram', ['simulator/src/main.ts'], {
    PORT: String(telegramPort),
    BOT_TOKEN: token,
    APP_ORIGIN: pages.origin,
  });
  await untilAnswers(`${origin}/simulator/api/personas`);

  async function start(...names: Name[]): Promise<void> {
    for (const name of names) run(name, commands[name], settings);
    if (names.includes('backend')) await untilAnswers(`${backendUrl}/ready`);
  }
  await start('backend', 'worker', 'bot');

  async function telegram<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch(`${apiRoot}/${path}`, {
      method,
      ...(body && { headers, body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return (reply.status === 204 ? undefined : await reply.json()) as Answer;
  }

  const everything = running.move();
  return {
    origin,
    databaseUrl: postgres.url,
    botId: Number.parseInt(token),
    start,
    async kill(...names) {
      await Promise.all(names.map((name) => end(children.get(name), 'SIGKILL')));
    },
    telegram,
    async pendingUpdates() {
      const { result } = await telegram<{ result: { pending_update_count: number } }>(
        'GET',
        `bot${token}/getWebhookInfo`,
      );
      return result.pending_update_count;
    },
    [Symbol.asyncDispose]: () => everything.disposeAsync(),
  };
}

/** What nginx does on a server: the mini app’s files, and behind the same origin the API and where Telegram calls. */
async function serveOrigin(
  backendUrl: string,
  botUrl: string,
): Promise<{ origin: string; close: () => Promise<void> }> {
  const app = Fastify({ forceCloseConnections: true });
  for (const [prefix, upstream] of [
    ['/api', backendUrl],
    ['/pictures', backendUrl],
    ['/telegram', botUrl],
  ] as const) {
    await app.register(proxy, { upstream, prefix, rewritePrefix: prefix });
  }
  await servePages(app, join(root, 'frontend', 'dist'));
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return { origin, close: () => app.close() };
}

async function untilAnswers(url: string): Promise<void> {
  const answers = () =>
    fetch(url)
      .then(({ ok }) => ok)
      .catch(() => false);
  for (const deadline = Date.now() + 30_000; !(await answers()); await setTimeout(50)) {
    if (Date.now() > deadline) throw new Error(`${url} does not answer.`);
  }
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
