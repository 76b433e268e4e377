import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { prepareServer } from '../../deploy/test/src/server.ts';
import { setup } from '../../deploy/test/src/setup.ts';
import { signInitData } from '../../simulator/src/init-data.ts';
import { cases, chooseSubjects, type Subject } from './cases.ts';
import type { Request } from './connection.ts';
import { cpuOfThose } from './cpu.ts';
import { runOnTime, Visitor, type Sample } from './crowd.ts';
import { percentile, runOpenLoop } from './load.ts';
import { startBare } from './processes.ts';
import { seed } from './seed.ts';

const small = process.argv.includes('--small');
const WISHES = small ? 10_000 : 100_000;
/** Each of them twice a person: somebody with a list, and somebody who opens it. */
const SUBJECTS = small ? 149 : 1499;
const WARM_UP = { perSecond: small ? 20 : 200, seconds: small ? 3 : 20 };
const LOADS = small
  ? [{ perSecond: 40, seconds: 5 }]
  : [
      { perSecond: 600, seconds: 30 },
      { perSecond: 1000, seconds: 30 },
      { perSecond: 3000, seconds: 15 },
    ];
const FLOOR_PER_SECOND = 50;
const CROWD = { perSecond: small ? 10 : 200, seconds: small ? 3 : 10 };

/**
 * `npm run bench:stack`: what a server carries, as it is deployed: nginx with TLS in front of the containers, and everything
 * on one machine, those who ask included. `BASE_IMAGES` as for `npm run test:deploy`; `-- --small` only tries the command.
 */
await setup();
const folder = join(import.meta.dirname, '../.data');
await mkdir(folder, { recursive: true });
await using running = new AsyncDisposableStack();
const server = await prepareServer();
running.defer(() => server.end());
const { code, output } = await server.operate('deploy.sh', '--no-pull');
if (code !== 0) throw new Error(output);

const subjects = await fill();
const people = subjects.map((_, at) => ({
  guest: new Visitor(server.origin, at),
  owner: new Visitor(server.origin, SUBJECTS + at),
}));
await writeFile(join(folder, 'floor.json'), JSON.stringify(['x'.repeat(8000)]));
const bare = await startBare(join(folder, 'floor.json'), join(folder, 'bare.log'));
running.defer(() => bare.stop());

const parts = new Map<string, () => Promise<number>>();
for (const [part, services] of [
  ['nginx', ['nginx']],
  ['backends', ['backend', 'backend-2']],
  ['PostgreSQL', ['postgres']],
] as const) {
  const names = services.map((service) => `${server.project}-${service}`);
  const ids = (await server.docker('inspect', '-f', '{{.Id}}', ...names)).trim().split('\n');
  parts.set(part, async () => sum(await Promise.all(ids.map((id) => cpuOfThose('cgroup', id)))));
}
parts.set('Docker’s proxies', () => cpuOfThose('comm', 'docker-proxy'));

/** How often each guest has reserved or released by turns; doing either twice does nothing. */
const turns = new Map<Subject, number>();
const lines: string[] = [];
await everyday(WARM_UP);
for (const load of LOADS) lines.push(...(await everyday(load)));
for (const { guest, owner } of people) [guest, owner].map((one) => one.leave());
lines.push(...(await flashCrowd()));
console.log(`\n${lines.join('\n')}`);

/** A database of people, lists and wishes, and sessions for some of them. */
async function fill(): Promise<Subject[]> {
  const where = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const address = await server.docker('inspect', '-f', where, `${server.project}-postgres`);
  const password = await readFile(join(server.app, 'secrets/postgres_password'), 'utf8');
  const url = `postgres://wishlins:${password.trim()}@${address.trim()}:5432/wishlins`;
  await seed(url, WISHES, console.log);
  return await chooseSubjects(url, SUBJECTS);
}

/** Nine of ten read: lists of others, lists of their own, friends; one reserves, or releases what they had reserved. */
async function everyday(load: { perSecond: number; seconds: number }): Promise<string[]> {
  const [shared, own, reserving, friends] = cases;
  const kinds = [reserving, shared, shared, shared, shared, shared, own, own, own, friends];
  const ask = (turn: number, due: number) => {
    const at = turn % SUBJECTS;
    const [subject, visitors, kind] = [subjects[at], people[at], kinds[turn % kinds.length]];
    if (!subject || !visitors || !kind) throw new Error('Nobody asks.');
    const requests = kind.turn(subject).requests;
    const earlier = kind === reserving ? (turns.get(subject) ?? 0) : 0;
    if (kind === reserving) turns.set(subject, earlier + 1);
    const visitor = kind === own ? visitors.owner : visitors.guest;
    const name = kind === reserving ? 'write' : 'read';
    return visitor.ask(name, compressed(requests[earlier % requests.length] as Request), due);
  };
  const before = loadavg()[0] ?? 0;
  const floor = runOpenLoop(bare.origin, [{ method: 'GET', path: '/0', headers: {} }], {
    perSecond: FLOOR_PER_SECOND,
    seconds: load.seconds,
  });
  const usedBefore = await usedByParts();
  const samples = await runOnTime(ask, load);
  const used = await usedByParts();
  const rows = report(`${load.perSecond}/s for ${load.seconds} s`, samples, await floor, load.seconds, before);
  const answered = samples.filter(({ status }) => status === 200).length;
  const each = used.map(([part, after], at) => [part, (after - (usedBefore[at]?.[1] ?? 0)) / answered] as const);
  const together = sum(each.map(([, microseconds]) => microseconds));
  const shares = each.map(([part, microseconds]) => `${part} ${Math.round(microseconds)}`).join(', ');
  rows.push(`CPU for each of ${answered} answers, in microseconds: ${shares}; together ${Math.round(together)}`);
  console.log(rows.at(-1));
  return rows;
}

/** CPU that each part of the stack has used so far, in microseconds. */
function usedByParts(): Promise<(readonly [part: string, microseconds: number])[]> {
  return Promise.all(Array.from(parts, async ([part, used]) => [part, await used()] as const));
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** 2 000 people open one list for the first time within ten seconds: page, its files, session, list. */
async function flashCrowd(): Promise<string[]> {
  const shareToken = subjects[0]?.shareToken ?? '';
  const link = `/?tgWebAppStartParam=l_${shareToken}`;
  const page = await (await fetch(server.origin + link, { headers: { accept: 'text/html' } })).text();
  const files = [...new Set([...page.matchAll(/\/assets\/[\w.-]+\.(?:js|css)/g)].map(([file]) => file))];
  const open = async (turn: number, due: number): Promise<Sample[]> => {
    const visitor = new Visitor(server.origin, 10_000 + turn);
    const get = (kind: string, path: string, headers: Record<string, string> = {}, from?: number) =>
      visitor.ask(kind, compressed({ method: 'GET', path, headers }), from);
    const samples: Sample[] = [await get('page', link, { accept: 'text/html' }, due)];
    for (const file of files) samples.push(await get('file', file));
    const user = { id: 900_000_000 + turn, first_name: `Guest ${turn}`, language_code: 'en' };
    const initData = signInitData({
      botToken: server.botToken,
      persona: { id: 'guest', name: 'Guest', role: '', user },
    });
    const headers = { 'content-type': 'application/json' };
    const session = { method: 'POST', path: '/api/v1/session', headers, body: JSON.stringify({ initData }) } as const;
    const { reply, ...signedIn } = await visitor.ask('session', session);
    samples.push(signedIn);
    const token = /"token":"([^"]+)"/.exec(reply.toString())?.[1] ?? '';
    samples.push(await get('list', `/api/v1/shared/${shareToken}`, { authorization: `Bearer ${token}` }));
    visitor.leave();
    return [...samples, { kind: 'all of it', status: 200, milliseconds: performance.now() - due }];
  };
  const before = loadavg()[0] ?? 0;
  const floor = runOpenLoop(bare.origin, [{ method: 'GET', path: '/0', headers: {} }], {
    perSecond: FLOOR_PER_SECOND,
    seconds: CROWD.seconds,
  });
  const samples = (await runOnTime(open, CROWD)).flat();
  return report(
    `${CROWD.perSecond * CROWD.seconds} people open a list in ${CROWD.seconds} s`,
    samples,
    await floor,
    CROWD.seconds,
    before,
  );
}

/** As every browser asks. */
function compressed(request: Request): Request {
  return { ...request, headers: { ...request.headers, 'accept-encoding': 'gzip, br' } };
}

function report(what: string, samples: Sample[], floor: number[], seconds: number, before: number): string[] {
  const kinds = [...new Set(samples.map(({ kind }) => kind))];
  const noise = `${ms(percentile(floor, 0.5))} / ${ms(percentile(floor, 0.99))}`;
  const rows = kinds.map((kind) => {
    const ofKind = samples.filter((sample) => sample.kind === kind);
    const good = ofKind.filter(({ status }) => status === 200);
    const times = good.map(({ milliseconds }) => milliseconds);
    const others = Object.entries(Object.groupBy(ofKind, ({ status }) => status))
      .filter(([status]) => status !== '200')
      .map(([status, all]) => `${all?.length} × ${status}`);
    return `| ${what} | ${kind} | ${good.length} of ${ofKind.length} (${Math.round(good.length / seconds)}/s) | ${others.join(', ') || '–'} | ${ms(percentile(times, 0.5))} | ${ms(percentile(times, 0.99))} | ${noise} | ${before.toFixed(1)} |`;
  });
  for (const row of rows) console.log(row);
  return rows;
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
