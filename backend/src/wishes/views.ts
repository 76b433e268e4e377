import { sql, type RawBuilder } from 'kysely';
import type { Value } from '../database/statement.ts';
import { blockBetween } from '../users/views.ts';
import { instant } from '../wishlists/views.ts';

/** What a wish costs, where that is known. */
export const price = sql`case when wishes.price_amount is not null then json_build_object(
  'amount', wishes.price_amount, 'currency', wishes.price_currency) end as price`;

/** What everybody sees of a wish; of `wish_stock` the quantity and nothing that counts reservations. */
export const contentColumns = sql`wishes.id, wishes.title, wishes.note, wishes.url, wishes.pictures, ${price}, wishes.priority,
  wish_stock.quantity, ${instant('wishes.received_at')} as "receivedAt", ${instant('wishes.created_at')} as "createdAt"`;

/** A wish as its owner sees it. Reads no reservations: what is not selected cannot leak. */
export const asOwner = sql`${contentColumns}, wishes.wishlist_id as "wishlistId", wishes.version,
  ${instant('wishes.updated_at')} as "updatedAt",
  case when wishes.preview <> 'pending' and not 'pictures' = any(wishes.preview_fills) then wishes.preview
    when wishes.preview_at > now() - interval '1 minute' then 'pending'
    when wishes.preview = 'pending' then 'nothing' else wishes.preview end as preview`;

/** A wish as anybody sees it who has the link of its list. Reads no reservations either. */
export const asAnybody = sql`wishes.id, wishes.title, wishes.pictures -> 0 as picture, ${price}, wishes.priority,
  wish_stock.quantity, wishes.received_at is not null as received`;

/** A wish as the guest `viewerId` sees it. */
export function asGuest(viewerId: Value<string>): RawBuilder<unknown> {
  return sql`${contentColumns}, ${reservationState(viewerId)} as reservation`;
}

/** What the guest `viewerId` knows of the reservations of the wish; reads them only where there are any. */
export function reservationState(viewerId: Value<string>): RawBuilder<unknown> {
  return sql`json_build_object(
    'available', case when wish_stock.quantity is not null then greatest(wish_stock.quantity - wish_stock.reserved, 0) end,
    'mine', case when wish_stock.reserved > 0 then (
      select json_build_object('quantity', mine.quantity, 'stage', mine.stage, 'hideName', mine.hide_name)
      from reservations as mine where mine.wish_id = wishes.id and mine.holder_id = ${viewerId}) end,
    'others', case when wish_stock.reserved > 0 then ${otherHolders(viewerId)} else '[]' end,
    'waiting', exists (select from waiting where waiting.wish_id = wishes.id and waiting.user_id = ${viewerId}))`;
}

/** The other holders in the order they came; nameless where they hide their name or a block stands between. */
export function otherHolders(viewerId: Value<string>): RawBuilder<unknown> {
  return sql`(
    select coalesce(json_agg(json_build_object(
      'name', case when not other.hide_name and not ${blockBetween(sql`holder.id`, viewerId)} then holder.name end,
      'quantity', other.quantity) order by other.created_at, holder.id), '[]')
    from reservations as other join users as holder on holder.id = other.holder_id
    where other.wish_id = wishes.id and other.holder_id <> ${viewerId})`;
}
