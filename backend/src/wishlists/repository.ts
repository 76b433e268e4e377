import type { Person } from '@wishlins/contract/users';
import type { OwnWishlist, SharedCover } from '@wishlins/contract/wishlists';
import { sql, type Insertable, type RawBuilder, type Updateable } from 'kysely';
import type { Database } from '../database/connect.ts';
import { pageSize } from '../database/page.ts';
import type { Wishlists } from '../database/schema.ts';
import { personColumns, personJson } from '../users/views.ts';
import { ago } from '../retention.ts';
import { canOpenWishlist } from './access.ts';
import { coverColumns, instant, ownColumns, wishCount } from './views.ts';

/** The viewer’s own wishlists, active or archived, in their order. */
export async function findOwnWishlists(
  db: Database,
  ownerId: string,
  state: 'active' | 'archived',
): Promise<OwnWishlist[]> {
  const { rows } = await sql<OwnWishlist>`
    select ${ownColumns} from wishlists
    where owner_id = ${ownerId} and deleted_at is null and (archived_at is not null) = ${state === 'archived'}
    order by position, id desc`.execute(db);
  return rows;
}

/** One wishlist of the viewer’s own. */
export async function findOwnWishlist(db: Database, ownerId: string, id: string): Promise<OwnWishlist | undefined> {
  const { rows } = await sql<OwnWishlist>`
    select ${ownColumns} from wishlists
    where id = ${id} and owner_id = ${ownerId} and deleted_at is null`.execute(db);
  return rows[0];
}

/** Locks a person against another change of how many wishlists they have, and counts them. */
export async function countWishlistsForUpdate(db: Database, ownerId: string): Promise<number> {
  await sql`select from users where id = ${ownerId} for no key update`.execute(db);
  const { rows } = await sql<{ count: number }>`
    select count(*) from wishlists where owner_id = ${ownerId} and deleted_at is null`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Adds a wishlist before all others. */
export async function insertWishlist(db: Database, wishlist: Omit<Insertable<Wishlists>, 'position'>): Promise<string> {
  const { id } = await db
    .insertInto('wishlists')
    .values({
      ...wishlist,
      position: sql`(select coalesce(min(position), 0) - 1 from wishlists where owner_id = ${wishlist.owner_id})`,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Changes a wishlist that is still at `version`; answers whether it begins to show to others, which is news. */
export async function updateWishlist(
  db: Database,
  ownerId: string,
  id: string,
  version: number,
  changes: Updateable<Wishlists>,
): Promise<boolean | undefined> {
  const updated = await db
    .updateTable('wishlists')
    .set({
      ...changes,
      version: version + 1,
      updated_at: sql`now()`,
      shown_at: sql`case when visibility in ('private', 'link')
        and ${changes.visibility ?? 'private'} not in ('private', 'link') then now() else shown_at end`,
    })
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .where('deleted_at', 'is', null)
    .where('version', '=', version)
    .returning(sql<boolean>`shown_at = now()`.as('isNews'))
    .executeTakeFirst();
  return updated?.isNews;
}

/** Deletes a wishlist softly; `false` when the viewer has none of that id. */
export async function markWishlistDeleted(db: Database, ownerId: string, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('wishlists')
    .set({ deleted_at: sql`now()` })
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Brings back a wishlist that was not deleted too long ago, or finds it as it is. */
export async function unmarkWishlistDeleted(db: Database, ownerId: string, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('wishlists')
    .set({ deleted_at: null })
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .where((where) => where.or([where('deleted_at', 'is', null), sql<boolean>`deleted_at > ${ago('deleted')}`]))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Archives a wishlist, or takes it out. */
export async function setArchived(db: Database, ownerId: string, id: string, archived: boolean): Promise<void> {
  await db
    .updateTable('wishlists')
    .set({ archived_at: archived ? sql`coalesce(archived_at, now())` : null })
    .where('id', '=', id)
    .where('owner_id', '=', ownerId)
    .where('deleted_at', 'is', null)
    .execute();
}

/** Puts the named wishlists first, in this order. */
export async function orderWishlists(db: Database, ownerId: string, ids: readonly string[]): Promise<void> {
  await sql`
    update wishlists set position = placed.position
    from (
      select wishlists.id, row_number() over (order by place, wishlists.position, wishlists.id desc) as position
      from wishlists left join unnest(${ids}::uuid[]) with ordinality as given(id, place) using (id)
      where owner_id = ${ownerId} and deleted_at is null
    ) as placed
    where wishlists.id = placed.id and wishlists.position <> placed.position`.execute(db);
}

/** Replaces the share token and keeps the old one as retired; answers the new version. */
export async function replaceShareToken(
  db: Database,
  ownerId: string,
  id: string,
  shareToken: string,
): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    with before as (
      select id, share_token from wishlists
      where id = ${id} and owner_id = ${ownerId} and deleted_at is null for update
    ), retired as (
      insert into retired_share_tokens (share_token, wishlist_id) select share_token, id from before
    )
    update wishlists set share_token = ${shareToken}, version = version + 1, updated_at = now()
    from before where wishlists.id = before.id
    returning version`.execute(db);
  return rows[0]?.version;
}

/** The people selected for a wishlist. */
export async function findSelected(db: Database, wishlistId: string): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select ${personColumns} from wishlist_guests join users on users.id = user_id
    where wishlist_id = ${wishlistId} order by users.name, users.id`.execute(db);
  return rows;
}

/** Makes these people, and nobody else, the selected ones; answers how many of them can be. */
export async function replaceSelected(
  db: Database,
  wishlistId: string,
  ownerId: string,
  userIds: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with people as (
      select users.id from users
      where users.id = any(${userIds}::uuid[]) and users.id <> ${ownerId} and users.visitor_of is null
        and not exists (select from blocks
          where (blocker_id, blocked_id) in ((users.id, ${ownerId}), (${ownerId}, users.id)))
    ), gone as (
      delete from wishlist_guests where wishlist_id = ${wishlistId} and user_id <> all(${userIds}::uuid[])
    ), come as (
      insert into wishlist_guests (wishlist_id, user_id) select ${wishlistId}, id from people on conflict do nothing
    )
    select count(*) from people`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The wishlists of a person that the viewer may open from their profile: those by link are not shown there. */
export async function findWishlistsOf(db: Database, viewerId: string, ownerId: string): Promise<SharedCover[]> {
  const { rows } = await sql<SharedCover>`
    select ${coverColumns}, ${wishCount}, ${personJson('owner')} as owner
    from wishlists join users as owner on owner.id = wishlists.owner_id
    where wishlists.owner_id = ${ownerId} and wishlists.archived_at is null and wishlists.visibility <> 'link'
      and ${canOpenWishlist(viewerId, 'id')}
    order by wishlists.position, wishlists.id desc`.execute(db);
  return rows;
}

/** The wishlists of others that the viewer has opened and still may, latest first; one more than a page. */
export async function findOpenedWishlists(
  db: Database,
  viewerId: string,
  before?: { visitedAt: string; id: string },
): Promise<(SharedCover & { visitedAt: string })[]> {
  const { rows } = await sql<SharedCover & { visitedAt: string }>`
    select ${coverColumns}, ${wishCount}, ${personJson('owner')} as owner, ${instant('visit.visited_at')} as "visitedAt"
    from wishlist_visits as visit join wishlists on wishlists.id = visit.wishlist_id
      join users as owner on owner.id = wishlists.owner_id
    where visit.user_id = ${viewerId} and wishlists.owner_id <> ${viewerId} and ${canOpenWishlist(viewerId, 'id')}
      and ${before ? sql`(visit.visited_at, visit.wishlist_id) < (${before.visitedAt}::timestamptz, ${before.id}::uuid)` : sql`true`}
    order by visit.visited_at desc, visit.wishlist_id desc
    limit ${pageSize + 1}`.execute(db);
  return rows;
}

/** Remembers by which link the viewer came, at most once a day. */
export async function recordVisit(db: Database, viewerId: string, wishlistId: string, token: string): Promise<void> {
  await sql`
    insert into wishlist_visits (user_id, wishlist_id, share_token, visited_at)
    values (${viewerId}, ${wishlistId}, ${token}, date_trunc('milliseconds', now()))
    on conflict (user_id, wishlist_id) do update
      set share_token = excluded.share_token, visited_at = excluded.visited_at`.execute(db);
}

/** Why a share link shows nothing to the viewer: it is their own list, or the link was replaced. */
export async function explainLink(
  db: Database,
  viewerId: string | RawBuilder<string>,
  shareToken: string,
): Promise<{ ownWishlistId: string | null; retired: boolean }> {
  const { rows } = await sql<{ ownWishlistId: string | null; retired: boolean }>`
    select
      (select id from wishlists where share_token = ${shareToken} and owner_id = ${viewerId} and deleted_at is null)
        as "ownWishlistId",
      exists (select from retired_share_tokens as retired join wishlists on wishlists.id = retired.wishlist_id
        where retired.share_token = ${shareToken} and ${canOpenWishlist(viewerId, 'link')}) as retired`.execute(db);
  return rows[0] ?? { ownWishlistId: null, retired: false };
}
