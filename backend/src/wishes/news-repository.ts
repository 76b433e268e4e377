import type { Facts } from '@wishlins/contract/notifications';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../database/connect.ts';
import { telling } from '../notifications/outbox.ts';
import { canOpenWishlist } from '../wishlists/access.ts';

const theirWishes = sql`reservations as held join wishes on wishes.id = held.wish_id
  join wishlists on wishlists.id = wishes.wishlist_id`;
const holderMayOpen = canOpenWishlist(sql<string>`held.holder_id`, 'id');

/** Tells who held a wish at the moment `at`, and may open its list, of a change. */
export async function tellOfChange(
  db: Database,
  wishId: string,
  version: number,
  at: string,
  facts: Pick<Facts, 'before' | 'after'>,
): Promise<void> {
  await tell(
    db,
    sql`
      select held.holder_id as user_id, 'wish_changed' as kind, 'changed ' || wishes.id || ' ' || ${version} as key,
        wishlists.owner_id as actor_id, wishlists.id as wishlist_id, wishes.id as wish_id,
        ${facts.before?.title ?? null} as wish_title, ${JSON.stringify(facts)}::jsonb as facts
      from ${theirWishes}
      where held.wish_id = ${wishId} and held.created_at < ${at} and wishes.deleted_at is null and ${holderMayOpen}`,
  );
}

/** Tells the holders of wishes that are gone, or went with their list; by what they reserved, whether or not they may open it. */
export async function tellOfRemoval(
  db: Database,
  which: { wishIds: readonly string[] } | { wishlistId: string },
): Promise<void> {
  const chosen =
    'wishIds' in which
      ? sql`held.wish_id = any(${which.wishIds}::uuid[]) and wishes.deleted_at is not null`
      : sql`wishlists.id = ${which.wishlistId} and wishes.deleted_at is null and wishlists.deleted_at is not null`;
  await tell(
    db,
    sql`
      select held.holder_id as user_id, 'wish_removed' as kind,
        'removed ' || wishes.id || ' ' || coalesce(wishes.deleted_at, wishlists.deleted_at) as key,
        wishlists.owner_id as actor_id, wishlists.id as wishlist_id, wishes.id as wish_id,
        held.snapshot_title as wish_title, null::jsonb as facts
      from ${theirWishes} where ${chosen}`,
  );
}

/**
 * Tells the holders of a list’s wishes that these are gone for good, with whoever wished for them, unless they were told so
 * when the wish was removed; by what they reserved. What holders were told of it stays with them, and names nobody and
 * nothing that is gone.
 */
export async function tellOfFarewell(db: Database, wishlistId: string): Promise<void> {
  await tell(
    db,
    sql`
      select held.holder_id as user_id, 'wish_removed' as kind, 'farewell ' || wishes.id as key,
        wishlists.owner_id as actor_id, wishlists.id as wishlist_id, wishes.id as wish_id,
        held.snapshot_title as wish_title, null::jsonb as facts
      from ${theirWishes}
      where wishlists.id = ${wishlistId} and not (
        coalesce(wishes.deleted_at, wishlists.deleted_at) is not null
        and exists (select from notifications as told
          where (told.user_id, told.kind, told.wish_id) = (held.holder_id, 'wish_removed', wishes.id)))`,
  );
  await sql`
    update notifications set actor_id = null, wishlist_id = null, wish_id = null, key = 'farewell ' || gen_random_uuid()
    where kind = 'wish_removed' and (wishlist_id = ${wishlistId}
      or wish_id in (select id from wishes where wishlist_id = ${wishlistId}))`.execute(db);
}

/** Tells the holders of wishes that their owner has them by now. */
export async function tellOfReceipt(db: Database, wishIds: readonly string[]): Promise<void> {
  await tell(
    db,
    sql`
      select held.holder_id as user_id, 'wish_received' as kind,
        'received ' || wishes.id || ' ' || wishes.received_at as key, wishlists.owner_id as actor_id,
        wishlists.id as wishlist_id, wishes.id as wish_id, wishes.title as wish_title, null::jsonb as facts
      from ${theirWishes}
      where held.wish_id = any(${wishIds}::uuid[]) and wishes.received_at is not null and wishes.deleted_at is null
        and ${holderMayOpen}`,
  );
}

/** Tells the holders of a wish of which more is reserved than wished for. */
export async function tellOfSurplus(db: Database, wishId: string, version: number): Promise<void> {
  await tell(
    db,
    sql`
      select held.holder_id as user_id, 'wish_oversubscribed' as kind,
        'oversubscribed ' || wishes.id || ' ' || ${version} as key, wishlists.owner_id as actor_id,
        wishlists.id as wishlist_id, wishes.id as wish_id, wishes.title as wish_title,
        jsonb_build_object('quantity', wish_stock.quantity) as facts
      from ${theirWishes} join wish_stock on wish_stock.wish_id = wishes.id
      where held.wish_id = ${wishId} and wish_stock.reserved > wish_stock.quantity and wishes.deleted_at is null
        and ${holderMayOpen}`,
  );
}

async function tell(db: Database, causes: RawBuilder<unknown>): Promise<void> {
  await sql`with ${telling(causes)} select`.execute(db);
}

/** Tells those who wait for a wish that it is free, if it is, and lets them wait no longer. */
export async function tellWhoWaits(db: Database, wishId: string): Promise<void> {
  await sql`
    with ${telling(sql`
      select waiting.user_id, 'wish_free' as kind, 'free ' || wishes.id || ' ' || waiting.created_at as key,
        wishlists.owner_id as actor_id, wishlists.id as wishlist_id, wishes.id as wish_id, wishes.title as wish_title,
        null::jsonb as facts
      from waiting join wishes on wishes.id = waiting.wish_id join wish_stock on wish_stock.wish_id = wishes.id
        join wishlists on wishlists.id = wishes.wishlist_id
      where waiting.wish_id = ${wishId} and wishes.deleted_at is null and wishes.received_at is null
        and (wish_stock.quantity is null or wish_stock.reserved < wish_stock.quantity)
        and ${canOpenWishlist(sql<string>`waiting.user_id`, 'id')}`)}
    delete from waiting using told where waiting.wish_id = told.wish_id and waiting.user_id = told.user_id`.execute(db);
}
