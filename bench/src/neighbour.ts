import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startWorkerProcess } from '../../backend/src/testing/delivery-proof.ts';
import { startSimulator } from '../../backend/src/testing/simulator.ts';
import { percentile, runOpenLoop } from './load.ts';
import { startApi } from './processes.ts';

/** Telegram’s own pace. */
const PACE = 25;

export interface Neighbour {
  /** Milliseconds at the 99th percentile, the median of the windows. */
  alone: number;
  beside: number;
  /** How far a window with a worker is from the mean of its two neighbours without: the median. */
  change: number;
  /** How far a window without is from the mean of the nearest two without, either way: the median. What is less says nothing. */
  noise: number;
}

/**
 * What a worker that sends as fast as Telegram allows does to those who open a list of 20 wishes. Windows without it and with
 * it come by turns, so that what else the machine does meets both alike.
 */
export async function measureNeighbour(
  url: string,
  folder: string,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Neighbour> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const [token, shareToken] = [randomBytes(32).toString('base64url'), randomBytes(16).toString('base64url')];
  await client.query(
    `with owner as (select id from users order by telegram_id limit 1),
      guest as (select id from users order by telegram_id offset 1 limit 1),
      session as (insert into sessions (token_hash, user_id) select $1, id from guest),
      list as (insert into wishlists (owner_id, title, color, visibility, surprise, share_token, position)
        select id, 'Bench', 'rose', 'public', 'full', $2, 0 from owner returning id),
      wish as (insert into wishes (wishlist_id, title, priority, position)
        select id, 'Wish ' || place, 'normal', place from list, generate_series(1, 20) as place returning id)
    insert into wish_stock (wish_id, quantity) select id, 1 from wish`,
    [createHash('sha256').update(token).digest(), shareToken],
  );
  await client.query('vacuum analyze');
  const api = await startApi(url, join(folder, 'api.log'));
  const telegram = await startSimulator();
  const reachable = await client.query<{ id: number }>('select telegram_id as id from users where reachable');
  for (const { id } of reachable.rows) await telegram.allow(id);
  const request = {
    method: 'GET',
    path: `/api/v1/shared/${shareToken}`,
    headers: { authorization: `Bearer ${token}` },
  } as const;
  const measure = async () => percentile(await runOpenLoop(api.origin, [request], { perSecond: 100, seconds }), 0.99);
  const [alone, beside]: [number[], number[]] = [[], []];
  try {
    await measure();
    for (let round = 0; round < rounds; round += 1) {
      alone.push(await measure());
      await client.query(
        `with told as (
          insert into notifications (user_id, kind, key, actor_id)
          select users.id, 'new_follower', 'round ' || $1, fan.id
          from users, (select id from users order by telegram_id desc limit 1) as fan
          where users.reachable order by users.id limit $2 returning id, user_id)
        insert into deliveries (notification_id, user_id) select id, user_id from told`,
        [round, Math.ceil(PACE * seconds * 1.5)],
      );
      const before = (await telegram.calls()).length;
      const worker = startWorkerProcess({ url, perSecond: PACE }, telegram.apiRoot);
      while ((await telegram.calls()).length === before) await sleep(50);
      beside.push(await measure());
      worker.kill('SIGTERM');
      await once(worker, 'exit');
    }
    alone.push(await measure());
  } finally {
    await Promise.all([api.stop(), telegram.stop(), client.end()]);
  }
  const mean = (one = 0, other = one) => (one + other) / 2;
  const changes = beside.map((time, round) => time / mean(alone[round], alone[round + 1]) - 1);
  const noises = alone.map((time, place) =>
    Math.abs(time / mean(alone[place - 1] ?? alone[place + 1], alone[place + 1]) - 1),
  );
  return {
    alone: percentile(alone, 0.5),
    beside: percentile(beside, 0.5),
    change: percentile(changes, 0.5),
    noise: percentile(noises, 0.5),
  };
}
