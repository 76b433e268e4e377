import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { connect, type Database } from './connect.ts';
import { DatabaseProblem, migrate, schemaIsKnown } from './migrate.ts';

let url: string;
let db: Database;
beforeEach(async () => {
  const name = `empty_${randomUUID().replaceAll('-', '')}`;
  await administer(`create database ${name}`);
  url = Object.assign(new URL(inject('postgresUrl')), { pathname: `/${name}` }).href;
  db = connect({ url, pool: 2, prepare: false });
});
afterEach(async () => {
  await db.destroy();
  await administer(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
});

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  await client.query(statement);
  await client.end();
}

const applied = async () =>
  (await sql<{ name: string }>`select name from migrations order by id`.execute(db)).rows.map(({ name }) => name);

describe('migrating', () => {
  it('brings an empty database to the schema that this code knows, and says so once', async () => {
    const said: string[] = [];
    expect(await schemaIsKnown(db)).toBe(false);
    await migrate(url, (sentence) => said.push(sentence));
    await migrate(url, (sentence) => said.push(sentence));
    expect(await schemaIsKnown(db)).toBe(true);
    const files = await readdir(path.join(import.meta.dirname, '../../migrations'));
    expect(await applied()).toEqual(files.map((file) => file.replace('.sql', '')).toSorted());
    expect(said).toEqual([`migrated the database: ${(await applied()).join(', ')}`]);
  });

  it('by three at once is done by one', async () => {
    const said: string[] = [];
    await Promise.all([1, 2, 3].map(() => migrate(url, (sentence) => said.push(sentence))));
    expect(said).toHaveLength(1);
    expect(await schemaIsKnown(db)).toBe(true);
  });

  it('that fails half-way leaves nothing behind, and can be tried again', async () => {
    await sql`create table wishes (id int)`.execute(db);
    await expect(migrate(url, () => {})).rejects.toThrow(/wishes/);
    expect(await schemaIsKnown(db)).toBe(false);
    expect((await sql`select to_regclass('users') as users`.execute(db)).rows).toEqual([{ users: null }]);
    await sql`drop table wishes`.execute(db);
    await migrate(url, () => {});
    expect(await schemaIsKnown(db)).toBe(true);
  });

  it('of a database that cannot be reached says what to do', async () => {
    const unreachable = Object.assign(new URL(url), { port: '1' }).href;
    const failure = migrate(unreachable, () => {});
    await expect(failure).rejects.toThrow(DatabaseProblem);
    await expect(failure).rejects.toThrow(/cannot be reached .* Start it, correct DATABASE_URL/);
    await expect(failure).rejects.not.toThrow(new URL(url).password);
  });
});

describe('a schema', () => {
  it('with a migration missing is not known', async () => {
    await migrate(url, () => {});
    await sql`delete from migrations where name like '0001%'`.execute(db);
    expect(await schemaIsKnown(db)).toBe(false);
  });

  it('with a migration of a newer version is known: a rolling deployment needs that', async () => {
    await migrate(url, () => {});
    await sql`insert into migrations (name, run_on) values ('9999_of_the_future', now())`.execute(db);
    expect(await schemaIsKnown(db)).toBe(true);
  });
});
