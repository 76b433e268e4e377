import type { Conversation } from '@wishlins/contract/bot';
import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { ago } from '../retention.ts';

/**
 * Takes an update for its sender.
 *
 * @returns whether there is something to do: not if this sender’s update of this number is done
 */
export async function takeUpdate(db: Database, updateId: string, userId: string): Promise<boolean> {
  const { rows } = await sql`
    insert into bot_updates (update_id, user_id) values (${updateId}, ${userId})
    on conflict (update_id) do update set user_id = excluded.user_id, received_at = now(), done_at = null
      where bot_updates.done_at is null or bot_updates.user_id <> excluded.user_id
    returning update_id`.execute(db);
  return rows.length > 0;
}

/** Marks an update as done and ends the sessions that were opened for it; nothing happens if it is unknown. */
export async function finishUpdate(db: Database, updateId: string): Promise<void> {
  await sql`
    with finished as (
      update bot_updates set done_at = now() where update_id = ${updateId} and done_at is null
    )
    delete from sessions where bot_update_id = ${updateId}`.execute(db);
}

/** Forgets this person’s updates that Telegram can no longer send again. */
export async function deleteOldUpdates(db: Database, userId: string): Promise<void> {
  await sql`delete from bot_updates where user_id = ${userId} and received_at < ${ago('botUpdate')}`.execute(db);
}

/** Where the conversation with this person stands. */
export async function findConversation(db: Database, userId: string): Promise<Conversation | undefined> {
  const { rows } = await sql<Conversation>`
    select expects, wishlist_id as "wishlistId" from bot_conversations where user_id = ${userId}`.execute(db);
  return rows[0];
}

/** Notes where it stands now. */
export async function saveConversation(db: Database, userId: string, now: Conversation): Promise<void> {
  await sql`
    insert into bot_conversations (user_id, expects, wishlist_id) values (${userId}, ${now.expects}, ${now.wishlistId})
    on conflict (user_id) do update set expects = excluded.expects, wishlist_id = excluded.wishlist_id`.execute(db);
}
