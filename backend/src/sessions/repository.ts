import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { statement } from '../database/statement.ts';
import { ago } from '../retention.ts';

/** Stores a session; only the hash of its token is ever kept. */
export async function insertSession(
  db: Database,
  session: { tokenHash: Buffer; userId: string; botUpdateId?: string },
): Promise<void> {
  const { tokenHash, userId, botUpdateId = null } = session;
  await sql`
    insert into sessions (token_hash, user_id, bot_update_id) values (${tokenHash}, ${userId}, ${botUpdateId})
  `.execute(db);
}

const liveSession = statement<[tokenHash: Buffer], { userId: string; stale: boolean }>(
  (tokenHash) => sql`
    select user_id as "userId", used_at < now() - interval '10 minutes' as stale
    from sessions join users on users.id = sessions.user_id
    where token_hash = ${tokenHash}
      and used_at > now() - interval '12 hours'
      and sessions.created_at > ${ago('session')}
      and sessions.created_at >= users.not_before
      and coalesce(users.leaves_at > now(), true)`,
);

/** A session that is still good: used within 12 hours, made within 7 days and not before its person’s `not_before`, who has not left. */
export async function findLiveSession(
  db: Database,
  tokenHash: Buffer,
): Promise<{ userId: string; stale: boolean } | undefined> {
  const [session] = await liveSession(db, tokenHash);
  return session;
}

/** Moves the sliding end of a session. */
export async function touchSession(db: Database, tokenHash: Buffer): Promise<void> {
  await sql`update sessions set used_at = now() where token_hash = ${tokenHash}`.execute(db);
}

/** Ends one session. */
export async function deleteSession(db: Database, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('sessions').where('token_hash', '=', tokenHash).execute();
}

/** Forgets this person’s sessions that are over. */
export async function deleteDeadSessions(db: Database, userId: string): Promise<void> {
  await sql`
    delete from sessions
    where user_id = ${userId} and (used_at <= now() - interval '12 hours' or created_at <= ${ago('session')})
  `.execute(db);
}
