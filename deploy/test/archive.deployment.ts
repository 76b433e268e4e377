import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLoad } from './src/load.ts';
import { prepareServer, type Server } from './src/server.ts';

let server: Server;
let moment: string;
let people: string;

const countAndHash = "select count(*), sum(hashtextextended(u::text, 0)) from users u where first_name = 'Archived'";

/** A stack with WAL_ARCHIVE=1 from the start. */
beforeAll(async () => {
  server = await prepareServer({ WAL_ARCHIVE: '1', API_RATE: '1000', PAGES_RATE: '1000', SESSIONS_RATE: '100' });
  const { code, output } = await server.operate('deploy.sh');
  if (code !== 0) throw new Error(output);
});
afterAll(() => server.end());

it('PostgreSQL archives its log in its own container, over a base backup', async () => {
  const { code, output } = await server.operate('backup/archive.sh', 'base');
  expect({ code, output }).toMatchObject({ code: 0 });
  await server.sql(
    "insert into users (telegram_id, first_name, currency, language) select n, 'Archived', 'RUB', 'ru' from generate_series(1, 300) n",
  );
  const written = Date.now();
  const segment = (await server.sql('select pg_walfile_name(pg_current_wal_lsn())')).trim();
  await expect
    .poll(async () => (await server.sql('select last_archived_wal from pg_stat_archiver')).trim() >= segment, {
      timeout: 60_000,
    })
    .toBe(true);
  console.log(`archived after ${((Date.now() - written) / 1000).toFixed(1)} s`);
  expect(await server.operate('backup/archive.sh', 'verify')).toMatchObject({ code: 0 });
  const { output: said } = await server.operate('doctor.sh');
  expect(said).toContain('✓ archive: the log is archived as it is written');
});

it('returns to the moment before a mistake while people use it, and goes on archiving', async () => {
  people = await server.sql(countAndHash);
  moment = (await server.sql('select clock_timestamp()')).trim();
  await server.sql("delete from users where first_name = 'Archived'");
  const load = await startLoad(server, 2);
  const began = Date.now();
  const { code, output } = await server.operate('restore.sh', '--to-time', moment, '--yes');
  await load.end();
  console.log(`${output}\nrestored in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(await server.sql(countAndHash)).toBe(people);
  expect(await server.docker('ps', '--all', '--quiet', '--filter', `name=${server.project}-recovery`)).toBe('');
  expect(await server.operate('backup/archive.sh', 'verify')).toMatchObject({ code: 0 });
});

it('comes back on an empty stack out of the archive alone', async () => {
  // PostgreSQL archives the rest of its log when it is told to end.
  const compose = ['compose', '--file', `${server.app}/docker-compose.prod.yml`, '--project-directory', server.app];
  await server.docker(...compose, '--profile', '*', 'down', '--volumes');
  expect(await server.operate('deploy.sh', '--no-backup', '--no-pull')).toMatchObject({ code: 0 });
  expect((await server.sql(countAndHash)).trim()).toBe('0|');
  const { code, output } = await server.operate('restore.sh', '--to-time', 'latest', '--yes');
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(await server.sql(countAndHash)).toBe(people);
  expect(await server.operate('backup/archive.sh', 'base')).toMatchObject({ code: 0 });
});
