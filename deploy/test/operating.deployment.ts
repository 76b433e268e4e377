import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '@wishlins/contract';
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

/** What the doctor finds, but for what a server without Telegram and without a certificate of its own must lack. */
async function findings(): Promise<Finding[]> {
  const { output } = await server.operate('doctor.sh', '--json');
  const report = JSON.parse(output.slice(output.indexOf('{'))) as { findings: Finding[] };
  return report.findings.filter(
    ({ check, level }) =>
      level !== 'good' && ['docker', 'containers', 'backups', 'migrations', 'queue'].includes(check),
  );
}

describe('a backup of a stack that people use', () => {
  let backup: string;

  it('is made while they write, and holds what it says', async () => {
    expect(await findings()).toMatchObject([{ check: 'backups', what: 'there is no daily backup' }]);
    const load = await startLoad(server, 5);
    const { code, output } = await server.operate('backup.sh', 'daily');
    const { failures } = await load.end();
    console.log(output);
    expect({ code, failures }).toEqual({ code: 0, failures: [] });
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
    await expect.poll(findings).toEqual([]);
  });

  it('names a database that does not answer', async () => {
    await server.docker('stop', `${server.project}-postgres`);
    const found = await findings();
    expect(found).toContainEqual(expect.objectContaining({ check: 'containers', what: 'postgres is exited' }));
    expect(found).toContainEqual(
      expect.objectContaining({ check: 'migrations', what: 'the database does not answer' }),
    );
    await server.docker('start', `${server.project}-postgres`);
    await expect.poll(findings).toEqual([]);
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
});
