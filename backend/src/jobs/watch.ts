import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Database } from '../database/connect.ts';
import { findBacklog } from '../notifications/delivery-repository.ts';
import type { Fate } from '../notifications/courier.ts';
import { countDueJobs, type Jobs } from './queue.ts';

/** Seconds without a sign of life after which a part of the worker is taken for dead. */
const silence = { courier: 60, queues: 300 };
/** Seconds in which the database has to answer. */
const patience = 3;

/** What a worker says of itself: figures for Prometheus, and whether it is well. */
export interface Watch {
  /** The courier has looked for letters, or stands by. */
  courierTurned: () => void;
  /** What became of a message. */
  messageEnded: (fate: Fate) => void;
  jobEnded: (queue: keyof Jobs, outcome: 'completed' | 'failed') => void;
  /** What is wrong, if anything: the database does not answer, or one of the loops stands still. */
  findTrouble: () => Promise<string | undefined>;
}

/** Watches a worker from its start on. */
export function watchWorker(db: Database, registry: Registry): Watch {
  const registers = [registry];
  const messages = new Counter({
    name: 'wishlins_messages_total',
    help: 'Attempts to send a message of the bot, by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  const jobs = new Counter({
    name: 'wishlins_jobs_total',
    help: 'Jobs that were carried out, or failed and are tried again',
    labelNames: ['queue', 'outcome'],
    registers,
  });
  const dueJobs: Gauge = new Gauge({
    name: 'wishlins_jobs_due',
    help: 'Jobs that wait to be carried out now, by queue',
    labelNames: ['queue'],
    registers,
    async collect() {
      for (const { queue, due } of await countDueJobs(db)) dueJobs.set({ queue }, due);
    },
  });
  const dueMessages: Gauge = new Gauge({
    name: 'wishlins_messages_due',
    help: 'Messages that wait to be sent now',
    registers,
  });
  const oldest: Gauge = new Gauge({
    name: 'wishlins_messages_oldest_due_seconds',
    help: 'For how long the oldest of them has been due',
    registers,
    async collect() {
      const backlog = await findBacklog(db);
      dueMessages.set(backlog.due);
      oldest.set(backlog.seconds);
    },
  });

  const lastSign = { courier: performance.now(), queues: performance.now() };
  const isSilent = (part: keyof typeof lastSign) => performance.now() - lastSign[part] > silence[part] * 1000;
  async function findSilence(): Promise<string | undefined> {
    if (isSilent('courier')) return 'the courier stands still';
    if (!isSilent('queues')) return undefined;
    // Nothing was carried out for a while: is there anything to do?
    const isIdle = (await countDueJobs(db)).every(({ seconds }) => seconds < silence.queues);
    return isIdle ? undefined : 'the queues stand still';
  }
  return {
    courierTurned: () => (lastSign.courier = performance.now()),
    messageEnded: (outcome) => messages.inc({ outcome }),
    jobEnded(queue, outcome) {
      lastSign.queues = performance.now();
      jobs.inc({ queue, outcome });
    },
    async findTrouble() {
      const tooLate = new AbortController();
      const answer = sql`select 1`.execute(db).then(findSilence, () => 'the database cannot be reached');
      const late = setTimeout(patience * 1000, 'the database does not answer', { signal: tooLate.signal });
      return await Promise.race([
        answer.catch(() => 'the database cannot be reached'),
        late.catch(() => undefined),
      ]).finally(() => tooLate.abort());
    },
  };
}
