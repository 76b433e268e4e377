import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createContext } from '../backend/src/context.ts';
import { migrate } from '../backend/src/database/migrate.ts';
import { loadDrawing } from '../backend/src/drawing.ts';
import { buildApp } from '../backend/src/http/app.ts';
import { freePort } from '../backend/src/free-port.ts';
import { serveMetrics } from '../backend/src/http/metrics.ts';
import { servePages } from '../backend/src/http/pages.ts';
import { startWorker } from '../backend/src/jobs/index.ts';
import { readConfig as readBotConfig } from '../bot/src/config.ts';
import { runBot } from '../bot/src/run.ts';
import { build, miniApp, simulatorPage } from './build.ts';
import { DEMO_BOT_USERNAME, demoBotToken } from './demo.ts';
import { runUntilStopped } from './lifecycle.ts';
import { requireFreePorts } from './ports.ts';
import { openDatabase, readSettings } from './settings.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'frontend', 'dist');
// `npm run dev` serves the pages itself.
const withPages = !process.argv.includes('--without-pages');

/** `npm start`: the whole of Wishlins on one origin. */
await runUntilStopped(async (running) => {
  const config = readSettings();
  await requireFreePorts({ PORT: config, METRICS_PORT: config.metrics });

  const databaseUrl = await openDatabase(config, running, say);
  await migrate(databaseUrl, say);
  if (withPages) await Promise.all([build(miniApp, say), config.demo && build(simulatorPage, say)]);

  const telegramBotToken = config.telegramBotToken ?? (await demoBotToken(config.dataDir));
  const telegramBotUsername = config.demo ? DEMO_BOT_USERNAME : config.telegramBotUsername;
  const telegramApiRoot = config.demo ? `http://127.0.0.1:${config.port}/simulator/telegram` : config.telegramApiRoot;
  const botSecret = config.botSecret ?? randomBytes(32).toString('base64url');
  const given = { databaseUrl, telegramBotToken, telegramBotUsername, telegramApiRoot, botSecret };
  const context = createContext({ ...config, ...given });
  running.defer(() => context.close());

  const { app, metrics } = await buildApp(context);
  running.defer(() => app.close());
  if (withPages) await servePages(app, dist, { drawList: await loadDrawing(context.db, dist) });
  if (config.demo) await serveSimulator(app, telegramBotToken);
  await app.listen({ host: config.host, port: config.port });
  const fetcherUrl = config.fetcherUrl ?? (await startFetcher(running));
  const worker = await startWorker({ ...context, config: { ...context.config, fetcherUrl } }, metrics);
  running.defer(() => worker.stop());
  if (config.demo) await fillDemo(app.listeningOrigin, telegramBotToken);

  if (config.metrics.port > 0) {
    const server = await serveMetrics(metrics, config.metrics);
    running.defer(() => void server.close());
  }
  const botConfig = readBotConfig({
    ...process.env,
    PUBLIC_URL: config.publicUrl,
    TELEGRAM_BOT_TOKEN: telegramBotToken,
    TELEGRAM_API_ROOT: telegramApiRoot,
    BACKEND_URL: app.listeningOrigin,
    BOT_SECRET: botSecret,
  });
  if (botConfig.mode !== 'off') {
    const bot = runBot(botConfig, context.log);
    running.defer(() => bot.stop());
  }
  say(`Wishlins is ready: open ${config.publicUrl}${config.demo ? '/simulator/' : '/'}`);
});

/** The fetcher is a process of its own also here: what it reads must not be able to harm anything else. */
async function startFetcher(running: AsyncDisposableStack): Promise<string> {
  const port = await freePort();
  const child = spawn(process.execPath, ['fetcher/src/main.ts'], {
    cwd: root,
    env: { FETCHER_PORT: String(port), LOG_LEVEL: 'warn' },
    // The channel ends when we do, and the fetcher with it.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.unref();
  child.channel?.unref();
  running.defer(() => void child.kill('SIGTERM'));
  return `http://127.0.0.1:${port}`;
}

type App = Awaited<ReturnType<typeof buildApp>>['app'];

/** Imported only here and only for the demo: whoever can reach the simulator can sign in as anybody. */
async function serveSimulator(app: App, botToken: string): Promise<void> {
  const { simulator } = await import('../simulator/src/plugin.ts');
  const webRoot = withPages ? { webRoot: join(root, 'simulator', 'dist') } : {};
  await app.register(simulator, { botToken, botUsername: DEMO_BOT_USERNAME, ...webRoot });
}

async function fillDemo(baseUrl: string, botToken: string): Promise<void> {
  const { seedDemo } = await import('../simulator/src/seed.ts');
  await seedDemo({ baseUrl, botToken, say });
}

function say(sentence: string): void {
  console.log(sentence);
}
