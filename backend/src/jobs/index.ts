import type { Job as Fetched, JobResult } from 'pg-boss';
import type { Registry } from 'prom-client';
import type { Context } from '../context.ts';
import type { Database } from '../database/connect.ts';
import { startCourier } from '../notifications/courier.ts';
import { remind } from '../notifications/reminders.ts';
import { tidyPhotos } from '../photos/service.ts';
import { forgetWhatIsOver } from '../retention.ts';
import { openDelivery } from '../telegram/delivery.ts';
import { askFetcher } from '../previews/fetcher.ts';
import type { ReadPage } from '../previews/service.ts';
import { tellWishNews } from '../wishes/news-service.ts';
import { fillFromPage } from '../wishes/preview-service.ts';
import { openQueues, type Job, type Jobs } from './queue.ts';
import { watchWorker, type Watch } from './watch.ts';

/** What jobs work with besides the database. */
export interface Means {
  photos: Pick<Context['photos'], 'store'>;
  readPage: ReadPage;
}

/** Who carries out the jobs of a queue; each may be carried out twice. */
export const handlers: { [Queue in keyof Jobs]: (db: Database, job: Job<Queue>, means: Means) => Promise<void> } = {
  'wish-news': tellWishNews,
  'link-preview': (db, job, { readPage }) => fillFromPage(db, job, readPage),
  remind: (db) => remind(db, new Date()),
  'clean-up': async (db, _job, { photos }) => {
    const now = new Date();
    await forgetWhatIsOver(db, now);
    await tidyPhotos(photos, db, now);
  },
};

/** What is put into a queue by the clock. */
const schedules: { [Queue in keyof Jobs]?: string } = { remind: '*/15 * * * *', 'clean-up': '20 3 * * *' };

/** Carries out jobs and sends messages until it is stopped, and counts them in the registry. Any number may run. */
export async function startWorker(
  { config, db, log, photos }: Context,
  metrics: Registry,
): Promise<Pick<Watch, 'findTrouble'> & { stop: () => Promise<void> }> {
  const watch = watchWorker(db, metrics);
  const boss = openQueues(config.databaseUrl, { supervise: true });
  boss.on('error', (error) => log.error({ err: error }, 'the queues were interrupted'));
  await boss.start();
  for (const [queue, cron] of Object.entries(schedules)) await boss.schedule(queue, cron);
  const readPage = askFetcher(config.fetcherUrl ?? 'http://127.0.0.1:8010');
  for (const [name, handle] of Object.entries(handlers)) {
    const queue = name as keyof Jobs;
    const carryOut = async (job: Fetched<never>): Promise<JobResult> => {
      try {
        await handle(db, job.data, { photos, readPage });
        watch.jobEnded(queue, 'completed');
        return { id: job.id, status: 'completed' };
      } catch (error) {
        log.error({ err: error, queue }, 'job failed');
        watch.jobEnded(queue, 'failed');
        return { id: job.id, status: 'failed' };
      }
    };
    // Pages are waited for, some beside each other; whatever else there is, the database does one after the other.
    const isWaiting = queue === 'link-preview';
    const pace = isWaiting
      ? { batchSize: 8, pollingIntervalSeconds: 0.5 }
      : { batchSize: 50, pollingIntervalSeconds: 1 };
    const options = { ...pace, perJobResults: true } as const;
    await boss.work<never, void, typeof options>(queue, options, async (jobs) => {
      if (isWaiting) return Promise.all(jobs.map(carryOut));
      const results: JobResult[] = [];
      for (const job of jobs) results.push(await carryOut(job));
      return results;
    });
  }

  const courier = startCourier({
    db,
    log,
    deliver: openDelivery({ apiRoot: config.telegramApiRoot, token: config.telegramBotToken }),
    publicUrl: config.publicUrl,
    perSecond: config.telegramMessagesPerSecond,
    onTurn: watch.courierTurned,
    onFate: watch.messageEnded,
  });
  return {
    findTrouble: watch.findTrouble,
    async stop() {
      await courier.stop();
      await boss.stop({ timeout: 10_000 });
    },
  };
}
