import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../database/connect.ts';
import { patience, type Deliver, type Message, type Outcome } from '../telegram/delivery.ts';
import {
  beginAttempt,
  findDueLetters,
  giveUpOnOutcomes,
  recordAway,
  recordDropped,
  recordFailure,
  recordFlood,
  recordLost,
  recordMove,
  recordSent,
  type Letter,
} from './delivery-repository.ts';
import { writeMessage } from './message.ts';
import { setReachable } from './repository.ts';

/** What became of a message: an outcome of sending it, or that it was not to be sent, or could not be written. */
export type Fate = Outcome['outcome'] | 'dropped' | 'unspeakable';

interface Settings {
  db: Database;
  deliver: Deliver;
  /** The origin of the app. */
  publicUrl: string;
  log: Logger;
  /** The most messages a second to all people together. */
  perSecond: number;
  /** Called whenever it looks for letters or stands by, and with what became of each message. */
  onTurn?: () => void;
  onFate?: (fate: Fate) => void;
}

/** Seconds after which nobody can still be waiting for the answer to an attempt. */
const outcomeIsLost = patience + 5;
/** The most seconds that all chats rest for what may have been one chat’s fault. */
const restOfAll = 60;
/** Seconds after which Telegram is tried again when it cannot be reached. */
const restWhenAway = 10;
const mostAtOnce = 100;
const lockOfCourier = sql.lit(748_367_001);

/**
 * Sends what people are to be told, until it is stopped: in the order of each chat, at Telegram’s pace. Of several
 * couriers, in whatever processes, one works and the others stand by; when it dies another goes on at once.
 */
export function startCourier(settings: Settings): { stop: () => Promise<void> } {
  const { db, log } = settings;
  const end = new AbortController();
  async function live(): Promise<void> {
    while (!end.signal.aborted) {
      settings.onTurn?.();
      try {
        await db.transaction().execute(async (trx) => {
          // Held by an open transaction and not by the session, which a pool of connections in between would share.
          const { rows } = await sql<{ mine: boolean }>`
            select pg_try_advisory_xact_lock(${lockOfCourier}) as mine`.execute(trx);
          if (rows[0]?.mine) await work(settings, () => sql`select`.execute(trx), end.signal);
        });
      } catch (error) {
        log.error({ err: error }, 'the courier was interrupted');
      }
      await rest(1000, end.signal);
    }
  }
  const life = live();
  return {
    async stop() {
      end.abort();
      await life;
    },
  };
}

/**
 * One courier’s work.
 *
 * @param stillMine throws when the lock is lost
 */
async function work(settings: Settings, stillMine: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { db, perSecond, log } = settings;
  const pace = createPace(perSecond);
  const flood = createFlood();
  const onTheWay = new Set<Promise<void>>();
  try {
    while (!signal.aborted) {
      settings.onTurn?.();
      await stillMine();
      await giveUpOnOutcomes(db, outcomeIsLost);
      const letters = await findDueLetters(db, Math.max(perSecond, 1));
      for (const letter of letters) {
        if (signal.aborted || flood.begun()) break;
        const message = wordsOf(letter, settings);
        if (message === 'unspeakable') {
          settings.onFate?.('unspeakable');
          if (await beginAttempt(db, letter)) await recordFailure(db, letter);
          continue;
        }
        if (!message) {
          settings.onFate?.('dropped');
          await recordDropped(db, letter);
          continue;
        }
        const turn = performance.now();
        if (!(await beginAttempt(db, letter))) continue;
        await pace.next();
        if (onTheWay.size >= mostAtOnce) await Promise.race(onTheWay);
        const sending = send(settings, letter, message, flood, turn)
          .catch((error: unknown) =>
            log.error(
              { err: error, kind: letter.kind, requestId: letter.requestId },
              'the outcome of a message is lost',
            ),
          )
          .finally(() => onTheWay.delete(sending));
        onTheWay.add(sending);
      }
      if (letters.length === 0 || flood.begun()) await rest(250, signal);
    }
  } finally {
    await Promise.all(onTheWay);
  }
}

/** The words of a letter; `undefined` when it is not to be sent. One for which there are none must not keep all others waiting. */
function wordsOf(letter: Letter, { publicUrl, log }: Settings): Message | 'unspeakable' | undefined {
  if (!letter.wanted) return undefined;
  try {
    return writeMessage(letter, { ...letter, publicUrl }, new Date());
  } catch (error) {
    log.error({ err: error, kind: letter.kind, requestId: letter.requestId }, 'a message could not be written');
    return 'unspeakable';
  }
}

async function send(
  { db, deliver, log, onFate }: Settings,
  letter: Letter,
  message: Message,
  flood: Flood,
  turn: number,
): Promise<void> {
  // Telegram may have told somebody else to wait in the meantime.
  if (flood.begunSince(turn)) return recordFlood(db, letter, 0, 0);
  const result = await deliver(letter.chatId, message);
  onFate?.(result.outcome);
  const { kind, requestId } = letter;
  if (result.outcome === 'sent') {
    flood.ends(letter.userId);
    log.info({ kind, requestId }, 'message sent');
  } else log.warn({ kind, requestId, ...result, chatId: undefined }, 'message not sent');
  return record(db, letter, result, flood);
}

async function record(db: Database, letter: Letter, result: Outcome, flood: Flood): Promise<void> {
  switch (result.outcome) {
    case 'sent':
      return recordSent(db, letter);
    case 'later':
      return recordFailure(db, letter);
    case 'away':
      return recordAway(db, letter, restWhenAway);
    case 'unknown':
      return recordLost(db, letter);
    case 'unreachable':
      return setReachable(db, letter.userId, false);
    case 'moved':
      return recordMove(db, letter, result.chatId);
    case 'flood':
      return flood.begins(letter.userId, result.seconds, (everybody) =>
        recordFlood(db, letter, result.seconds, everybody),
      );
    case 'closed':
      // The token is wrong or revoked: an operator has to act, and no message is at fault.
      return flood.begins(letter.userId, restOfAll, (everybody) => recordFlood(db, letter, restOfAll, everybody));
  }
}

interface Pace {
  next: () => Promise<void>;
}

/** Lets one pass after the other, so many a second; of what is late at most four slots are made up for. */
function createPace(perSecond: number): Pace {
  const interval = 1000 / perSecond;
  let slot = performance.now();
  return {
    async next() {
      const now = performance.now();
      slot = Math.max(slot + interval, now - 4 * interval);
      if (slot > now) await setTimeout(slot - now);
    },
  };
}

interface Flood {
  /** A chat is to rest for `seconds`: `write` is told for how many all others are to rest with it. */
  begins: (userId: string, seconds: number, write: (everybody: number) => Promise<void>) => Promise<void>;
  /** A message to this person went through. */
  ends: (userId: string) => void;
  /** Whether a flood has begun that is not written yet; what is written keeps letters from being due. */
  begun: () => boolean;
  /** Whether one has begun since this moment of `performance.now()`, written or not: for letters that were due before. */
  begunSince: (turn: number) => boolean;
}

/**
 * Telegram does not say whose limit was exceeded, the chat’s or ours. So everybody rests with the chat, for a minute at
 * most; if another chat is refused then, with none let through in between, the limit is ours and all rest to its end.
 */
function createFlood(): Flood {
  let refused: { userId: string; until: number } | undefined;
  let unwritten = 0;
  let last = -Infinity;
  return {
    async begins(userId, seconds, write) {
      const now = performance.now();
      last = now;
      const isOurs = refused !== undefined && refused.userId !== userId && refused.until > now;
      refused = { userId, until: now + seconds * 1000 };
      unwritten += 1;
      await write(isOurs ? seconds : Math.min(seconds, restOfAll)).finally(() => (unwritten -= 1));
    },
    ends(userId) {
      if (refused?.userId !== userId) refused = undefined;
    },
    begun: () => unwritten > 0,
    begunSince: (turn) => unwritten > 0 || last > turn,
  };
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => {});
}
