import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { WishlistFace } from '@wishlins/contract/face';
import type { Language } from '@wishlins/contract/users';
import { createContext } from '../backend/src/context.ts';
import type { Database } from '../backend/src/database/connect.ts';
import { migrate } from '../backend/src/database/migrate.ts';
import { buildApp } from '../backend/src/http/app.ts';
import { serveMetrics } from '../backend/src/http/metrics.ts';
import { servePages, type DrawList } from '../backend/src/http/pages.ts';
import { startWorker } from '../backend/src/jobs/index.ts';
import { findWishlistFace } from '../backend/src/wishes/repository.ts';
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
  if (withPages) await servePages(app, dist, await prepareDrawing(context.db));
  if (config.demo) await serveSimulator(app, telegramBotToken);
  await app.listen({ host: config.host, port: config.port });
  const worker = await startWorker(context);
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

type App = Awaited<ReturnType<typeof buildApp>>['app'];

/** What draws a shared list is built from the components of the mini app, together with it. */
async function prepareDrawing(db: Database): Promise<DrawList> {
  const { drawWishlist }: { drawWishlist: Draw } = await import(join(dist, '.server', 'draw.js'));
  return async (shareToken, language) => {
    const face = await findWishlistFace(db, shareToken);
    return face && (await drawWishlist(face, shareToken, language));
  };
}

type Draw = (face: WishlistFace, shareToken: string, language: Language) => Promise<string>;

/** Imported only here and only for the demo: whoever can reach the simulator can sign in as anybody. */
async function serveSimulator(app: App, botToken: string): Promise<void> {
  const { simulator } = await import('../simulator/src/plugin.ts');
  const webRoot = withPages ? { webRoot: join(root, 'simulator', 'dist') } : {};
  await app.register(simulator, { botToken, botUsername: DEMO_BOT_USERNAME, ...webRoot });
}

async function fillDemo(baseUrl: string, botToken: string): Promise<void> {
  const { seedDemo } = await import('../simulator/src/seed.ts');
  // On a busy machine the start itself is pressure, under which the backend turns people away.
  while (!(await fetch(`${baseUrl}/live`)).ok) await setTimeout(200);
  await seedDemo({ baseUrl, botToken, say });
}

function say(sentence: string): void {
  console.log(sentence);
}
