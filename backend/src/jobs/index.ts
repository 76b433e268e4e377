import type { Job as Fetched, JobResult } from 'pg-boss';
import type { Context } from '../context.ts';
import type { Database } from '../database/connect.ts';
import { startCourier } from '../notifications/courier.ts';
import { remind } from '../notifications/reminders.ts';
import { openDelivery } from '../telegram/delivery.ts';
import { tellWishNews } from '../wishes/news-service.ts';
import { openQueues, type Job, type Jobs } from './queue.ts';

/** Who carries out the jobs of a queue; each may be carried out twice. */
export const handlers: { [Queue in keyof Jobs]: (db: Database, job: Job<Queue>) => Promise<void> } = {
  'wish-news': tellWishNews,
  remind: (db) => remind(db, new Date()),
};

/** What is put into a queue by the clock. */
const schedules: { [Queue in keyof Jobs]?: string } = { remind: '*/15 * * * *' };

/** Carries out jobs and sends messages until it is stopped. Any number may run. */
export async function startWorker({ config, db, log }: Context): Promise<{ stop: () => Promise<void> }> {
  const boss = openQueues(config.databaseUrl, { supervise: true });
  boss.on('error', (error) => log.error({ err: error }, 'the queues were interrupted'));
  await boss.start();
  for (const [queue, cron] of Object.entries(schedules)) await boss.schedule(queue, cron);
  for (const [queue, handle] of Object.entries(handlers)) {
    const carryOut = async (job: Fetched<never>): Promise<JobResult> => {
      try {
        await handle(db, job.data);
        return { id: job.id, status: 'completed' };
      } catch (error) {
        log.error({ err: error, queue }, 'job failed');
        return { id: job.id, status: 'failed' };
      }
    };
    const options = { batchSize: 50, pollingIntervalSeconds: 1, perJobResults: true } as const;
    await boss.work<never, void, typeof options>(queue, options, async (jobs) => {
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
  });
  return {
    async stop() {
      await courier.stop();
      await boss.stop({ timeout: 10_000 });
    },
  };
}
