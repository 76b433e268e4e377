import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startWorkerProcess } from '../../backend/src/testing/delivery-proof.ts';
import { startTestTelegram } from '../../backend/src/testing/telegram.ts';
import { percentile, runOpenLoop } from './load.ts';
import { startApi } from './processes.ts';

const ROUNDS = 3;
const LOAD = { perSecond: 100, seconds: 8 };
/** Telegram’s own pace. */
const PACE = 25;

/**
 * What a worker that sends as fast as Telegram allows does to those who open a list of 20 wishes: milliseconds at the
 * 99th percentile without it and with it, by turns, the median of the rounds each.
 */
export async function measureNeighbour(url: string, folder: string): Promise<{ alone: number; beside: number }> {
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
  const telegram = await startTestTelegram();
  const request = {
    method: 'GET',
    path: `/api/v1/shared/${shareToken}`,
    headers: { authorization: `Bearer ${token}` },
  } as const;
  const measure = async () => percentile(await runOpenLoop(api.origin, [request], LOAD), 0.99);
  const [alone, beside]: [number[], number[]] = [[], []];
  try {
    await measure();
    for (let round = 0; round < ROUNDS; round += 1) {
      alone.push(await measure());
      await client.query(
        `with told as (
          insert into notifications (user_id, kind, key, actor_id)
          select users.id, 'new_follower', 'round ' || $1, fan.id
          from users, (select id from users order by telegram_id desc limit 1) as fan
          where users.reachable order by users.id limit $2 returning id, user_id)
        insert into deliveries (notification_id, user_id) select id, user_id from told`,
        [round, PACE * LOAD.seconds * 1.5],
      );
      const before = telegram.calls.length;
      const worker = startWorkerProcess({ url, perSecond: PACE }, telegram.apiRoot);
      while (telegram.calls.length === before) await sleep(50);
      beside.push(await measure());
      worker.kill('SIGTERM');
      await once(worker, 'exit');
    }
  } finally {
    await Promise.all([api.stop(), telegram.close(), client.end()]);
  }
  return { alone: percentile(alone, 0.5), beside: percentile(beside, 0.5) };
}
