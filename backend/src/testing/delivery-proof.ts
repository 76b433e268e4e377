import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { connect } from '../database/connect.ts';
import { testBotToken } from './init-data.ts';
import { startSimulator, type SimulatedCall, type SimulatedFault } from './simulator.ts';

interface Trial {
  /** A migrated, empty database. */
  url: string;
  people: number;
  /** To each of them. */
  messages: number;
  /** How often the worker is killed, each time after it has sent for so many milliseconds. */
  kills: number;
  killAfter: number;
  perSecond: number;
  /** How many calls there are between two faults of a kind, compared with a large trial. */
  calm?: number;
}

export interface Findings {
  notifications: number;
  /** Came to nobody, of those whose chat was open. */
  lost: number;
  doubled: number;
  /** Doubled although no worker was killed and no answer was lost. */
  doubledInVain: number;
  mostCopies: number;
  /** Calls to a chat before Telegram allowed them. */
  violations: number;
  outOfOrder: number;
  /** What was sent, of what was allowed while a worker was sending and Telegram had not asked all to wait. */
  shareOfPace: number;
  seconds: number;
  kills: number;
  /** How often Telegram misbehaved, by the way it did. */
  faults: Record<string, number>;
}

/** How Telegram misbehaves, each way once in so many calls. After two lost outcomes a message is given up: so it meets one at most. */
const misbehaviour: Record<string, SimulatedFault & { every: number }> = {
  '500': { fault: '500', every: 127 },
  '502 in HTML': { fault: '502-html', every: 199 },
  'retry after 1 s': { fault: '429', every: 499, retryAfter: 1 },
  'cut off, delivered': { fault: 'reset', every: 331, done: true, spares: true },
  'cut off, not delivered': { fault: 'reset', every: 337, spares: true },
  'malformed, delivered': { fault: 'malformed', every: 347, done: true, spares: true },
  'no answer, delivered': { fault: 'timeout', every: 997, done: true, spares: true },
};
const outcomeIsLost = new Set(['reset', 'malformed', 'timeout']);

/**
 * Tells many people much, with workers as processes that are killed while they send, against a Telegram that misbehaves
 * in every way, and counts what came of it.
 */
export async function proveDelivery(trial: Trial): Promise<Findings> {
  const db = connect({ url: trial.url, pool: 2, prepare: false });
  const telegram = await startSimulator();
  const notifications = trial.people * trial.messages;
  await sql`
    with people as (
      insert into users (telegram_id, first_name, currency, language, reachable)
      select place, 'Person', 'RUB', 'en', true from generate_series(1, ${trial.people}::int) as place
      returning id, telegram_id
    ), fans as (
      insert into users (telegram_id, first_name, currency, language)
      select 1000000 + place, 'Fan' || place, 'RUB', 'en' from generate_series(0, ${notifications}::int - 1) as place
      returning id, telegram_id - 1000000 as place
    ), told as (
      insert into notifications (id, user_id, kind, key, actor_id)
      select uuidv7(make_interval(secs => fans.place / 1000.0)), people.id, 'new_follower', 'follower ' || fans.id, fans.id
      from fans join people on people.telegram_id = 1 + fans.place % ${trial.people}::int
      returning id, user_id
    )
    insert into deliveries (notification_id, user_id) select id, user_id from told`.execute(db);

  const nameIn = ({ payload: { text } }: SimulatedCall) => /Fan\d+/.exec(text)?.[0] ?? text;
  const random = createRandom(20_261_124);
  const some = () =>
    new Set(Array.from({ length: Math.ceil(trial.people / 200) }, () => 1 + Math.floor(random() * trial.people)));
  const [blocked, moved] = [some(), some()];
  for (let person = 1; person <= trial.people; person += 1) await telegram.allow(person);
  for (const person of blocked) await telegram.block(person);
  const faults: SimulatedFault[] = [];
  for (const person of moved) {
    if (blocked.has(person)) continue;
    faults.push({ fault: 'migrated', chatId: person, migrateTo: await telegram.makeGroup(person) });
  }
  for (const fault of Object.values(misbehaviour)) {
    faults.push({ ...fault, every: Math.ceil(fault.every * (trial.calm ?? 1)) });
  }
  await telegram.misbehave(...faults);
  if (trial.perSecond <= 30) await telegram.limit(30);

  const started = performance.now();
  const [shifts, kills] = [[] as [number, number][], [] as number[]];
  const isDone = async () => {
    const { rows } = await sql<{ done: boolean }>`
      select not exists (select from deliveries where state = 'waiting') as done`.execute(db);
    return rows[0]?.done ?? false;
  };
  for (;;) {
    const before = (await telegram.calls()).length;
    const worker = startWorkerProcess(trial, telegram.apiRoot);
    while ((await telegram.calls()).length === before && !(await isDone())) await sleep(20);
    const from = (await telegram.calls())[before]?.time ?? Date.now();
    if (kills.length < trial.kills) {
      await sleep(trial.killAfter * (0.5 + random()));
      const kill = Date.now();
      kills.push(kill);
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      shifts.push([from, kill]);
      continue;
    }
    // The last worker sends all that is due, and later what had to wait; that tail says nothing of the pace.
    const isDue = async () => (await countDue(db)) > trial.people / 20;
    while (await isDue()) await sleep(100);
    shifts.push([from, Date.now()]);
    while (!(await isDone())) {
      await sql`update deliveries set due_at = least(due_at, now() + interval '2 seconds') where state = 'waiting'`.execute(
        db,
      );
      await sleep(500);
    }
    worker.kill('SIGTERM');
    await once(worker, 'exit');
    break;
  }
  const seconds = (performance.now() - started) / 1000;

  const calls = await telegram.calls();
  const delivered = calls.filter(({ done }) => done);
  const copies = new Map<string, number>();
  for (const call of delivered) copies.set(nameIn(call), (copies.get(nameIn(call)) ?? 0) + 1);
  const chatOf = (place: number) => 1 + (place % trial.people);
  const names = Array.from({ length: notifications }, (_, place) => ({ name: `Fan${place}`, chat: chatOf(place) }));
  const lostAnswers = new Set(calls.filter(({ fault }) => fault && outcomeIsLost.has(fault)).map(nameIn));
  const atKill = new Set(
    calls.filter(({ time }) => kills.some((kill) => kill - time > -50 && kill - time < 2000)).map(nameIn),
  );
  const doubledNames = [...copies].filter(([, times]) => times > 1).map(([name]) => name);
  await db.destroy();
  await telegram.stop();
  return {
    notifications,
    lost: names.filter(({ name, chat }) => !copies.has(name) && !blocked.has(chat)).length,
    doubled: doubledNames.length,
    doubledInVain: doubledNames.filter((name) => !atKill.has(name) && !lostAnswers.has(name)).length,
    mostCopies: Math.max(...copies.values()),
    violations: countViolations(calls),
    outOfOrder: countOutOfOrder(delivered, (call) => Number(nameIn(call).slice(3)), trial.people),
    shareOfPace: shareOfPace(calls, shifts, trial.perSecond),
    seconds,
    kills: kills.length,
    faults: countFaults(calls),
  };
}

/** Starts a worker as its image does. */
export function startWorkerProcess(
  { url, perSecond }: Pick<Trial, 'url' | 'perSecond'>,
  apiRoot: string,
): ChildProcess {
  return spawn(process.execPath, [path.join(import.meta.dirname, '../main.ts'), 'worker'], {
    env: {
      NODE_ENV: 'test',
      DATABASE_URL: url,
      TELEGRAM_BOT_TOKEN: testBotToken,
      TELEGRAM_BOT_USERNAME: 'wishlins_bot',
      TELEGRAM_API_ROOT: apiRoot,
      TELEGRAM_MESSAGES_PER_SECOND: String(perSecond),
      METRICS_PORT: '0',
      LOG_LEVEL: 'fatal',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function countDue(db: ReturnType<typeof connect>): Promise<number> {
  const { rows } = await sql<{ due: number }>`
    select count(distinct user_id) as due from deliveries
    where state = 'waiting' and due_at <= now() and attempted_at is null`.execute(db);
  return rows[0]?.due ?? 0;
}

/** Until when Telegram wants silence: of its refusals, those that name seconds. */
function* restsOf(calls: readonly SimulatedCall[]): Iterable<{ chatId: number; from: number; until: number }> {
  for (const { payload, time, status, description } of calls) {
    const seconds = status === 429 ? Number(/\d+/.exec(description ?? '')?.[0]) : 0;
    if (seconds > 0) yield { chatId: payload.chat_id, from: time, until: time + seconds * 1000 };
  }
}

/** Calls to a chat that came while Telegram wanted silence of it. */
function countViolations(calls: readonly SimulatedCall[]): number {
  const rests = [...restsOf(calls)];
  return calls.filter(({ payload, time }) =>
    rests.some(({ chatId, from, until }) => chatId === payload.chat_id && time > from && time < until),
  ).length;
}

/** Messages that a person got for the first time after a later one. */
function countOutOfOrder(
  delivered: readonly SimulatedCall[],
  placeOf: (call: SimulatedCall) => number,
  people: number,
): number {
  const [latest, seen] = [new Map<number, number>(), new Set<number>()];
  let wrong = 0;
  for (const call of delivered.toSorted((one, other) => one.time - other.time)) {
    const place = placeOf(call);
    if (seen.has(place)) continue;
    seen.add(place);
    if (place < (latest.get(place % people) ?? -1)) wrong += 1;
    latest.set(place % people, place);
  }
  return wrong;
}

function countFaults(calls: readonly SimulatedCall[]): Record<string, number> {
  const faults: Record<string, number> = {};
  for (const { fault, status, done } of calls) {
    if (!fault && status === 200) continue;
    const what = `${fault ?? status}${done ? ', delivered' : ''}`;
    faults[what] = (faults[what] ?? 0) + 1;
  }
  return faults;
}

function shareOfPace(calls: readonly SimulatedCall[], shifts: readonly [number, number][], perSecond: number): number {
  const rests = [...restsOf(calls)];
  let [sent, allowed] = [0, 0];
  for (const [begin, end] of shifts) {
    sent += calls.filter(({ time }) => time >= begin && time < end).length;
    // In steps of 10 ms, those outside of every rest.
    for (let at = begin; at < end; at += 10) {
      if (!rests.some(({ from, until }) => at >= from && at < until)) allowed += 10;
    }
  }
  return sent / ((allowed / 1000) * perSecond);
}

/** Numbers from 0 to 1 that look random and are the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
