import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { sql } from 'kysely';
import { prepareQueues } from '../jobs/queue.ts';
import type { Database } from './connect.ts';

const folder = path.join(import.meta.dirname, '../../migrations');
const table = 'migrations';

/** The database cannot serve Wishlins; the message says what to do. */
export class DatabaseProblem extends Error {}

/**
 * Brings the schema up to date, one process at a time.
 *
 * @param say is told each step
 * @throws DatabaseProblem when the server cannot be reached or is older than PostgreSQL 18
 */
export async function migrate(url: string, say: (sentence: string) => void): Promise<void> {
  await requireVersion(url, 18);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const done = await runner({
        databaseUrl: url,
        dir: folder,
        migrationsTable: table,
        direction: 'up',
        checkOrder: true,
        singleTransaction: false,
        advisoryLockMode: 'fail',
        log: () => {},
      });
      await prepareQueues(url);
      if (done.length > 0) say(`migrated the database: ${done.map(({ name }) => name).join(', ')}`);
      return;
    } catch (error) {
      // Waiting for the lock inside PostgreSQL would deadlock with CREATE INDEX CONCURRENTLY: ask again instead.
      const busy = error instanceof Error && /another migration is already running/i.test(error.message);
      if (!busy || attempt === 60) throw error;
      await wait(500);
    }
  }
}

async function requireVersion(url: string, least: number): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>(
      "select current_setting('server_version_num')::int as version",
    );
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000);
    if (version < least) {
      throw new DatabaseProblem(`The database is PostgreSQL ${version}; Wishlins needs ${least} or newer.`);
    }
  } catch (error) {
    if (error instanceof DatabaseProblem) throw error;
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new DatabaseProblem(
      `The database of DATABASE_URL cannot be reached (${reason}). Start it, correct DATABASE_URL, or leave it empty to use the embedded one.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

/** Whether the database has every migration that this code knows; later ones do not keep the previous version from running. */
export async function schemaIsKnown(db: Database): Promise<boolean> {
  const files = await readdir(folder);
  const expected = files.filter((name) => name.endsWith('.sql')).map((name) => name.replace(/\.sql$/, ''));
  const applied = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db).catch(() => undefined);
  const names = new Set(applied?.rows.map(({ name }) => name));
  return expected.every((name) => names.has(name));
}
