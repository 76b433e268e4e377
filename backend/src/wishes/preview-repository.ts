import { linkKey } from '@wishlins/contract/links';
import type { Picture } from '@wishlins/contract/wishes';
import { sql, type RawBuilder } from 'kysely';
import { causingRequest } from '../cause.ts';
import type { Database } from '../database/connect.ts';
import { enqueueing } from '../jobs/queue.ts';
import { pageOf } from '../previews/views.ts';

/** The column of a wish that its owner changes while its page is read: what they wrote themselves stays theirs. */
export function withoutFills(written: object): { preview_fills: RawBuilder<string[]> } {
  const fields = ['title', 'price', 'pictures'].filter((field) => field in written);
  return {
    preview_fills: sql`array(select field from unnest(preview_fills) as field where field <> all(${fields}::text[]))`,
  };
}

/**
 * Gives what a page says to the wishes that wait for it, in the fields that their owners have left to it. Nothing is
 * told: a wish that finds its name is the wish that it was, also to whoever has reserved it meanwhile. Its version stays,
 * so that what its owner is writing at the moment goes on top. Pictures are brought by a job of their own.
 */
export async function fillWishes(db: Database, url: string): Promise<void> {
  const isOpen = (field: string) => sql`${sql.lit(field)} = any(wishes.preview_fills)`;
  await sql`
    with filled as (
      update wishes set preview = page.status,
        title = case when ${isOpen('title')} then coalesce(page.title, wishes.title) else wishes.title end,
        price_amount = case when ${isOpen('price')} then coalesce(page.amount, price_amount) else price_amount end,
        price_currency = case when ${isOpen('price')} then coalesce(page.currency, price_currency) else price_currency end,
        preview_fills = array(select 'pictures' where ${isOpen('pictures')} and jsonb_array_length(page.pictures) > 0)
      from ${pageOf(url)} as page
      where md5(url_key) = md5(${linkKey(url)}) and url_key = ${linkKey(url)} and preview = 'pending'
      returning wishes.id, wishes.url, wishes.preview_fills, page.pictures, old.title as old_title,
        new.title as new_title, old.price_amount as old_amount, new.price_amount as new_amount,
        old.price_currency as old_currency, new.price_currency as new_currency
    ), ${enqueueing(
      'wish-pictures',
      sql`select jsonb_build_object('wishId', id, 'url', url, 'pictures', pictures) as job
        from filled where preview_fills <> '{}'`,
      causingRequest(),
    )}
    update reservations set
      snapshot_title = case when snapshot_title = old_title then new_title else snapshot_title end,
      snapshot_price_amount = case when ${isOldPrice} then new_amount else snapshot_price_amount end,
      snapshot_price_currency = case when ${isOldPrice} then new_currency else snapshot_price_currency end
    from filled
    where wish_id = filled.id and snapshot_url is not distinct from filled.url`.execute(db);
}

/** Condition: who reserved the wish saw the price that it had until now, and not one that its owner has changed since. */
const isOldPrice = sql`(snapshot_price_amount, snapshot_price_currency) is not distinct from (old_amount, old_currency)`;

/** Condition: the wish still leaves its pictures to the page of this link. */
const leavesPictures = (wishId: string, url: string) =>
  sql`wishes.id = ${wishId} and wishes.url = ${url} and preview <> 'pending' and 'pictures' = any(preview_fills)`;

/** Whose wish it is that leaves its pictures to the page of this link; `undefined` when it does not (any more). */
export async function findWhoLacksPictures(db: Database, wishId: string, url: string): Promise<string | undefined> {
  const { rows } = await sql<{ ownerId: string }>`
    select owner_id as "ownerId" from wishes join wishlists on wishlists.id = wishlist_id
    where ${leavesPictures(wishId, url)}`.execute(db);
  return rows[0]?.ownerId;
}

/** Gives a wish the pictures of its page, or none, if it leaves them to it still. As with {@link fillWishes}, nothing is told. */
export async function fillPictures(
  db: Database,
  wishId: string,
  url: string,
  pictures: readonly Picture[],
): Promise<void> {
  await sql`
    update wishes set pictures = ${JSON.stringify(pictures)}, preview_fills = array_remove(preview_fills, 'pictures')
    where ${leavesPictures(wishId, url)}`.execute(db);
}
