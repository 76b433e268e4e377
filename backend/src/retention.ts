import { sql, type RawBuilder } from 'kysely';
import type { Database } from './database/connect.ts';

/** How long what is over is kept, in PostgreSQL’s words. docs/retention.md says it to people. */
export const retention = {
  /** A deleted list or wish, in which time its owner may bring it back; one that somebody holds until they dismiss it. */
  deleted: '30 days',
  /** What a person was told and has read, and what they never read. */
  readNotification: '90 days',
  notification: '365 days',
  /** News in the feed. */
  news: '90 days',
  /** What became of a message. */
  delivery: '30 days',
  /** The answer to a repeated creation. */
  idempotencyKey: '1 day',
  /** A session; it ends before that when it is not used. */
  session: '7 days',
  /** A file of their own data that somebody asked for and may fetch. */
  download: '5 minutes',
  /** A visitor who holds nothing and has not come since. */
  visitor: '30 days',
  /** That an update of Telegram’s is done; Telegram repeats it for a day. */
  botUpdate: '2 days',
};

/** So long ago at the moment `now`, as part of a statement. */
export function ago(period: keyof typeof retention, now: RawBuilder<unknown> = sql`now()`): RawBuilder<unknown> {
  return sql`${now}::timestamptz - interval ${sql.lit(retention[period])}`;
}

type Over = (now: RawBuilder<unknown>) => RawBuilder<unknown>;

const isHeld = sql`exists (select from reservations where reservations.wish_id = wishes.id)`;

/** What is deleted for good: of each table the rows of which a condition holds. Wishes come before the lists that held them. */
const whatIsOver: [table: string, over: Over][] = [
  ['wishes', (now) => sql`wishes.deleted_at < ${ago('deleted', now)} and not ${isHeld}`],
  [
    'wishes',
    (now) => sql`wishes.wishlist_id in (select id from wishlists where deleted_at < ${ago('deleted', now)})
      and not ${isHeld}`,
  ],
  [
    'wishlists',
    (now) => sql`wishlists.deleted_at < ${ago('deleted', now)}
      and not exists (select from wishes where wishes.wishlist_id = wishlists.id)
      and not exists (select from users join reservations on holder_id = users.id where visitor_of = wishlists.id)`,
  ],
  [
    'users',
    (now) => sql`visitor_of is not null and visited_at < ${ago('visitor', now)}
      and not exists (select from reservations where holder_id = users.id)`,
  ],
  ['notifications', (now) => sql`read_at < ${ago('readNotification', now)}`],
  // The id begins with the moment it was made; asked for once, it leads into the index.
  ['notifications', (now) => sql`id < (select uuidv7(${ago('notification', now)} - clock_timestamp()))`],
  ['feed', (now) => sql`at < ${ago('news', now)}`],
  ['deliveries', (now) => sql`finished_at < ${ago('delivery', now)}`],
  ['idempotency_keys', (now) => sql`created_at < ${ago('idempotencyKey', now)}`],
  ['sessions', (now) => sql`created_at < ${ago('session', now)}`],
  ['downloads', (now) => sql`created_at < ${ago('download', now)}`],
  ['bot_updates', (now) => sql`received_at < ${ago('botUpdate', now)}`],
];

const atOnce = 500;

/**
 * Deletes what was kept long enough at the moment `now`, in small statements that wait for nobody. Said once a day; what a
 * killed worker left is over the next day as well.
 */
export async function forgetWhatIsOver(db: Database, now: Date): Promise<void> {
  for (const [table, over] of whatIsOver) {
    while ((await forget(db, table, over(sql`${now.toISOString()}`))) === atOnce);
  }
}

/** Deletes some rows of a table of which the condition holds, and answers how many. */
async function forget(db: Database, table: string, isOver: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where ctid = any(array(
      select ctid from ${sql.table(table)} where ${isOver} limit ${sql.lit(atOnce)} for update skip locked))`.execute(
    db,
  );
  return Number(numAffectedRows);
}

/** Rows that should have been gone for two days. */
export const overdue: RawBuilder<unknown> = sql.join(
  whatIsOver.map(
    ([table, over]) =>
      sql`select ${sql.lit(table)} from ${sql.table(table)} where ${over(sql`(now() - interval '2 days')`)}`,
  ),
  sql` union all `,
);
