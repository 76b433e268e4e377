import { createHash } from 'node:crypto';
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { DB } from './schema.ts';

/** What repositories are given: the pool, or the transaction they take part in. */
export type Database = Kysely<DB>;

// int8 holds Telegram ids, prices and counts here, all of them below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
// A date is a day in nobody’s time zone, never a `Date`.
pg.types.setTypeParser(pg.types.builtins.DATE, String);
// Moments go over the wire as they are: ISO 8601 in UTC.
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());

/** Names each statement after its text, so that PostgreSQL parses and plans it once per connection. */
class PreparingClient extends pg.Client {
  override query(...args: unknown[]): never {
    const [text, values] = args;
    if (typeof text === 'string' && Array.isArray(values)) args.splice(0, 2, { name: nameOf(text), text, values });
    return super.query(...(args as Parameters<pg.Client['query']>)) as never;
  }
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return name;
}

interface PoolSettings {
  url: string;
  pool: number;
  prepare: boolean;
}

/** A pool with its queries built by Kysely. */
export function connect(settings: PoolSettings): Database {
  return over(openPool(settings));
}

/** Queries over a pool that somebody else watches. */
export function over(pool: pg.Pool): Database {
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) });
}

/**
 * Opens a pool. Limits are the server’s own, set per connection: statements 5 s, locks 1 s, idle transactions 10 s.
 *
 * @param prepare named prepared statements; not behind a PgBouncer older than 1.21
 */
export function openPool(settings: PoolSettings): pg.Pool {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.pool,
    connectionTimeoutMillis: 5000,
    statement_timeout: 5000,
    lock_timeout: 1000,
    idle_in_transaction_session_timeout: 10_000,
    // One plan per statement, whatever its values: planning anew costs more than most of ours take to run.
    ...(settings.prepare ? { Client: PreparingClient, options: '-c plan_cache_mode=force_generic_plan' } : {}),
  });
  // A connection that breaks, idle or at work, is replaced by the pool; the query that meets it reports what matters.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Reads much in several statements, all of one moment. */
export async function inSnapshot<Result>(
  db: Database,
  read: (trx: Transaction<DB>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

/** Runs a rule in one transaction, or in the one that it is already part of. */
export async function inTransaction<Result>(
  db: Database,
  rule: (trx: Transaction<DB>) => Promise<Result>,
): Promise<Result> {
  return db.isTransaction ? rule(db as Transaction<DB>) : db.transaction().execute(rule);
}
