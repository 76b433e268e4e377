import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { api } from '@wishlins/contract';
import { connect } from '../../backend/src/database/connect.ts';
import { startEmbeddedPostgres } from '../../backend/src/database/embedded.ts';
import { spreadNews } from '../../backend/src/feed/service.ts';
import pg from 'pg';
import type { Request } from './connection.ts';
import { prepareDatabase } from './databases.ts';
import { percentile, runClosedLoop, runOpenLoop } from './load.ts';
import { measureServer, quietest, total, type Cost } from './measure.ts';
import { startApi } from './processes.ts';

const folder = join(import.meta.dirname, '../.data');
const WISHES = 100_000;
const FOLLOWED = [10, 100, 1000];
/** Of each kind; each of them asks one after the other. */
const READERS = 8;
const ROUNDS = 4;
const ROUND_SECONDS = 2;
const OPEN_LOOP = { perSecond: 100, seconds: 5 };
/** From ten people to a thousand it may cost so much more. */
const MOST = 1.25;

/**
 * `npm run bench:feed`: what a page of the feed costs who follows ten people, a hundred or a thousand. The figures are those
 * of docs/performance.md; it fails when a thousand cost more than they may.
 */
await using running = new AsyncDisposableStack();
process.on('SIGINT', () => void running.disposeAsync().then(() => process.exit(130)));
await mkdir(folder, { recursive: true });
const postgres = await startEmbeddedPostgres({
  dataDirectory: join(folder, 'postgres'),
  settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
  say: console.log,
});
running.defer(() => postgres.stop());
const postmaster = Number.parseInt(await readFile(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8'));
const url = await prepareDatabase(postgres.url, WISHES, console.log);
const readers = await gatherReaders();
const server = await startApi(url, join(folder, 'api-feed.log'));
running.defer(() => server.stop());

for (const { lanes } of readers) await runClosedLoop(server.origin, lanes, ROUND_SECONDS);
const rounds = readers.map((): Cost[] => []);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [at, { lanes }] of readers.entries()) {
    rounds[at]?.push(await measureServer(server, postmaster, lanes, ROUND_SECONDS));
  }
}
const costs = rounds.map(quietest);
console.log('| People followed | cards | bytes | PostgreSQL, µs | together, µs | p50, ms | p99, ms |');
console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const [at, { followed, lanes }] of readers.entries()) {
  const cost = costs[at] ?? { postgres: Number.NaN, program: Number.NaN, perSecond: Number.NaN };
  const [request] = lanes.flat();
  if (!request) throw new Error('Nobody asks.');
  const reply = await (await fetch(server.origin + request.path, { headers: request.headers })).text();
  const { entries } = JSON.parse(reply) as { entries: unknown[] };
  const times = await runOpenLoop(server.origin, lanes.flat(), OPEN_LOOP);
  const cells = [followed, entries.length, reply.length, cost.postgres.toFixed(0), total(cost).toFixed(0)];
  console.log(`| ${[...cells, percentile(times, 0.5).toFixed(1), percentile(times, 0.99).toFixed(1)].join(' | ')} |`);
}
const [few, many] = [costs.at(0), costs.at(-1)].map((cost) => (cost ? total(cost) : Number.NaN));
const ratio = (many ?? Number.NaN) / (few ?? Number.NaN);
console.log(`A thousand people cost ${ratio.toFixed(2)} times what ten do.`);
if (!(ratio <= MOST)) process.exitCode = 1;

/** People who follow so many others, each of whom had something new on twenty days; a third of the lists they do not find. */
async function gatherReaders(): Promise<{ followed: number; lanes: Request[][] }[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('delete from feed');
  await client.query(`update wishlists set shown_at = now() - interval '30 days', archived_at = null,
    visibility = case when ascii(share_token) % 3 = 0 then 'link' else 'public' end`);
  const { rows } = await client.query<{ id: string }>(
    `select id from users where not exists (select from wishlists where owner_id = users.id)
       and not exists (select from blocks where users.id in (blocker_id, blocked_id)) order by id limit $1`,
    [FOLLOWED.length * READERS],
  );
  const ids = rows.map(({ id }) => id);
  const kinds = FOLLOWED.map((followed, kind) => ({ followed, ids: ids.slice(kind * READERS, (kind + 1) * READERS) }));
  const db = connect({ url, pool: 2, prepare: true });
  for (const { followed, ids: some } of kinds) {
    console.log(`Letting ${READERS} people follow ${followed} others.`);
    for (const [at, followerId] of some.entries()) {
      await client.query('delete from follows where follower_id = $1', [followerId]);
      const { rows: followees } = await client.query<{ id: string }>(
        `insert into follows (follower_id, followee_id)
         select $1, owner_id from (select distinct owner_id from wishlists) as owner
         order by md5(owner_id::text || $2) limit $3 returning followee_id as id`,
        [followerId, String(at), followed],
      );
      for (const { id } of followees) {
        await spreadNews(db, { followerId, followeeId: id, at: new Date().toISOString() });
      }
    }
  }
  await db.destroy();
  const tokens = new Map(ids.map((id) => [id, randomBytes(32).toString('base64url')]));
  await client.query(`insert into sessions (token_hash, user_id) select * from unnest($1::bytea[], $2::uuid[])`, [
    Array.from(tokens.values(), (token) => createHash('sha256').update(token).digest()),
    Array.from(tokens.keys()),
  ]);
  await client.query('vacuum (analyze)');
  await client.end();
  const { method, path } = api.feed.list;
  return kinds.map(({ followed, ids: some }) => ({
    followed,
    lanes: some.map((id) => [
      { method, path: `/api/v1${path}`, headers: { authorization: `Bearer ${tokens.get(id)}` } },
    ]),
  }));
}
