import { sql, type RawBuilder } from 'kysely';
import { PgBoss } from 'pg-boss';
import { causingRequest } from '../cause.ts';
import type { Database } from '../database/connect.ts';
import type { Value } from '../database/statement.ts';

/** What is told of a wish after its owner did something, whether or not anybody has reserved it. */
export type WishNews =
  | { what: 'changed'; wishId: string; version: number; before: Face; after: Face }
  | { what: 'quantity'; wishId: string; version: number }
  | { what: 'removed' | 'received'; wishIds: readonly string[] }
  | { what: 'list-removed'; wishlistId: string }
  /** Pieces of it were given back. */
  | { what: 'released'; wishId: string };

interface Face {
  title: string;
  price: { amount: number; currency: string } | null;
  url: string | null;
}

/** What followers may find something new by: a list that has got a wish or begins to show, or somebody whom one follows now. */
export type FeedNews = { wishlistId: string } | { followerId: string; followeeId: string };

/** The queues, and what a job of each is given besides the moment `at` which it was put there, and the request that did. */
export interface Jobs {
  'wish-news': WishNews;
  feed: FeedNews;
  /** The page of this link is to be read. */
  'link-preview': { url: string };
  /** This wish has nothing to show yet, and the page of its link names pictures. */
  'wish-pictures': { wishId: string; url: string; pictures: readonly string[] };
  /** This person’s photo at Telegram is another than the one that is shown of them. */
  'profile-photo': { userId: string; url: string };
  /** It is time for somebody to leave; who, is found when it is carried out. */
  farewell: Record<string, never>;
  remind: Record<string, never>;
  'clean-up': Record<string, never>;
}

export type Job<Queue extends keyof Jobs> = Jobs[Queue] & { at: string; requestId?: string };

/** Tries 8 times over two hours, then leaves the job where an operator finds it: state `failed`. */
const patience = { retryLimit: 8, retryDelay: 30, retryBackoff: true, retryDelayMax: 3600, expireInSeconds: 120 };
const queues = {
  'wish-news': patience,
  feed: patience,
  // Somebody looks at the screen meanwhile: it is soon, or not at all.
  'link-preview': { retryLimit: 3, retryDelay: 4, retryBackoff: true, retryDelayMax: 30, expireInSeconds: 60 },
  'wish-pictures': { retryLimit: 3, retryDelay: 4, retryBackoff: true, retryDelayMax: 30, expireInSeconds: 180 },
  'profile-photo': { retryLimit: 3, retryDelay: 30, retryBackoff: true, retryDelayMax: 300, expireInSeconds: 180 },
  // A large account takes a while.
  farewell: { ...patience, expireInSeconds: 600 },
  remind: { ...patience, policy: 'exclusive' },
  // A first time may take long.
  'clean-up': { ...patience, policy: 'exclusive', expireInSeconds: 3600 },
} as const satisfies Record<keyof Jobs, object>;

/** The queues that rules put something into; the others are scheduled. */
type Cause = Exclude<keyof Jobs, 'remind' | 'clean-up'>;

/** The schema in which pg-boss keeps its jobs. */
const schema = 'pgboss';

/** Puts a job into a queue, in the transaction of its cause; it is carried out now, or in so many seconds. */
export async function enqueue<Queue extends Cause>(
  db: Database,
  queue: Queue,
  job: Jobs[Queue],
  seconds = 0,
): Promise<void> {
  const jobs = sql`select ${JSON.stringify(job)}::jsonb as job`;
  await sql`with ${enqueueing(queue, jobs, causingRequest(), seconds)} select`.execute(db);
}

/**
 * The part `enqueued` of a statement that puts what `jobs` selects as `job` into a queue: what {@link enqueue} does, for
 * statements that cannot afford another round trip. pg-boss takes jobs that are written into its table.
 *
 * @param requestId what {@link causingRequest} answers when the statement is sent, which may be written long before
 */
export function enqueueing(
  queue: Cause,
  jobs: RawBuilder<unknown>,
  requestId: Value<string | null>,
  seconds = 0,
): RawBuilder<unknown> {
  const { retryLimit, retryDelay, retryDelayMax, expireInSeconds } = queues[queue];
  return sql`enqueued as (
    insert into pgboss.job (name, data, retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds,
      start_after)
    select ${sql.lit(queue)}, job || jsonb_strip_nulls(jsonb_build_object('at', now(), 'requestId', ${requestId}::text)),
      ${sql.lit(retryLimit)}, ${sql.lit(retryDelay)},
      true, ${sql.lit(retryDelayMax)}, ${sql.lit(expireInSeconds)}, now() + make_interval(secs => ${sql.lit(seconds)})
    from (${jobs}) as new
  )`;
}

/** How many jobs of each queue wait to be carried out now, and for how many seconds the first of them has. */
export async function countDueJobs(db: Database): Promise<{ queue: string; due: number; seconds: number }[]> {
  const { rows } = await sql<{ queue: string; due: number; seconds: number }>`
    select queue, count(job.id) as due, coalesce(extract(epoch from now() - min(job.start_after)), 0)::float8 as seconds
    from unnest(${Object.keys(queues)}::text[]) as queue
      left join pgboss.job on job.name = queue and job.state < 'active' and job.start_after <= now()
    group by queue`.execute(db);
  return rows;
}

/** Opens pg-boss for a worker; `supervise` it looks after its own tables, and wakes for what is scheduled. */
export function openQueues(url: string, { supervise }: { supervise: boolean }): PgBoss {
  return new PgBoss({ connectionString: url, schema, max: 3, migrate: false, supervise, schedule: supervise });
}

/** Brings the tables of pg-boss up to date, and makes the queues there are not yet. */
export async function prepareQueues(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, schema, max: 1, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  try {
    for (const [name, options] of Object.entries(queues)) await boss.createQueue(name, options);
  } finally {
    await boss.stop({ graceful: false });
  }
}
