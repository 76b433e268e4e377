import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connect, type Database } from '../database/connect.ts';

/** A migrated, empty database of its own for one test file. */
export interface TestDatabase {
  url: string;
  db: Database;
  drop: () => Promise<void>;
}

/** Clones the template. */
export async function createTestDatabase({ pool = 10 } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `create database ${name} template template_wishlins`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const db = connect({ url, pool, prepare: true });
  return {
    url,
    db,
    async drop() {
      await db.destroy();
      await administer(server, `drop database ${name} with (force)`);
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
