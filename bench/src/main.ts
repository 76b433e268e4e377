import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../backend/src/database/embedded.ts';
import type { Statement } from '../../backend/src/testing/statements.ts';
import { cases, chooseSubjects, statementsOf, type Case, type Subject, type Turn } from './cases.ts';
import type { Request } from './connection.ts';
import { prepareDatabase } from './databases.ts';
import { runClosedLoop, runOpenLoop, type Lane } from './load.ts';
import { measureLimit, measureOverhead, measureServer, quietest, type Cost } from './measure.ts';
import { findPgbench, writeScript } from './pgbench.ts';
import { startApi, startBare, type Server } from './processes.ts';
import { report, type Result } from './report.ts';

const folder = join(import.meta.dirname, '../.data');
const LARGE = 1_000_000;
const SMALL = 10_000;
const LANES = 8;
const SUBJECTS = 40;
const ROUNDS = 4;
const ROUND_SECONDS = 2;
const OPEN_LOOP = { perSecond: 100, seconds: 5 };

/** A seeded database with an application on it, and the people who use it. */
interface Site {
  url: string;
  api: Server;
  subjects: Subject[];
}

/**
 * `npm run bench`: what a request costs, beside what it would cost without us. `-- --small` measures on the small database
 * only, other words choose the cases whose names hold them.
 */
if (process.platform !== 'linux') {
  throw new Error('The benchmark reads the CPU of processes from /proc: it needs Linux.');
}
await using running = new AsyncDisposableStack();
process.on('SIGINT', () => void running.disposeAsync().then(() => process.exit(130)));
await mkdir(folder, { recursive: true });
const postgres = await startEmbeddedPostgres({
  dataDirectory: join(folder, 'postgres'),
  settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
  say,
});
running.defer(() => postgres.stop());
const postmaster = Number.parseInt(await readFile(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8'));
const pgbench = findPgbench();
if (!pgbench) say('There is no pgbench here, so the limit is not measured; Debian has it in postgresql-15.');

const [flags, words] = [process.argv.slice(2), process.argv.slice(2).filter((word) => !word.startsWith('--'))];
const chosen = cases.filter(({ name }) => words.every((word) => name.includes(word)));
const small = await openSite(SMALL);
const main = flags.includes('--small') ? small : await openSite(LARGE);
const replies = await Promise.all(chosen.map((one) => fetchReply(main, one)));
await writeFile(join(folder, 'replies.json'), JSON.stringify(replies));
const bare = await startBare(join(folder, 'replies.json'), join(folder, 'bare.log'));
running.defer(() => bare.stop());

say('Warming up.');
for (const one of chosen) await runClosedLoop(main.api.origin, requestsOf(lanesOf(one, main)), ROUND_SECONDS);
const results: Result[] = [];
for (const [index, one] of chosen.entries()) {
  say(`Measuring: ${one.name}.`);
  results.push(await measure(one, index));
}
const text = report(results, { wishes: main === small ? SMALL : LARGE, fewerWishes: SMALL, openLoop: OPEN_LOOP });
await writeFile(join(folder, 'report.md'), text);
say(`\n${text}`);

async function openSite(wishes: number): Promise<Site> {
  const url = await prepareDatabase(postgres.url, wishes, say);
  const subjects = await chooseSubjects(url, SUBJECTS);
  const api = await startApi(url, join(folder, `api-${wishes}.log`));
  running.defer(() => api.stop());
  return { url, api, subjects };
}

async function fetchReply({ api, subjects }: Site, one: Case): Promise<string> {
  const [request] = subjects.flatMap((subject) => one.turn(subject).requests);
  if (!request) throw new Error(`Nobody asks: ${one.name}`);
  const { method, path, headers, body = null } = request;
  return (await fetch(api.origin + path, { method, headers, body })).text();
}

/** Rounds in which everybody takes their turn, so that a bad moment of the machine meets all alike. */
async function measure(one: Case, index: number): Promise<Result> {
  const lanes = lanesOf(one, main);
  const requests = requestsOf(lanes);
  const canned = requests.map((lane) => lane.map(() => ({ method: 'GET' as const, path: `/${index}`, headers: {} })));
  const fewer = requestsOf(lanesOf(one, small));
  const limit = pgbench ? await prepareLimit(pgbench, one, lanes) : undefined;

  const rounds = { api: [] as Cost[], limit: [] as Cost[], bare: [] as Cost[], fewer: [] as Cost[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.api.push(await measureServer(main.api, postmaster, requests, ROUND_SECONDS));
    if (limit) rounds.limit.push(await limit.run());
    rounds.bare.push(await measureServer(bare, postmaster, canned, ROUND_SECONDS / 2));
    rounds.fewer.push(await measureServer(small.api, postmaster, fewer, ROUND_SECONDS));
  }
  const [latencies, floor] = await Promise.all([
    runOpenLoop(main.api.origin, inTurn(lanes.flat()), OPEN_LOOP),
    runOpenLoop(bare.origin, canned.flat(), OPEN_LOOP),
  ]);
  return {
    name: one.name,
    roundTrips: limit?.roundTrips,
    bytes: Buffer.byteLength(replies[index] ?? ''),
    api: quietest(rounds.api),
    limit: limit ? quietest(rounds.limit) : undefined,
    bare: quietest(rounds.bare),
    fewer: quietest(rounds.fewer),
    latencies,
    floor,
  };
}

async function prepareLimit(program: string, one: Case, lanes: readonly (readonly Turn[])[]) {
  const statements: Statement[][] = [];
  for (const lane of lanes) {
    statements.push((await Promise.all(lane.map((turn) => statementsOf(main.url, turn)))).flat());
  }
  const script = await writeScript(join(folder, 'limit.sql'), statements);
  const setting = { program, url: main.url, postmaster, script };
  const overhead = await measureOverhead(setting);
  const requests = lanes[0]?.flatMap((turn) => turn.requests).length ?? 0;
  return {
    roundTrips: (statements[0]?.length ?? 0) / requests,
    run: () => measureLimit(setting, overhead, requests, ROUND_SECONDS),
  };
}

/** Deals the subjects out, so that no two clients ever meet in the same row. */
function lanesOf(one: Case, { subjects }: Site): Turn[][] {
  const turns = subjects.map(one.turn);
  return Array.from({ length: LANES }, (_, lane) => turns.filter((_turn, at) => at % LANES === lane));
}

function requestsOf(lanes: readonly (readonly Turn[])[]): Lane[] {
  return lanes.map((lane) => lane.flatMap(({ requests }) => requests));
}

/** Everybody's first request, then everybody's second: nobody's second overtakes their first. */
function inTurn(all: readonly Turn[]): Request[] {
  const longest = Math.max(...all.map(({ requests }) => requests.length));
  return Array.from({ length: longest }, (_, at) => all.flatMap(({ requests }) => requests[at] ?? [])).flat();
}

function say(sentence: string): void {
  console.log(sentence);
}
