import { setTimeout as wait } from 'node:timers/promises';
import closeWithGrace from 'close-with-grace';
import { ConfigError } from '@wishlins/process/settings';
import { readConfig, type Config } from './config.ts';
import { createContext, type Context } from './context.ts';
import { DatabaseProblem, migrate, schemaIsKnown } from './database/migrate.ts';
import { loadPageSettings } from './drawing.ts';
import { buildApp } from './http/app.ts';
import { createRegistry, serveMetrics } from './http/metrics.ts';
import { servePages } from './http/pages.ts';
import { countViolations } from './invariants.ts';
import { startWorker } from './jobs/index.ts';

/** How long a proxy is given to notice that this process is leaving, and how long requests have to end after that. */
const DRAIN_MS = 3000;
const PATIENCE_MS = 10_000;

/** The commands of the backend’s image. */
const commands = { api: serve, worker: work, migrate: prepare, invariants: check };

async function serve(config: Config): Promise<void> {
  const context = await open(config);
  const { app, metrics, drain } = await buildApp(context);
  if (config.pagesDir) await servePages(app, config.pagesDir, await loadPageSettings(context.db, config.pagesDir));
  const metricsServer = config.metrics.port > 0 ? await serveMetrics(metrics, config.metrics) : undefined;
  await app.listen({ host: config.host, port: config.port });
  closeWithGrace({ delay: DRAIN_MS + PATIENCE_MS }, async ({ err }) => {
    drain.start();
    const proxyCanAskElsewhere = config.trustProxy.length > 0;
    if (proxyCanAskElsewhere && !err) await wait(DRAIN_MS);
    await app.close();
    metricsServer?.close();
    await context.close();
  });
}

async function work(config: Config): Promise<void> {
  const context = await open(config);
  const metrics = createRegistry(context.pool);
  const worker = await startWorker(context, metrics);
  const metricsServer =
    config.metrics.port > 0 ? await serveMetrics(metrics, config.metrics, worker.findTrouble) : undefined;
  closeWithGrace({ delay: 20_000 }, async () => {
    await worker.stop();
    metricsServer?.close();
    await context.close();
  });
}

async function open(config: Config): Promise<Context> {
  const context = createContext({ ...config, ...required(config) });
  if (await schemaIsKnown(context.db)) return context;
  await context.close();
  throw new DatabaseProblem('The schema of the database is not the one this version needs: run the command “migrate”.');
}

async function prepare(config: Config): Promise<void> {
  await migrate(required(config).databaseUrl, say);
}

async function check(config: Config): Promise<void> {
  const violations = await countViolations(required(config).databaseUrl, say);
  say(`${violations} violations`);
  if (violations > 0) process.exitCode = 1;
}

function required(config: Config): { databaseUrl: string; telegramBotToken: string } {
  const { databaseUrl, telegramBotToken = '' } = config;
  if (!databaseUrl) throw new ConfigError(['DATABASE_URL is missing: this command uses no embedded database.']);
  return { databaseUrl, telegramBotToken };
}

function say(sentence: string): void {
  console.log(sentence);
}

try {
  const command = commands[(process.argv[2] ?? 'api') as keyof typeof commands];
  if (!command)
    throw new ConfigError([`${process.argv[2]} is no command; there are ${Object.keys(commands).join(', ')}.`]);
  await command(readConfig(process.env));
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof DatabaseProblem)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof ConfigError ? 78 : 1;
}
