import type { PgBoss } from 'pg-boss';
import { handlers } from '../jobs/index.ts';
import { openQueues } from '../jobs/queue.ts';
import type { ReadPage } from '../previews/service.ts';
import type { TestDatabase } from './database.ts';

/** A worker that works when it is told to: all that waits, one job after the other. */
export function createTestWorker(
  { url, db }: TestDatabase,
  readPage: ReadPage,
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
          await handle(db, job.data, readPage);
          await boss.complete(queue, job.id);
        }
      }
    },
    async close() {
      await (await opened)?.stop({ graceful: false });
    },
  };
}
