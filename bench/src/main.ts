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
const ROUNDS = 3;
const ROUND_SECONDS = 2;
const OPEN_LOOP = { perSecond: 100, seconds: 5 };

/** A seeded database with an application on it, and the people who use it. */
interface Site {
  url: string;
  api: Server;
  subjects: Subject[];
}

/** `npm run bench`: what a request costs, beside what it would cost without us. `--small`: on the small database only. */
if (process.platform !== 'linux')
  throw new Error('The benchmark reads the CPU of processes from /proc: it needs Linux.');
await using running = new AsyncDisposableStack();
await mkdir(folder, { recursive: true });
const postgres = await startEmbeddedPostgres({
  dataDirectory: join(folder, 'postgres'),
  settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
  say,
});
running.defer(() => postgres.stop());
const postmaster = Number.parseInt(await readFile(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8'));
const pgbench = findPgbench();
if (!pgbench) say('There is no pgbench here: the limit is not measured. Debian has it in postgresql-15.');

const small = await openSite(SMALL);
const main = process.argv.includes('--small') ? small : await openSite(LARGE);
const chosen = cases.filter(({ name }) =>
  process.argv.slice(2).every((word) => word.startsWith('--') || name.includes(word)),
);
const turns = new Map(chosen.map((one) => [one, main.subjects.map(one.turn)]));
const replies = await Promise.all([...turns.values()].map(([turn]) => fetchFirst(main, turn)));
await writeFile(join(folder, 'replies.json'), JSON.stringify(replies));
const bare = await startBare(join(folder, 'replies.json'), join(folder, 'bare.log'));
running.defer(() => bare.stop());

say('Warming up.');
for (const one of chosen) await runClosedLoop(main.api.origin, requestsOf(intoLanes(main.subjects.map(one.turn))), 2);
const results: Result[] = [];
for (const [index, one] of chosen.entries()) {
  say(`Measuring: ${one.name}.`);
  results.push(await measure(one, index));
}
const text = report(results, { wishes: main === small ? SMALL : LARGE, fewerWishes: SMALL, openLoop: OPEN_LOOP });
await writeFile(join(folder, 'report.md'), text);
console.log(`\n${text}`);

async function openSite(wishes: number): Promise<Site> {
  const url = await prepareDatabase(postgres.url, wishes, say);
  const subjects = await chooseSubjects(url, SUBJECTS);
  const api = await startApi(url, join(folder, `api-${wishes}.log`));
  running.defer(() => api.stop());
  return { url, api, subjects };
}

async function fetchFirst({ api }: Site, turn: Turn | undefined): Promise<string> {
  const [first] = turn?.requests ?? [];
  if (!first) return '';
  const { method, path, headers, body = null } = first;
  return (await fetch(api.origin + path, { method, headers, body })).text();
}

/** Rounds in which everybody takes their turn, so that a bad moment of the machine meets all alike. */
async function measure(one: Case, index: number): Promise<Result> {
  const lanes = intoLanes(main.subjects.map(one.turn));
  const requests = requestsOf(lanes);
  const canned = requests.map((lane) => lane.map(() => ({ method: 'GET' as const, path: `/${index}`, headers: {} })));
  const fewer = requestsOf(intoLanes(small.subjects.map(one.turn)));
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

function intoLanes<Entry>(entries: readonly Entry[]): Entry[][] {
  return Array.from({ length: LANES }, (_, lane) => entries.filter((_entry, at) => at % LANES === lane));
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
