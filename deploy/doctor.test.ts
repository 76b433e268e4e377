import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { pathWithTools } from '../scripts/debian-tools.ts';
import { plantCommands, runScript } from './testing/shell.ts';

interface Finding {
  check: string;
  level: 'good' | 'warning' | 'broken';
  what: string;
  means: string;
  mend: string;
}

const certificates: Record<number, string> = {};
let folder: string;
let world: string;
let env: Record<string, string>;

beforeAll(() => {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null'];
  for (const days of [3, 10, 60]) {
    const flags = ['req', '-x509', ...key, '-subj', '/CN=wishes.example', '-days', String(days)];
    certificates[days] = execFileSync('openssl', flags, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  }
});

/** A server on which all is well, told by files that the programs of it print. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wishlins-doctor-'));
  world = join(folder, 'world');
  await mkdir(world);
  const migrations = globSync(join(import.meta.dirname, '../backend/migrations/*.sql')).map((file) =>
    basename(file, '.sql'),
  );
  await tell('containers', containers());
  await tell('logs', '{"level":30,"msg":"request"}\n');
  await tell('migrations', `${migrations.join('\n')}\n`);
  await tell('queue', '0 0\n');
  await tell('stats', 'wishlist-backend 20.00%\nwishlist-postgres 41.30%\n');
  await tell('df', 'Use% Mounted on\n 41% /\n');
  await tell(
    'free',
    '       total  used  free  shared  buff/cache  available\nMem:   3915   900   200   10   2800   2900\n',
  );
  await tell('uptime', ' 12:00:00 up 9 days,  1 user,  load average: 0.42, 0.40, 0.38\n');
  await tell('certificate', certificates[60] ?? '');
  await tell('webhook', '{"ok":true,"result":{"url":"https://wishes.example/telegram","pending_update_count":0}}');
  await backedUp('daily', 2);
  await tell('archive', 'on|12|f|\n');
  await baseBackedUp(20);
  const openssl = execFileSync('sh', ['-c', 'command -v openssl'], { encoding: 'utf8' }).trim();
  const PATH = await plantCommands(join(folder, 'bin'), {
    docker: `case "$*" in
      info) [ -e ${world}/containers ] ;;
      *"config --services") printf '%s\\n' frontend backend worker bot postgres migrate ;;
      *"ps --all"*) cat ${world}/containers ;;
      *" logs "*) cat ${world}/logs ;;
      stats*) cat ${world}/stats ;;
      *psql*) case $(cat) in
        *migrations*) cat ${world}/migrations ;;
        *to_regclass*) echo t ;;
        *deliveries*) echo 'wishlins_deliveries{state="sent"} 40'; echo 'wishlins_deliveries_due 2' ;;
        *pgboss.job*) cat ${world}/queue ;;
        *pg_stat_archiver*) cat ${world}/archive ;;
      esac ;;
    esac`,
    df: `cat ${world}/df`,
    free: `cat ${world}/free`,
    uptime: `cat ${world}/uptime`,
    nproc: 'echo 2',
    openssl: `if [ "$1" = s_client ]; then cat ${world}/certificate; else exec ${openssl} "$@"; fi`,
    curl: `cat ${world}/webhook`,
  });
  env = {
    PATH,
    HOME: folder,
    ENV_FILE: join(folder, '.env'),
    DOMAIN: 'wishes.example',
    WAL_ARCHIVE: '1',
    TELEGRAM_BOT_TOKEN: '1:secret-of-the-bot',
  };
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function tell(what: string, text: string): Promise<void> {
  await writeFile(join(world, what), text);
}

function containers(changes: Record<string, string> = {}): string {
  const states = {
    frontend: 'running healthy.0',
    backend: 'running healthy.0',
    worker: 'running healthy.0',
    bot: 'running healthy.0',
    postgres: 'running healthy.0',
    migrate: 'exited .0',
    ...changes,
  };
  return Object.entries(states)
    .map(([service, state]) => `${service} ${state}\n`)
    .join('');
}

async function backedUp(kind: string, hoursAgo: number): Promise<void> {
  const moment = new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
  const name = `${moment.slice(0, 11)}${moment.slice(11, 19).replaceAll(':', '')}+0000`;
  await mkdir(join(folder, 'backups', kind, name), { recursive: true });
}

async function baseBackedUp(hoursAgo: number): Promise<void> {
  const moment = Math.floor(Date.now() / 1000) - hoursAgo * 3600;
  await mkdir(join(folder, 'backups/metrics'), { recursive: true });
  await writeFile(
    join(folder, 'backups/metrics/backup_base.prom'),
    `wishlins_backup_last_success_timestamp_seconds{kind="base"} ${moment}\n`,
  );
}

async function examine(): Promise<{ code: number | null; findings: Finding[]; output: string }> {
  const { code, output } = await runScript('doctor.sh', ['--json'], env);
  const { findings } = JSON.parse(output) as { findings: Finding[] };
  return { code, findings: findings.filter(({ level }) => level !== 'good'), output };
}

const everythingStopped = Object.fromEntries(
  ['frontend', 'backend', 'worker', 'bot', 'postgres'].map((service) => [service, 'exited .137']),
);

const faults: [name: string, check: string, what: RegExp, code: 1 | 2, inject: () => Promise<unknown>][] = [
  ['Docker is down', 'docker', /does not answer/, 2, () => unlink(join(world, 'containers'))],
  ['a container is down', 'containers', /bot is exited/, 2, () => tell('containers', containers({ bot: 'exited .1' }))],
  [
    'a container is not healthy',
    'containers',
    /backend runs but is not healthy/,
    2,
    () => tell('containers', containers({ backend: 'running unhealthy.0' })),
  ],
  ['all containers are down', 'containers', /nothing runs/, 2, () => tell('containers', containers(everythingStopped))],
  [
    'the migration failed',
    'containers',
    /migrate is exited, exit code 1/,
    2,
    () => tell('containers', containers({ migrate: 'exited .1' })),
  ],
  [
    'connections fail',
    'logs',
    /5 connection errors/,
    1,
    () => tell('logs', '{"level":40,"msg":"connect ECONNREFUSED 172.18.0.2:5432"}\n'.repeat(5)),
  ],
  [
    'the database refuses',
    'logs',
    /1 database errors/,
    1,
    () => tell('logs', 'FATAL:  sorry, too many clients already\n'),
  ],
  [
    'the application fails',
    'logs',
    /5 errors of the application/,
    1,
    () => tell('logs', '{"level":50,"msg":"request"}\n'.repeat(5)),
  ],
  ['the disk fills', 'disk', /\/ is 86 % full/, 1, () => tell('df', 'Use% Mounted on\n 86% /\n')],
  ['the disk is full', 'disk', /\/ is 97 % full/, 2, () => tell('df', 'Use% Mounted on\n 97% /\n')],
  ['memory runs out', 'memory', /90 of 3915 MiB/, 1, () => tell('free', 'Mem:   3915   3700   20   10   120   90\n')],
  [
    'a container nears its limit',
    'memory',
    /wishlist-backend uses 97 %/,
    1,
    () => tell('stats', 'wishlist-backend 97.20%\n'),
  ],
  [
    'the processor is busy',
    'cpu',
    /load is 8 on 2 cores/,
    1,
    () => tell('uptime', ' 12:00 up 1 day,  load average: 9.10, 8.00, 7.00\n'),
  ],
  [
    'the certificate was not renewed',
    'certificate',
    /ends in (9|10) days/,
    1,
    () => tell('certificate', certificates[10] ?? ''),
  ],
  [
    'the certificate is about to end',
    'certificate',
    /ends in [23] days/,
    2,
    () => tell('certificate', certificates[3] ?? ''),
  ],
  ['nothing speaks TLS', 'certificate', /nothing speaks TLS/, 2, () => tell('certificate', '')],
  [
    'there was never a backup',
    'backups',
    /no daily backup/,
    2,
    () => rm(join(folder, 'backups/daily'), { recursive: true }),
  ],
  [
    'a weekly backup is overdue',
    'backups',
    /newest weekly backup is 2\d\d hours old/,
    2,
    () => backedUp('weekly', 240),
  ],
  [
    'the last backup failed',
    'backups',
    /daily backup failed/,
    1,
    async () => {
      await writeFile(
        join(folder, 'backups/metrics/backup_daily_failure.prom'),
        'wishlins_backup_last_failure_timestamp_seconds{kind="daily"} 2000\n',
      );
      await writeFile(
        join(folder, 'backups/metrics/backup_daily.prom'),
        'wishlins_backup_last_success_timestamp_seconds{kind="daily"} 1000\n',
      );
    },
  ],
  [
    'the archive refuses the log',
    'archive',
    /cannot archive 0000000100000000000000A7/,
    2,
    () => tell('archive', 'on|70|t|0000000100000000000000A7\n'),
  ],
  ['the archive stands still', 'archive', /waited for 300 s/, 2, () => tell('archive', 'on|300|f|\n')],
  ['nothing is archived yet', 'archive', /before WAL_ARCHIVE=1 was set/, 2, () => tell('archive', 'off|0|f|\n')],
  ['base backups fail', 'archive', /no base backup of the last 26 hours/, 2, () => baseBackedUp(30)],
  [
    'there was never a base backup',
    'archive',
    /no base backup/,
    2,
    () => rm(join(folder, 'backups/metrics/backup_base.prom')),
  ],
  [
    'the archive is damaged',
    'archive',
    /damaged or missing/,
    2,
    () => writeFile(join(folder, 'backups/metrics/archive.prom'), 'wishlins_wal_archive_damaged 1\n'),
  ],
  [
    'the schema is behind',
    'migrations',
    /not applied: 0001_foundation\.sql/,
    2,
    () => tell('migrations', '0000_before\n'),
  ],
  ['the database is silent', 'migrations', /does not answer/, 2, () => unlink(join(world, 'migrations'))],
  ['jobs wait', 'queue', /12 jobs have waited/, 2, () => tell('queue', '12 0\n')],
  ['jobs failed', 'queue', /3 jobs failed/, 1, () => tell('queue', '0 3\n')],
  [
    'the bot takes no messages',
    'webhook',
    /500 messages/,
    2,
    () => tell('webhook', '{"ok":true,"result":{"pending_update_count":500}}'),
  ],
  [
    'Telegram cannot deliver',
    'webhook',
    /Connection refused/,
    1,
    () =>
      tell(
        'webhook',
        `{"ok":true,"result":{"pending_update_count":1,"last_error_date":${Math.floor(Date.now() / 1000) - 60},"last_error_message":"Connection refused"}}`,
      ),
  ],
  [
    'the bot’s token is not valid',
    'webhook',
    /does not answer for this bot/,
    2,
    () => tell('webhook', '{"ok":false,"error_code":401}'),
  ],
];

describe('the doctor', () => {
  test('finds nothing where nothing is wrong', async () => {
    expect(await examine()).toMatchObject({ code: 0, findings: [] });
  });

  test.each(faults)('says that %s, what it means and what mends it', async (_name, check, what, code, happens) => {
    await happens();
    const { findings, ...ended } = await examine();
    expect(ended.code).toBe(code);
    const named = findings.filter((finding) => finding.check === check && what.test(finding.what));
    expect(named).toMatchObject([{ means: expect.stringMatching(/.../), mend: expect.stringMatching(/.../) }]);
    // One fault is not taken for another.
    expect(new Set(findings.map((finding) => finding.check))).toEqual(new Set([check]));
  });

  test('asks of a real database what it understands, and counts jobs that wait', async () => {
    const server = new URL(inject('postgresUrl'));
    const url = Object.assign(new URL(server), { pathname: '/doctor' }).href;
    const admin = new pg.Client({ connectionString: server.href });
    await admin.connect();
    await admin.query('create database doctor template template_wishlins');
    const database = new pg.Client({ connectionString: url });
    await database.connect();
    await database.query(`
      insert into users (telegram_id, first_name, currency, language) values (1, 'Аня', 'RUB', 'ru');
      insert into pgboss.job (name, start_after) select name, now() - interval '1 hour' from pgboss.queue limit 1`);
    const { hostname, port, username, password } = server;
    const libpq = { PG_LOCAL: '1', PGHOST: hostname, PGPORT: port, PGUSER: username, PGPASSWORD: password };
    const tools = await pathWithTools(console.log);
    env = { ...env, ...libpq, WAL_ARCHIVE: '0', PATH: `${join(folder, 'bin')}:${tools}`, POSTGRES_DB: 'doctor' };

    const { output } = await runScript('doctor.sh', ['--record'], env);
    expect(output).toContain('✓ migrations: the schema is what the code needs');
    expect(output).toContain('✗ queue: 1 jobs have waited');
    const metrics = await readFile(join(folder, 'backups/metrics/doctor.prom'), 'utf8');
    expect(metrics).toContain('wishlins_queue_jobs{state="waiting"} 1\n');
    expect(metrics).toContain('wishlins_deliveries_due 0\n');
    await database.end();
    await admin.query('drop database doctor');
    await admin.end();
  });

  test('never shows the token of the bot', async () => {
    await tell('webhook', '');
    const { output } = await examine();
    expect(output).not.toContain('secret-of-the-bot');
  });

  test('speaks to people, and writes what monitoring reads', async () => {
    await tell('df', 'Use% Mounted on\n 97% /\n');
    const { code, output } = await runScript('doctor.sh', ['--record'], env);
    expect({ code, output }).toMatchObject({
      code: 2,
      output: expect.stringMatching(/✗ disk: .*\n {4}means .*\n {4}mend /),
    });
    const metrics = await readFile(join(folder, 'backups/metrics/doctor.prom'), 'utf8');
    expect(metrics).toContain('wishlins_doctor_level{check="disk"} 2\n');
    expect(metrics).toContain('wishlins_doctor_level{check="memory"} 0\n');
    expect(metrics).toContain('wishlins_queue_jobs{state="waiting"} 0\n');
    expect(metrics).toContain('wishlins_wal_archive_waiting_seconds 12\nwishlins_wal_archive_failing 0\n');
    expect(metrics).toContain('wishlins_deliveries{state="sent"} 40\nwishlins_deliveries_due 2\n');
    expect(metrics).toMatch(/^wishlins_certificate_expiry_timestamp_seconds \d{10}$/m);
  });
});
