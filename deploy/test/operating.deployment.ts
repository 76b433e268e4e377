import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '@wishlins/contract';
import { attempt, command } from './src/command.ts';
import { startLoad } from './src/load.ts';
import { makeList, open, type Person } from './src/people.ts';
import { prepareServer, type Server } from './src/server.ts';

let server: Server;
let anya: Person;
let shareToken: string;

beforeAll(async () => {
  server = await prepareServer({ API_RATE: '1000', PAGES_RATE: '1000', SESSIONS_RATE: '100' });
  const { code, output } = await server.operate('deploy.sh');
  if (code !== 0) throw new Error(output);
  anya = await open(server, 'anya');
  ({ shareToken } = (await makeList(anya)).list);
});
afterAll(() => server.end());

interface Finding {
  check: string;
  level: string;
  what: string;
  mend: string;
}

/** What the doctor finds, of these checks. */
async function findings(
  checks = ['docker', 'containers', 'backups', 'migrations', 'queue'],
  env = {},
): Promise<Finding[]> {
  const { output } = await attempt(join(server.app, 'deploy/doctor.sh'), ['--json'], { cwd: server.app, env });
  const report = JSON.parse(output.slice(output.indexOf('{'))) as { findings: Finding[] };
  return report.findings.filter(({ check, level }) => level !== 'good' && checks.includes(check));
}

describe('a backup of a stack that people use', () => {
  let backup: string;

  it('is made while they write 30 wishes a second, and holds what it says', async () => {
    expect(await findings()).toMatchObject([{ check: 'backups', what: 'there is no daily backup' }]);
    const load = await startLoad(server, 30, 'write');
    const { code, output } = await server.operate('backup.sh', 'daily');
    const { counts, failures } = await load.end();
    console.log(output, counts);
    expect({ code, failures }).toEqual({ code: 0, failures: [] });
    expect(counts['write']).toBeGreaterThan(60);
    expect(output).toMatch(/restored and equal \(\d+ tables, \d+ rows\)/);
    backup = /^(\S+\/daily\/\S+) \(\d+ bytes\)$/m.exec(output)?.[1] ?? '';
    expect(await findings()).toEqual([]);
  });

  it('comes back on an empty stack, row for row, and people find their lists', async () => {
    const compose = ['compose', '--file', `${server.app}/docker-compose.prod.yml`, '--project-directory', server.app];
    await server.docker(...compose, '--profile', '*', 'down', '--volumes');
    expect(await server.operate('deploy.sh', '--no-backup', '--no-pull')).toMatchObject({ code: 0 });
    expect(await server.sql('select count(*) from users')).toMatch(/^0$/m);

    const { code, output } = await server.operate('restore.sh', backup, '--yes');
    console.log(output);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('equal to what was dumped') });
    const [, people] = /^users\t(\d+)\t/m.exec(readFileSync(`${backup}/tables.tsv`, 'utf8')) ?? [];
    expect((await server.sql('select count(*) from users')).trim()).toBe(people);
    const boris = await open(server, 'boris');
    await expect
      .poll(() => boris.call(api.wishlists.shared, { params: { shareToken } }).then(({ wishes }) => wishes.length))
      .toBe(1);
  });
});

describe('the doctor', () => {
  it('names the container that was killed, and the command that mends it does', async () => {
    await server.docker('stop', `${server.project}-backend-2`);
    const [found] = await findings();
    expect(found).toMatchObject({ check: 'containers', what: 'backend-2 is exited' });
    await server.docker(...(found?.mend.split(' ').slice(1) ?? []));
    await expect.poll(() => findings()).toEqual([]);
  });

  it('names a database that does not answer', async () => {
    await server.docker('stop', `${server.project}-postgres`);
    const found = await findings();
    expect(found).toContainEqual(expect.objectContaining({ check: 'containers', what: 'postgres is exited' }));
    expect(found).toContainEqual(
      expect.objectContaining({ check: 'migrations', what: 'the database does not answer' }),
    );
    await server.docker('start', `${server.project}-postgres`);
    await expect.poll(() => findings()).toEqual([]);
  });

  it('names connections that fail, as they do without a database', async () => {
    await server.docker('stop', `${server.project}-postgres`);
    const headers = { authorization: `Bearer ${anya.token}` };
    const ask = async () => {
      await fetch(`${server.origin}/api/v1/users/me`, { headers }).then((response) => response.arrayBuffer());
      return await findings(['logs']);
    };
    await expect
      .poll(ask)
      .toContainEqual(expect.objectContaining({ what: expect.stringMatching(/connection errors/) }));
    await server.docker('start', `${server.project}-postgres`);
    await expect.poll(() => findings()).toEqual([]);
  });

  it('names a stack of which nothing runs', async () => {
    const names = await server.docker('ps', '--format', '{{.Names}}', '--filter', `name=${server.project}-`);
    const stack = names.split('\n').filter((name) => name && !name.endsWith('-nginx'));
    await server.docker('stop', '--time', '1', ...stack);
    expect(await findings()).toContainEqual(expect.objectContaining({ check: 'containers', what: 'nothing runs' }));
    await server.docker('start', ...stack);
    await expect.poll(() => findings(), { timeout: 120_000 }).toEqual([]);
  });

  it('names jobs that nobody takes', async () => {
    await server.docker('stop', `${server.project}-worker`);
    await server.sql(
      "insert into pgboss.job (name, start_after) select name, now() - interval '1 hour' from pgboss.queue where name = 'wish-news'",
    );
    expect(await findings()).toContainEqual(
      expect.objectContaining({ check: 'queue', what: expect.stringMatching(/jobs have waited/) }),
    );
    await server.sql("delete from pgboss.job where name = 'wish-news' and created_on > start_after");
    await server.docker('start', `${server.project}-worker`);
    await expect.poll(() => findings()).toEqual([]);
  });

  it('names a backup that is too old', async () => {
    const daily = join(server.backups, 'daily');
    const [newest = ''] = readdirSync(daily).toSorted().slice(-1);
    renameSync(join(daily, newest), join(daily, '2026-01-01T020000+0000'));
    expect(await findings()).toMatchObject([{ check: 'backups', what: expect.stringMatching(/\d+ hours old/) }]);
    renameSync(join(daily, '2026-01-01T020000+0000'), join(daily, newest));
  });

  it('names a disk that is full, a certificate that ends, and a Telegram that does not answer', async () => {
    const disk = mkdtempSync(join(tmpdir(), 'wishlins-full-'));
    await command('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk]);
    try {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(1_040_000));
      expect(await findings(['disk'], { BACKUPS_DIR: disk })).toContainEqual(
        expect.objectContaining({ level: 'broken', what: expect.stringMatching(/(9[5-9]|100) % full/) }),
      );
    } finally {
      await command('umount', [disk]);
      rmSync(disk, { recursive: true });
    }
    expect(await findings(['certificate'], { HTTPS_PORT: String(server.httpsPort) })).toMatchObject([
      { level: 'broken', what: expect.stringMatching(/ends in [12] days/) },
    ]);
    expect(await findings(['webhook'], { TELEGRAM_API_ROOT: 'http://127.0.0.1:1' })).toMatchObject([
      { level: 'broken', what: 'Telegram does not answer for this bot' },
    ]);
    expect(await findings(['webhook'])).toEqual([]);
  });

  it('names a migration that is missing', async () => {
    await server.sql("delete from migrations where name = '0001_foundation'");
    expect(await findings()).toMatchObject([{ check: 'migrations', what: 'not applied: 0001_foundation.sql' }]);
    await server.sql("insert into migrations (name, run_on) values ('0001_foundation', now())");
  });
});

describe('a request', () => {
  it('is found again in the logs of nginx and backend by its id', async () => {
    const response = await fetch(`${server.origin}/api/v1/users/me`, {
      headers: { authorization: `Bearer ${anya.token}` },
    });
    const id = response.headers.get('x-request-id') ?? '';
    expect(id).not.toBe('');
    await expect
      .poll(() => server.operate('logs.sh', '--request', id))
      .toMatchObject({ code: 0, output: expect.stringMatching(/backend.*"route":/) });
    expect(server.nginxLog('access')).toContain(id);
  });

  it('is found in the log of the worker too, when it caused a job there', async () => {
    const boris = await open(server, 'boris');
    const { method, path } = api.friends.follow;
    const { headers } = await fetch(`${server.origin}/api/v1${path.replace('{userId}', anya.id)}`, {
      method,
      headers: { authorization: `Bearer ${boris.token}` },
    });
    const follow = ['logs.sh', '--request', headers.get('x-request-id') ?? ''] as const;
    const passed = expect.stringMatching(/^nginx [^]+-backend[^]+-worker/m);
    await expect.poll(() => server.operate(...follow)).toMatchObject({ code: 0, output: passed });
  });
});
