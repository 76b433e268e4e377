import { randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { pathWithTools } from '../../scripts/debian-tools.ts';
import { startStorage, type Storage } from '../testing/storage.ts';
import { dateOf, plantCommands, runScript, startScript } from '../testing/shell.ts';

const execute = promisify(execFile);
const server = new URL(inject('postgresUrl'));
let tools: string;
let folder: string;
let database: string;
let anya: pg.Client;
let env: Record<string, string>;

beforeAll(async () => {
  tools = await pathWithTools(console.log);
}, 300_000);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wishlins-backup-'));
  database = `backup_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await administer(`create database ${database} template template_wishlins`);
  anya = await connectTo(database);
  await writePeople(anya, 1, 300);
  env = {
    PATH: tools,
    HOME: folder,
    ENV_FILE: join(folder, '.env'),
    POSTGRES_DB: database,
    PG_LOCAL: '1',
    PGHOST: server.hostname,
    PGPORT: server.port,
    PGUSER: server.username,
    PGPASSWORD: server.password,
  };
});

afterEach(async () => {
  await anya.end();
  await rm(folder, { recursive: true, force: true });
});

afterAll(async () => {
  const admin = await connectTo('postgres');
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where datname like 'backup\\_%'",
  );
  for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`);
  await admin.end();
});

async function connectTo(name: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: Object.assign(new URL(server), { pathname: `/${name}` }).href });
  client.on('error', () => {}); // A restore ends the connections to the database that it replaces.
  await client.connect();
  return client;
}

async function administer(statement: string): Promise<void> {
  const client = await connectTo('postgres');
  await client.query(statement);
  await client.end();
}

async function writePeople(client: pg.Client, from: number, to: number): Promise<void> {
  await client.query(
    `insert into users (telegram_id, first_name, last_name, currency, language)
     select n, 'Аня' || chr(10) || n, case when n % 2 = 0 then E'О''Нил\\t"' end, 'RUB', 'ru' from generate_series($1::int, $2::int) n`,
    [from, to],
  );
}

async function countPeople(name: string): Promise<number> {
  const client = await connectTo(name);
  const { rows } = await client.query<{ count: number }>('select count(*)::int as count from users');
  await client.end();
  return rows[0]?.count ?? 0;
}

async function backUp(kind = 'daily'): Promise<string> {
  const { code, output } = await runScript('backup.sh', [kind], env);
  expect({ code, output }).toMatchObject({ code: 0 });
  const [name = ''] = (await namesIn(kind)).slice(-1);
  return join(folder, 'backups', kind, name);
}

async function namesIn(kind: string): Promise<string[]> {
  const names: string[] = await readdir(join(folder, 'backups', kind)).catch(() => []);
  return names.toSorted();
}

async function databasesLike(pattern: string): Promise<string[]> {
  const admin = await connectTo('postgres');
  const { rows } = await admin.query<{ datname: string }>(
    'select datname from pg_database where datname like $1 order by 1',
    [pattern],
  );
  await admin.end();
  return rows.map(({ datname }) => datname);
}

async function rightsOf(name: string): Promise<string | undefined> {
  const admin = await connectTo('postgres');
  const { rows } = await admin.query<{ rights: string }>(
    'select datacl::text as rights from pg_database where datname = $1',
    [name],
  );
  await admin.end();
  return rows[0]?.rights;
}

async function metric(file: string): Promise<string> {
  return await readFile(join(folder, 'backups', 'metrics', file), 'utf8').catch(() => '');
}

/** Changes one bit in the middle of a file. */
async function flipByte(path: string): Promise<void> {
  await chmod(path, 0o600);
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, Math.floor(size / 2));
  byte[0] = (byte[0] ?? 0) ^ 1;
  await file.write(byte, 0, 1, Math.floor(size / 2));
  await file.close();
}

describe('a backup', () => {
  test('taken while people write is restored and equal, row by row, before it gets its name', async () => {
    const writer = await connectTo(database);
    const over = new AbortController();
    const busy = (async () => {
      for (let next = 1000; !over.signal.aborted; next += 5) await writePeople(writer, next, next + 4);
    })();
    const { code, output } = await runScript('backup.sh', ['daily'], env);
    over.abort();
    await busy;
    await writer.end();

    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/restored and equal \(\d+ tables/),
    });
    const [name = ''] = await namesIn('daily');
    const sums = await readFile(join(folder, 'backups/daily', name, 'tables.tsv'), 'utf8');
    const [, people] = /^users\t(\d+)\t/m.exec(sums) ?? [];
    expect(Number(people)).toBeGreaterThanOrEqual(300);
    expect(await countPeople(database)).toBeGreaterThan(Number(people));
    expect(await databasesLike(`${database}\\_scratch%`)).toEqual([]);
    expect(await metric('backup_daily.prom')).toMatch(
      /^wishlins_backup_last_success_timestamp_seconds\{kind="daily"\} \d+$/m,
    );
  });

  test('holds every table, and notices a row that comes back changed', async () => {
    const backup = await backUp();
    const { rows } = await anya.query<{ tables: number }>(
      `select count(*)::int as tables from pg_class join pg_namespace n on n.oid = relnamespace
       where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema')`,
    );
    const lines = (await readFile(join(backup, 'tables.tsv'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(rows[0]?.tables ?? 0);

    // The same count of rows, one letter different.
    await execute('sed', ['-i', '-E', 's/^(users\t300\t).*/\\11/', join(backup, 'tables.tsv')]);
    await execute('bash', ['-c', 'sha256sum -- [a-z]* > SHA256SUMS'], { cwd: backup });
    const { code, output } = await runScript('verify-backup.sh', [backup], env);
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('restores to other rows') });
    expect(await metric('verify_failure.prom')).toContain('verification_last_failure');
    expect(await databasesLike(`${database}\\_scratch%`)).toEqual([]);
  });

  test('of the week has the photos and the settings, and none of the secrets', async () => {
    await mkdir(join(folder, 'photos'));
    await writeFile(join(folder, 'photos', 'lamp.webp'), 'a lamp');
    const settings =
      'PUBLIC_URL=https://wishes.example\nBOT_SECRET=not-for-a-backup\nBACKUP_S3_SECRET=nor-this\nPOSTGRES_PASSWORD=neither\n';
    await writeFile(join(folder, '.env'), `${settings}PHOTOS_DIR=${join(folder, 'photos')}\n`);
    const backup = await backUp('weekly');
    expect((await readdir(backup)).sort()).toEqual([
      'SHA256SUMS',
      'database.dump',
      'env.template',
      'photos.tar',
      'tables.tsv',
    ]);
    const template = await readFile(join(backup, 'env.template'), 'utf8');
    expect(template).toContain(
      'PUBLIC_URL=https://wishes.example\nBOT_SECRET=\nBACKUP_S3_SECRET=\nPOSTGRES_PASSWORD=\n',
    );

    await rm(join(folder, 'photos', 'lamp.webp'));
    const { code, output } = await runScript('restore.sh', [backup, '--yes'], env);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, 'photos', 'lamp.webp'), 'utf8')).toBe('a lamp');
  });

  test('of the week is made while photos come and go, of many as of none, and not where their folder is missing', async () => {
    const photos = join(folder, 'photos');
    env = { ...env, PHOTOS_DIR: photos };
    const missing = await runScript('backup.sh', ['weekly'], env);
    expect(missing).toMatchObject({ code: 1, output: expect.stringContaining(`the photos cannot be read: ${photos}`) });
    expect(await namesIn('weekly')).toEqual([]);

    await mkdir(photos);
    await runScript('verify-backup.sh', [await backUp('weekly')], env);

    await execute('bash', ['-c', 'for n in {1..400}; do head -c 100000 /dev/urandom >$n.webp; done'], { cwd: photos });
    const over = new AbortController();
    const busy = (async () => {
      for (let n = 0; !over.signal.aborted; n = (n + 1) % 50) {
        await writeFile(join(photos, `new-${n}.webp`), randomUUID());
        await rm(join(photos, `new-${(n + 25) % 50}.webp`), { force: true });
      }
    })();
    const backup = await backUp('weekly');
    over.abort();
    await busy;
    await rename(photos, `${photos} of before`);
    await mkdir(photos);
    expect(await runScript('restore.sh', [backup, '--yes'], env)).toMatchObject({ code: 0 });
    const difference = ['--recursive', '--brief', '--exclude=new-*', photos, `${photos} of before`];
    expect(await execute('diff', difference)).toMatchObject({ stdout: '' });
  });

  test('with a key is closed to whoever has the disk, and opens with the key', async () => {
    const key = join(folder, 'backup.key');
    await execute('age-keygen', ['-o', key], { env: { PATH: tools } });
    env = { ...env, BACKUP_KEY_FILE: key };
    const backup = await backUp();
    expect((await readdir(backup)).sort()).toEqual(['SHA256SUMS', 'database.dump.age', 'tables.tsv.age']);
    expect((await readFile(join(backup, 'database.dump.age'))).includes('PGDMP')).toBe(false);

    const without = await runScript('verify-backup.sh', [backup], { ...env, BACKUP_KEY_FILE: '' });
    expect(without).toMatchObject({ code: 1, output: expect.stringContaining('is encrypted') });
    const { code } = await runScript('verify-backup.sh', [backup], env);
    expect(code).toBe(0);
  });

  test('is not made, and the failure is told, when the disk is full', async () => {
    await backUp();
    const full = await runOnFullDisk();
    expect(full).toMatchObject({
      code: 1,
      output: expect.stringMatching(/No space left[^]*No weekly backup was made/),
    });
    expect(full.output).toMatch(/left over: \n/);
    expect(full.output).toMatch(/recorded: wishlins_backup_last_failure_timestamp_seconds\{kind="weekly"\} \d+/);
    expect(await namesIn('daily')).toHaveLength(1);
  });

  /** In a mount namespace of its own, where the backups lie on a disk of 64 kB. */
  async function runOnFullDisk() {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    await anya.query(
      "insert into users (telegram_id, first_name, currency, language) select n, md5(n::text), 'RUB', 'ru' from generate_series(5000, 9000) n",
    );
    const inside = `mount -t tmpfs -o size=64k none ${disk} && { bash ${join(import.meta.dirname, '../backup.sh')} weekly; code=$?;
      echo "left over: $(find ${disk}/weekly -mindepth 1)"
      echo "recorded: $(cat ${disk}/metrics/backup_weekly_failure.prom)"; exit $code; }`;
    const flags = process.getuid?.() === 0 ? ['--mount'] : ['--mount', '--user', '--map-root-user'];
    return await execute('unshare', [...flags, 'bash', '-c', inside], { env: { ...env, BACKUPS_DIR: disk } }).then(
      (succeeded) => ({ code: 0, output: succeeded.stdout }),
      (failed: { code: number; stdout: string; stderr: string }) => ({
        code: failed.code,
        output: failed.stdout + failed.stderr,
      }),
    );
  }

  test('that the database does not answer for is not made, and the failure is recorded', async () => {
    const { code, output } = await runScript('backup.sh', ['daily'], { ...env, PGPORT: '1' });
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('cannot be reached') });
    expect(await namesIn('daily')).toEqual([]);
    expect(await metric('backup_daily_failure.prom')).toMatch(/last_failure_timestamp_seconds\{kind="daily"\} \d+/);
  });

  test('that is killed half-way has no name, and the next one clears up after it', async () => {
    // Nobody can finish: a pg_dump that writes something and then waits.
    const PATH = await plantCommands(join(folder, 'bin'), { pg_dump: 'echo PGDMP; exec sleep 600' });
    const child = startScript('backup.sh', ['daily'], { ...env, PATH: `${PATH}:${tools}` }, { detached: true });
    const halfWay = async () => (await namesIn('daily')).filter((name) => name.endsWith('.partial'));
    await expect.poll(halfWay).toHaveLength(1);
    const ended = once(child, 'close');
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await ended;
    expect((await namesIn('daily')).filter((name) => !name.startsWith('.'))).toEqual([]);

    await backUp();
    expect(await namesIn('daily')).toEqual([expect.stringMatching(/^\d{4}-.*[+-]\d{4}$/)]);
  });

  test('is only announced by --dry-run', async () => {
    const { code, output } = await runScript('backup.sh', ['daily', '--dry-run'], env);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('would dump') });
    expect(await namesIn('daily')).toEqual([]);
  });
});

describe('damage is found', () => {
  test('in a flipped bit or the absence of any file', async () => {
    const backup = await backUp();
    for (const file of ['database.dump', 'tables.tsv', 'SHA256SUMS']) {
      for (const damage of [flipByte, rm]) {
        const damaged = join(folder, `${file} ${damage.name}`);
        await cp(backup, damaged, { recursive: true });
        await damage(join(damaged, file));
        await rm(join(folder, 'backups/metrics/verify_failure.prom'), { force: true });
        const verified = await runScript('verify-backup.sh', [damaged], env);
        expect(await metric('verify_failure.prom')).toMatch(/verification_last_failure_timestamp_seconds \d+/);
        expect(verified).toMatchObject({ code: 1, output: expect.stringContaining(damaged) });
        const restored = await runScript('restore.sh', [damaged, '--yes'], env);
        expect(restored).toMatchObject({ code: 1, output: expect.not.stringContaining('things change') });
      }
    }
    expect(await databasesLike(`${database}%`)).toEqual([database]);
  });

  test('in any backup that lies there, by reading the files alone', async () => {
    const backup = await backUp();
    expect(await runScript('verify-backup.sh', ['--files'], env)).toMatchObject({ code: 0 });
    await flipByte(join(backup, 'database.dump'));
    expect(await runScript('verify-backup.sh', ['--files'], env)).toMatchObject({ code: 1 });
  });
});

describe('a copy elsewhere', () => {
  let storage: Storage;

  beforeAll(async () => {
    storage = await startStorage();
  });
  afterAll(() => storage.stop());
  beforeEach(() => {
    Object.assign(env, storage.settings);
  });

  test('is sent when the backup is encrypted, and comes back as it was', async () => {
    env['BACKUP_KEY_FILE'] = join(folder, 'backup.key');
    await execute('age-keygen', ['-o', env['BACKUP_KEY_FILE']], { env: { PATH: tools } });
    const backup = await backUp();
    expect(await metric('offsite.prom')).toContain('wishlins_backup_offsite_last_success_timestamp_seconds');

    const name = `daily/${basename(backup)}`;
    await rename(backup, `${backup} of before`);
    expect(await runScript('backup/offsite.sh', ['fetch', name], env)).toMatchObject({ code: 0 });
    expect(await execute('diff', ['-r', backup, `${backup} of before`])).toMatchObject({ stdout: '' });
    expect(await runScript('verify-backup.sh', [backup], env)).toMatchObject({ code: 0 });
  });

  test('is refused when anybody there could read it', async () => {
    storage.objects.clear();
    const { code, output } = await runScript('backup.sh', ['daily'], env);
    expect({ code, output }).toMatchObject({
      code: 1,
      output: expect.stringContaining('is not encrypted and stays here'),
    });
    expect(storage.objects.size).toBe(0);
    expect(await namesIn('daily')).toHaveLength(1);
  });
});

describe('a restore', () => {
  test('puts back what was there, keeps what it replaced, and returns to that', async () => {
    await anya.query(`revoke all on database ${database} from public`);
    await anya.query(`grant connect on database ${database} to pg_read_all_data`);
    const rights = await rightsOf(database);
    const backup = await backUp();
    await anya.query('delete from users where telegram_id <= 200');
    await writePeople(anya, 2001, 2010);

    const restored = await runScript('restore.sh', [backup, '--yes'], env);
    expect(restored).toMatchObject({ code: 0 });
    expect(await countPeople(database)).toBe(300);
    expect(await rightsOf(database)).toBe(rights);

    const [before = ''] = await databasesLike(`${database}\\_before\\_%`);
    expect(restored.output).toContain(`--undo ${before}`);
    expect(await runScript('restore.sh', ['--undo', before, '--yes'], env)).toMatchObject({ code: 0 });
    expect(await countPeople(database)).toBe(110);
  });

  test('changes nothing before somebody said yes', async () => {
    const backup = await backUp();
    await writePeople(anya, 2001, 2010);
    expect(await runScript('restore.sh', [backup], env)).toMatchObject({ code: 1 });
    expect(await runScript('restore.sh', [backup, '--dry-run'], env)).toMatchObject({ code: 0 });
    expect(await countPeople(database)).toBe(310);
  });
});

describe('how long backups are kept', () => {
  test('after each of 220 days there are 7 daily, 4 weekly and 6 monthly ones, and the newest is among them', async () => {
    const backups = join(folder, 'backups');
    const first = Date.parse('2026-01-15T12:00:00Z');
    const kinds = {
      daily: { due: () => true, most: 7 },
      weekly: { due: (day: Date) => day.getUTCDay() === 0, most: 4 },
      monthly: { due: (day: Date) => day.getUTCDate() === 1, most: 6 },
    };
    const made: Record<string, string[]> = { daily: [], weekly: [], monthly: [] };
    for (let n = 0; n < 220; n += 1) {
      const day = new Date(first + n * 86_400_000);
      const date = day.toISOString().slice(0, 10);
      await plantCommands(join(folder, 'bin'), { date: dateOf(`${date} 02:00`) });
      for (const [kind, { due, most }] of Object.entries(kinds)) {
        if (!due(day)) continue;
        const name = `${date}T020000+0000`;
        await mkdir(join(backups, kind, name), { recursive: true });
        const { code } = await runScript('backup/prune.sh', [kind], {
          ...env,
          PATH: `${join(folder, 'bin')}:${tools}`,
        });
        expect(code).toBe(0);
        made[kind] = [...(made[kind] ?? []), name].slice(-most);
        expect(await namesIn(kind)).toEqual(made[kind]);
      }
    }
    expect(Object.entries(made).map(([kind, names]) => [kind, names.length])).toEqual([
      ['daily', 7],
      ['weekly', 4],
      ['monthly', 6],
    ]);
  }, 120_000);

  test('nothing but a backup by its name is ever deleted', async () => {
    const daily = join(folder, 'backups/daily');
    for (const name of ['keep me', '2020-notes', '.hidden', '2020-01-01T020000+0000']) {
      await mkdir(join(daily, name), { recursive: true });
    }
    await runScript('backup/prune.sh', ['daily'], env);
    expect(await namesIn('daily')).toEqual(['.hidden', '2020-notes', 'keep me']);
  });
});
