import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../backend/src/database/migrate.ts';
import { seed } from './seed.ts';

/** A change of the schema or of the seed makes new databases. */
const sources = [
  join(import.meta.dirname, 'seed.ts'),
  ...globSync(join(import.meta.dirname, '../../backend/migrations/*.sql')).toSorted(),
];

/** Makes, or finds from an earlier run, a database of so many wishes; answers its address. */
export async function prepareDatabase(
  server: string,
  wishes: number,
  say: (sentence: string) => void,
): Promise<string> {
  const fingerprint = sources.reduce((hash, file) => hash.update(readFileSync(file)), createHash('sha256'));
  const prefix = `wishes_${wishes}_`;
  const name = prefix + fingerprint.digest('hex').slice(0, 8);
  const address = (database: string) => Object.assign(new URL(server), { pathname: database }).href;

  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefix],
    );
    if (rows.some(({ datname }) => datname === name)) return address(name);
    for (const { datname } of rows) await admin.query(`drop database ${datname}`);
    say(`Making a database of ${wishes.toLocaleString('en')} wishes.`);
    // It gets its name when it is complete: what was interrupted is made anew.
    const unfinished = `${prefix}unfinished`;
    await admin.query(`create database ${unfinished}`);
    await migrate(address(unfinished), () => {});
    await seed(address(unfinished), wishes, say);
    await admin.query(`alter database ${unfinished} rename to ${name}`);
    return address(name);
  } finally {
    await admin.end();
  }
}
