import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { inTransaction, type Database } from '../database/connect.ts';
import { refuse } from '../errors.ts';
import { ago } from '../retention.ts';
import type { Viewer } from './auth.ts';

/**
 * Executes a request once per `Idempotency-Key`: the answer is written in the transaction of the work, and a repetition
 * with the same body is answered from it. A repetition that overtakes waits for the first to end. Keys live a day.
 */
export async function executeOnce<Result>(
  db: Database,
  viewer: Viewer,
  key: string,
  request: FastifyRequest,
  run: (db: Database) => Promise<Result>,
): Promise<Result> {
  const hash = createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body)}`)
    .digest();
  return inTransaction(db, async (trx) => {
    await sql`
      delete from idempotency_keys where user_id = ${viewer.id} and created_at < ${ago('idempotencyKey')}`.execute(trx);
    const claimed = await sql`
      insert into idempotency_keys (user_id, key, request_hash, reply)
      values (${viewer.id}, ${key}, ${hash}, 'null')
      on conflict do nothing
      returning key`.execute(trx);
    if (claimed.rows.length === 0) return earlierReply<Result>(trx, viewer, key, hash);
    const result = await run(trx);
    await trx
      .updateTable('idempotency_keys')
      .set({ reply: JSON.stringify(result ?? null) })
      .where('user_id', '=', viewer.id)
      .where('key', '=', key)
      .execute();
    return result;
  });
}

async function earlierReply<Result>(db: Database, viewer: Viewer, key: string, hash: Buffer): Promise<Result> {
  const earlier = await db
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'reply'])
    .where('user_id', '=', viewer.id)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  if (!earlier.request_hash.equals(hash)) refuse('idempotency_key_reused');
  return earlier.reply as Result;
}
