import type { PgBoss } from 'pg-boss';
import { becauseOf } from '../cause.ts';
import { handlers, requestOf, type Means } from '../jobs/index.ts';
import { openQueues } from '../jobs/queue.ts';
import type { TestDatabase } from './database.ts';

/** A worker that works when it is told to: all that waits, one job after the other. */
export function createTestWorker(
  { url, db }: TestDatabase,
  means: Means,
): {
  carryOutJobs: () => Promise<void>;
  close: () => Promise<void>;
} {
  let opened: Promise<PgBoss> | undefined;
  return {
    async carryOutJobs() {
      opened ??= openQueues(url, { supervise: false }).start();
      const boss = await opened;
      for (const [queue, handle] of Object.entries(handlers)) {
        for (;;) {
          const [job] = await boss.fetch<never>(queue);
          if (!job) break;
          await becauseOf(requestOf(job), () => handle(db, job.data, means));
          await boss.complete(queue, job.id);
        }
      }
    },
    async close() {
      await (await opened)?.stop({ graceful: false });
    },
  };
}
