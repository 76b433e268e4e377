import type { DownloadFormat } from '@wishlins/contract/downloads';
import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { ago } from '../retention.ts';

/** The wishes of which this person asked to be told when they are free again. */
export async function findHopedFor(db: Database, userId: string): Promise<{ wishId: string; since: string }[]> {
  return db
    .selectFrom('waiting')
    .select(['wish_id as wishId', 'created_at as since'])
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('wish_id')
    .execute();
}

/** Makes a file ready for who knows the token; the one that was ready before is so no longer. */
export async function upsertDownload(
  db: Database,
  download: { userId: string; format: DownloadFormat; tokenHash: Buffer },
): Promise<void> {
  const { userId, format, tokenHash } = download;
  await sql`
    insert into downloads (user_id, format, token_hash) values (${userId}, ${format}, ${tokenHash})
    on conflict (user_id, format) do update set token_hash = excluded.token_hash, times_left = default,
      created_at = default`.execute(db);
}

/** Takes a file that is ready once, and answers whose it is. */
export async function takeDownload(
  db: Database,
  format: DownloadFormat,
  tokenHash: Buffer,
): Promise<string | undefined> {
  const { rows } = await sql<{ userId: string }>`
    update downloads set times_left = times_left - 1
    where ${isReady(format, tokenHash)}
    returning user_id as "userId"`.execute(db);
  return rows[0]?.userId;
}

/** Whether a file is ready; that somebody looks takes nothing of it. */
export async function findDownload(db: Database, format: DownloadFormat, tokenHash: Buffer): Promise<boolean> {
  const { rows } = await sql`select from downloads where ${isReady(format, tokenHash)}`.execute(db);
  return rows.length > 0;
}

function isReady(format: DownloadFormat, tokenHash: Buffer) {
  return sql`token_hash = ${tokenHash} and format = ${format} and times_left > 0 and created_at > ${ago('download')}`;
}
