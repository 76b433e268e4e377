import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';

/** Takes one of somebody’s lists, deleted ones as well, for deleting it for good. */
export async function lockSomeList(db: Database, ownerId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from wishlists where owner_id = ${ownerId} limit 1 for update`.execute(db);
  return rows[0]?.id;
}

/**
 * Forgets the jobs that name a list or its wishes, those that are done as well, which pg-boss keeps for a week with what
 * they were given.
 */
export async function deleteJobsOfList(db: Database, wishlistId: string): Promise<void> {
  await sql`
    with gone as (select array_agg(id::text) as ids from wishes where wishlist_id = ${wishlistId})
    delete from pgboss.job using gone
    where data ->> 'wishlistId' = ${wishlistId}::text or data ->> 'wishId' = any(gone.ids)
      or jsonb_typeof(data -> 'wishIds') = 'array' and data -> 'wishIds' ?| gone.ids`.execute(db);
}

/** Forgets what the pages of a list’s wishes say, and that they were read; whoever else wants the same has it read again. */
export async function deletePreviewsOfList(db: Database, wishlistId: string): Promise<void> {
  await sql`
    with gone as (
      select array_agg(url) as urls, array_agg(sha256(convert_to(url_key, 'UTF8'))) as keys
      from wishes where wishlist_id = ${wishlistId} and url is not null
    ), forgotten as (
      delete from link_previews using gone where key = any(gone.keys)
    )
    delete from pgboss.job using gone
    where name = 'link-preview' and state >= 'completed' and data ->> 'url' = any(gone.urls)`.execute(db);
}

/** Deletes a list for good, with its wishes and what anybody did with them. */
export async function deleteList(db: Database, wishlistId: string): Promise<void> {
  await db.deleteFrom('wishlists').where('id', '=', wishlistId).execute();
}
