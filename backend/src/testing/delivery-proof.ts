import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { connect } from '../database/connect.ts';
import { testBotToken } from './init-data.ts';
import { fates, startTestTelegram, type Fate, type TelegramCall } from './telegram.ts';

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

/** How often Telegram misbehaves, of 1 000 calls. */
const misbehaviour: [name: string, perMille: number, fate: Fate][] = [
  ['500', 8, fates.serverError],
  ['502 in HTML', 5, fates.gateway],
  ['retry after 1 s', 2, fates.flood(1)],
  ['cut off, delivered', 3, fates.reset],
  ['cut off, not delivered', 3, fates.lostOnTheWay],
  ['malformed, delivered', 3, fates.malformed],
  ['no answer, delivered', 1, fates.timeout],
];
/** Of these a message meets one at most: after two lost outcomes it is given up. */
const outcomeIsLost = new Set(misbehaviour.slice(3).map(([name]) => name));

/**
 * Tells many people much, with workers as processes that are killed while they send, against a Telegram that misbehaves
 * in every way, and counts what came of it.
 */
export async function proveDelivery(trial: Trial): Promise<Findings> {
  const db = connect({ url: trial.url, pool: 2, prepare: false });
  const telegram = await startTestTelegram();
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

  const nameIn = ({ text }: TelegramCall) => /Fan\d+/.exec(text)?.[0] ?? text;
  const faults: Record<string, number> = {};
  const [lostAnswers, refusedUntil, rests] = [new Set<string>(), new Map<number, number>(), [] as [number, number][]];
  let violations = 0;
  const random = createRandom(20_261_124);
  const blocked = new Set(
    Array.from({ length: Math.ceil(trial.people / 200) }, () => 1 + Math.floor(random() * trial.people)),
  );
  const moved = new Set(
    Array.from({ length: Math.ceil(trial.people / 200) }, () => 1 + Math.floor(random() * trial.people)),
  );
  const count = (name: string) => (faults[name] = (faults[name] ?? 0) + 1);
  telegram.decide = (call) => {
    const name = nameIn(call);
    if (call.at < (refusedUntil.get(call.chatId) ?? 0)) violations += 1;
    if (blocked.has(call.chatId)) return (count('403'), fates.blocked);
    if (moved.has(call.chatId)) return (count('moved'), fates.moved(-1_000_000 - call.chatId));
    let place = random() * 1000;
    for (const [what, perMille, fate] of misbehaviour) {
      place -= perMille;
      if (place >= 0) continue;
      if (outcomeIsLost.has(what)) {
        if (lostAnswers.has(name)) break;
        lostAnswers.add(name);
      }
      count(what);
      if (what.startsWith('retry')) {
        refusedUntil.set(call.chatId, call.at + 1000);
        rests.push([call.at, call.at + 1000]);
      }
      return fate;
    }
    return fates.ok;
  };

  const started = performance.now();
  const [shifts, kills] = [[] as [number, number][], [] as number[]];
  const isDone = async () => {
    const { rows } = await sql<{ done: boolean }>`
      select not exists (select from deliveries where state = 'waiting') as done`.execute(db);
    return rows[0]?.done ?? false;
  };
  for (;;) {
    const before = telegram.calls.length;
    const worker = startWorkerProcess(trial, telegram.apiRoot);
    while (telegram.calls.length === before && !(await isDone())) await sleep(20);
    const from = telegram.calls[before]?.at ?? performance.now();
    if (kills.length < trial.kills) {
      await sleep(trial.killAfter * (0.5 + random()));
      kills.push(performance.now());
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      shifts.push([from, kills.at(-1) ?? from]);
      continue;
    }
    // The last worker sends all that is due, and later what had to wait; that tail says nothing of the pace.
    const isDue = async () => (await countDue(db)) > trial.people / 20;
    while (await isDue()) await sleep(100);
    shifts.push([from, performance.now()]);
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

  const copies = new Map<string, number>();
  for (const call of telegram.delivered) copies.set(nameIn(call), (copies.get(nameIn(call)) ?? 0) + 1);
  const chatOf = (place: number) => 1 + (place % trial.people);
  const names = Array.from({ length: notifications }, (_, place) => ({ name: `Fan${place}`, chat: chatOf(place) }));
  const atKill = new Set(
    telegram.calls.filter(({ at }) => kills.some((kill) => kill - at > -50 && kill - at < 2000)).map(nameIn),
  );
  const doubledNames = [...copies].filter(([, times]) => times > 1).map(([name]) => name);
  await db.destroy();
  await telegram.close();
  return {
    notifications,
    lost: names.filter(({ name, chat }) => !copies.has(name) && !blocked.has(chat)).length,
    doubled: doubledNames.length,
    doubledInVain: doubledNames.filter((name) => !atKill.has(name) && !lostAnswers.has(name)).length,
    mostCopies: Math.max(...copies.values()),
    violations,
    outOfOrder: countOutOfOrder(telegram.delivered, nameIn),
    shareOfPace: shareOfPace(telegram.calls, shifts, rests, trial.perSecond),
    seconds,
    kills: kills.length,
    faults,
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

/** Messages that a chat got for the first time after a later one. */
function countOutOfOrder(delivered: readonly TelegramCall[], nameIn: (call: TelegramCall) => string): number {
  const [latest, seen] = [new Map<number, number>(), new Set<string>()];
  let wrong = 0;
  for (const call of delivered) {
    const name = nameIn(call);
    if (seen.has(name)) continue;
    seen.add(name);
    const place = Number(name.slice(3));
    if (place < (latest.get(call.chatId) ?? -1)) wrong += 1;
    latest.set(call.chatId, place);
  }
  return wrong;
}

function shareOfPace(
  calls: readonly TelegramCall[],
  shifts: readonly [number, number][],
  rests: readonly [number, number][],
  perSecond: number,
): number {
  let [sent, allowed] = [0, 0];
  for (const [from, to] of shifts) {
    sent += calls.filter(({ at }) => at >= from && at < to).length;
    // In steps of 10 ms, those outside of every rest.
    for (let at = from; at < to; at += 10) if (!rests.some(([begin, end]) => at >= begin && at < end)) allowed += 10;
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
