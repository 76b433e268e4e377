import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';

let parent: string;
let dataDirectory: string;
let servers: EmbeddedPostgres[];

beforeEach(async () => {
  // mkdtemp makes the parent 0700, as a careful person's home is.
  parent = await mkdtemp(join(tmpdir(), 'wishlins-postgres-'));
  dataDirectory = join(parent, 'postgres');
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await rm(parent, { recursive: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory });
  servers.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
  await client.end();
  return rows.flat();
}

async function postmaster(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDirectory, 'cluster', 'postmaster.pid'), 'utf8'));
}

test('a new cluster keeps what it acknowledged, checks its pages and knows Cyrillic letters', async () => {
  const { url } = await start();
  await ask(url, 'create extension pg_trgm');
  expect(await ask(url, `select current_setting('data_checksums'), current_setting('synchronous_commit')`)).toEqual([
    'on',
    'on',
  ]);
  expect(await ask(url, `select lower('АНЯ'), similarity('Аня', 'аня')`)).toEqual(['аня', 1]);
});

test('only who can read the data folder gets in', async () => {
  const { url } = await start();
  const { mode } = await stat(join(dataDirectory, 'password'));
  expect(mode & 0o077).toBe(0);
  await expect(ask(url.replace(/:[^:@]+@/, ':guessed@'), 'select 1')).rejects.toThrow('password authentication failed');
});

test('a PostgreSQL killed while in use is back on the same address with nothing lost', async () => {
  const { url } = await start();
  await ask(url, `create table list as select 'Anya' as owner`);
  process.kill(await postmaster(), 'SIGKILL');
  await expect
    .poll(() => ask(url, 'select owner from list').catch(() => 'away'), { timeout: 20_000 })
    .toEqual(['Anya']);
});

test('the server left behind by a killed process is adopted, not refused', async () => {
  const code = `import { startEmbeddedPostgres } from './embedded.ts';
    console.log((await startEmbeddedPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)} })).url);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], { cwd: import.meta.dirname });
  const [url] = await once(child.stdout.setEncoding('utf8'), 'data');
  await ask(url.trim(), `create table list as select 'Anya' as owner`);
  const orphan = await postmaster();
  child.kill('SIGKILL');
  await once(child, 'exit');

  const { url: adopted } = await start();
  expect(await postmaster()).toBe(orphan);
  expect(await ask(adopted, 'select owner from list')).toEqual(['Anya']);
});

test('two that start at once share one server, and the last to leave stops it', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  expect(first.url).toBe(second.url);
  await first.stop();
  expect(await ask(second.url, 'select 1')).toEqual([1]);
  await second.stop();
  await expect(ask(second.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
  servers = [];
});

test('settings of the caller reach the server', async () => {
  const server = await startEmbeddedPostgres({ dataDirectory, settings: { fsync: 'off' } });
  servers.push(server);
  expect(await ask(server.url, `select current_setting('fsync')`)).toEqual(['off']);
});

test('a folder that holds something else is refused with a sentence and left alone', async () => {
  await mkdir(dataDirectory);
  await writeFile(join(dataDirectory, 'letters.txt'), 'Dear Boris');
  await expect(start()).rejects.toThrow(`The database cannot be made in ${dataDirectory}`);
  expect(await readdir(parent, { recursive: true })).toEqual(['postgres', 'postgres/letters.txt']);
});
