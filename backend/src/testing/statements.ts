import { Kysely, PostgresDialect } from 'kysely';
import { openPool, type Database } from '../database/connect.ts';
import type { DB } from '../database/schema.ts';

/** A statement as it goes to PostgreSQL. */
export interface Statement {
  sql: string;
  parameters: readonly unknown[];
}

/** Runs something on a connection of its own and answers every statement that it sent. */
export async function captureStatements(url: string, run: (db: Database) => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const db = new Kysely<DB>({
    dialect: new PostgresDialect({ pool: openPool({ url, pool: 1, prepare: false }) }),
    log({ query: { sql, parameters } }) {
      statements.push({ sql, parameters });
    },
  });
  try {
    await run(db);
  } finally {
    await db.destroy();
  }
  return statements;
}
