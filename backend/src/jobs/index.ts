import type { Job as Fetched, JobResult } from 'pg-boss';
import type { Registry } from 'prom-client';
import { eraseLeavers } from '../accounts/service.ts';
import { becauseOf } from '../cause.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/connect.ts';
import { spreadNews } from '../feed/service.ts';
import { startCourier } from '../notifications/courier.ts';
import { remind } from '../notifications/reminders.ts';
import { showFace } from '../photos/face-service.ts';
import { tidyPhotos } from '../photos/service.ts';
import { forgetWhatIsOver } from '../retention.ts';
import { openDelivery } from '../telegram/delivery.ts';
import { askFetcher } from '../previews/fetcher.ts';
import type { Fetcher } from '../previews/service.ts';
import { tellWishNews } from '../wishes/news-service.ts';
import { fillFromPage, showPictures } from '../wishes/preview-service.ts';
import { openQueues, type Job, type Jobs } from './queue.ts';
import { watchWorker, type Watch } from './watch.ts';

/** What jobs work with besides the database. */
export interface Means {
  photos: Context['photos'];
  fetcher: Fetcher;
}

/** Who carries out the jobs of a queue; each may be carried out twice. */
export const handlers: { [Queue in keyof Jobs]: (db: Database, job: Job<Queue>, means: Means) => Promise<void> } = {
  'wish-news': tellWishNews,
  feed: spreadNews,
  'link-preview': (db, job, { fetcher }) => fillFromPage(db, job, fetcher),
  'wish-pictures': showPictures,
  'profile-photo': showFace,
  farewell: (db, _job, { photos }) => eraseLeavers(db, photos),
  remind: (db) => remind(db, new Date()),
  'clean-up': async (db, _job, { photos }) => {
    const now = new Date();
    // Whom nobody saw off at their hour.
    await eraseLeavers(db, photos);
    await forgetWhatIsOver(db, now);
    await tidyPhotos(photos, db, now);
  },
};

/** The id of the request that left a job behind; what the clock puts into a queue may hold nothing at all. */
export function requestOf(job: { data: { requestId?: string } | null }): string | undefined {
  return job.data?.requestId;
}

/** What is put into a queue by the clock. */
const schedules: { [Queue in keyof Jobs]?: string } = { remind: '*/15 * * * *', 'clean-up': '20 3 * * *' };

/** How many shops are waited for at once. A picture is held in memory meanwhile. */
const shopsAtOnce: { [Queue in keyof Jobs]?: number } = { 'link-preview': 8, 'wish-pictures': 4, 'profile-photo': 4 };

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
  const fetcher = askFetcher(config.fetcherUrl ?? 'http://127.0.0.1:8010');
  for (const [name, handle] of Object.entries(handlers)) {
    const queue = name as keyof Jobs;
    const carryOut = async (job: Fetched<never>): Promise<JobResult> => {
      const requestId = requestOf(job);
      try {
        await becauseOf(requestId, () => handle(db, job.data, { photos, fetcher }));
        log.info({ queue, job: job.id, requestId }, 'job done');
        watch.jobEnded(queue, 'completed');
        return { id: job.id, status: 'completed' };
      } catch (error) {
        log.error({ err: error, queue, job: job.id, requestId }, 'job failed');
        watch.jobEnded(queue, 'failed');
        return { id: job.id, status: 'failed' };
      }
    };
    // Shops are waited for, some beside each other; whatever else there is, the database does one after the other.
    const atOnce = shopsAtOnce[queue];
    const pace = atOnce
      ? { batchSize: atOnce, pollingIntervalSeconds: 0.5 }
      : { batchSize: 50, pollingIntervalSeconds: 1 };
    const options = { ...pace, perJobResults: true } as const;
    await boss.work<never, void, typeof options>(queue, options, async (jobs) => {
      if (atOnce) return Promise.all(jobs.map(carryOut));
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
