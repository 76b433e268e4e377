import { setTimeout as sleep } from 'node:timers/promises';
import { Api, type Bot } from 'grammy';
import type { Update } from 'grammy/types';
import type { Logger } from 'pino';
import { wantedUpdates } from '../bot.ts';
import type { Turn } from '../turn.ts';
import type { Carrier } from './carrier.ts';

/** Seconds for which Telegram holds a question that nothing answers yet. */
const longPoll = 30;
const shortestPause = 50;
const longestPause = 1000;

/**
 * Asks Telegram for updates until `until`. The offset, by which Telegram forgets, never passes an update that is not
 * carried out: whatever ends this process, the next one is given it again. A chat that waits keeps no other from going on.
 */
export async function poll(
  parts: { bot: Bot<Turn>; carrier: Carrier; log: Logger; apiRoot: string },
  until: AbortSignal,
): Promise<void> {
  const { bot, carrier, log, apiRoot } = parts;
  // Without the bot’s own patience: what fails here is asked anew.
  const telegram = new Api(bot.token, { apiRoot, timeoutSeconds: longPoll + 10 });
  await insist(() => telegram.deleteWebhook(), log, until);

  // grammY names the type of a polyfill, which Node’s own signal fits.
  const signal = until as Parameters<Api['getUpdates']>[1];
  const underWay = new Set<number>();
  const done = new Set<number>();
  let offset = 0;
  let changed = Promise.withResolvers<void>();
  let pause = shortestPause;

  async function take(update: Update): Promise<void> {
    underWay.add(update.update_id);
    if (await carrier.carryOut(update, until)) done.add(update.update_id);
    underWay.delete(update.update_id);
    changed.resolve();
  }

  while (!until.aborted) {
    const timeout = underWay.size > 0 ? 0 : longPoll;
    const updates = await insist(
      () => telegram.getUpdates({ offset, timeout, limit: 100, allowed_updates: wantedUpdates }, signal),
      log,
      until,
    );
    const fresh = (updates ?? []).filter(({ update_id: id }) => !underWay.has(id) && !done.has(id));
    for (const update of fresh) void take(update);
    const unfinished = (updates ?? []).filter(({ update_id: id }) => !done.has(id));
    const last = updates?.at(-1)?.update_id;
    if (unfinished[0]) offset = unfinished[0].update_id;
    else if (last !== undefined) offset = last + 1;
    for (const id of done) if (id < offset) done.delete(id);

    pause = fresh.length > 0 ? shortestPause : Math.min(pause * 2, longestPause);
    if (underWay.size === 0) continue;
    await Promise.race([changed.promise, sleep(pause, undefined, { signal: until }).catch(() => {})]);
    changed = Promise.withResolvers<void>();
  }
  // What was carried out to the end is not given to the next process again.
  if (offset > 0) await telegram.getUpdates({ offset, timeout: 0, limit: 1 }).catch(() => {});
}

/** Asks until Telegram answers, with growing pauses; nothing when `until` comes first. */
export async function insist<Answer>(
  ask: () => Promise<Answer>,
  log: Logger,
  until: AbortSignal,
): Promise<Answer | undefined> {
  for (let pause = 500; !until.aborted; pause = Math.min(pause * 2, 30_000)) {
    try {
      return await ask();
    } catch (error) {
      if (!until.aborted) log.warn({ err: error }, 'Telegram does not answer');
    }
    await sleep(pause, undefined, { signal: until }).catch(() => {});
  }
  return undefined;
}
