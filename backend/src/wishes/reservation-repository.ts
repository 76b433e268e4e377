import type { MyReservation } from '@wishlins/contract/reservations';
import type { Person } from '@wishlins/contract/users';
import type { ReservationState, Stage } from '@wishlins/contract/wishes';
import { visitorLimits } from '@wishlins/contract/visitors';
import { sql, type RawBuilder } from 'kysely';
import { causingRequest } from '../cause.ts';
import type { Database } from '../database/connect.ts';
import { pageSize } from '../database/page.ts';
import { statement, type Value } from '../database/statement.ts';
import { enqueueing } from '../jobs/queue.ts';
import { personJson } from '../users/views.ts';
import { canOpenWishlist } from '../wishlists/access.ts';
import { revealOn } from '../wishlists/views.ts';
import { otherHolders, reservationState } from './views.ts';

interface Terms {
  quantity: number;
  stage: Stage;
  hideName: boolean;
}

const claim = statement<[viewerId: string, wishId: string, ...terms: [number, Stage, boolean]], ReservationState>(
  (viewerId, wishId, quantity, stage, hideName) => sql`
    with wish as (
      select wishes.id, wishes.title, wishes.price_amount, wishes.price_currency, wishes.url, wishlists.surprise,
        case when ${revealOn} is not null then greatest(${revealOn}, current_date + 3) end as reveal_on
      from wishes join wishlists on wishlists.id = wishes.wishlist_id
      where wishes.id = ${wishId} and wishes.deleted_at is null and wishes.received_at is null
        and wishlists.owner_id <> ${viewerId} and ${canOpenWishlist(viewerId, 'id')}
        and not exists (select from reservations where wish_id = ${wishId} and holder_id = ${viewerId})
        and not ${holdsEnough(viewerId)}
    ), stock as (
      update wish_stock set reserved = wish_stock.reserved + ${quantity}::int
      from wish
      where wish_stock.wish_id = wish.id
        and (wish_stock.quantity is null or wish_stock.reserved + ${quantity}::int <= wish_stock.quantity)
      returning wish_stock.wish_id, wish_stock.quantity - wish_stock.reserved as available
    ), claim as (
      insert into reservations (wish_id, holder_id, quantity, stage, hide_name, surprise, reveal_on, snapshot_title,
        snapshot_price_amount, snapshot_price_currency, snapshot_url)
      select wish.id, ${viewerId}, ${quantity}, ${stage}, ${hideName}, wish.surprise, wish.reveal_on, wish.title,
        wish.price_amount, wish.price_currency, wish.url
      from wish join stock on stock.wish_id = wish.id
      returning wish_id, json_build_object('quantity', quantity, 'stage', stage, 'hideName', hide_name) as mine
    ), no_longer_waiting as (
      delete from waiting using claim where waiting.wish_id = claim.wish_id and waiting.user_id = ${viewerId}
    )
    select stock.available, claim.mine, false as waiting, ${otherHolders(viewerId)} as others
    from claim join stock using (wish_id) join wishes on wishes.id = claim.wish_id`,
);

/** Condition: the viewer is a visitor, of whom nothing but a name is known, and holds as much as such may. */
function holdsEnough(viewerId: Value<string>): RawBuilder<boolean> {
  return sql<boolean>`exists (select from users as visitor where visitor.id = ${viewerId}
    and visitor.visitor_of is not null
    and (select count(*) from reservations where holder_id = ${viewerId}) >= ${sql.lit(visitorLimits.held)})`;
}

/** Whether the viewer is a visitor who may hold nothing more. */
export async function visitorHoldsEnough(db: Database, viewerId: string): Promise<boolean> {
  const { rows } = await sql<{ enough: boolean }>`select ${holdsEnough(viewerId)} as enough`.execute(db);
  return rows[0]?.enough ?? false;
}

/**
 * Makes a reservation if the viewer may open the list, does not own it, holds nothing of this wish yet, and enough is
 * free: one statement, in which the stock row decides between those who come at once. Two of the same holder collide on
 * the primary key (23505). Also on a list whose surprise is over it stays one for three days.
 */
export async function insertReservation(
  db: Database,
  viewerId: string,
  wishId: string,
  { quantity, stage, hideName }: Terms,
): Promise<ReservationState | undefined> {
  const [state] = await claim(db, viewerId, wishId, quantity, stage, hideName);
  return state;
}

/** What the viewer holds of a wish. */
export async function findReservation(db: Database, viewerId: string, wishId: string): Promise<Terms | undefined> {
  return db
    .selectFrom('reservations')
    .select(['quantity', 'stage', 'hide_name as hideName'])
    .where('wish_id', '=', wishId)
    .where('holder_id', '=', viewerId)
    .$narrowType<{ stage: Stage }>()
    .executeTakeFirst();
}

/**
 * Sets an existing reservation to these terms; more pieces than before need access and stock like a new one. Answers
 * whether it was done.
 */
export async function updateReservation(
  db: Database,
  viewerId: string,
  wishId: string,
  { quantity, stage, hideName }: Terms,
): Promise<boolean> {
  const { rows } = await sql`
    with held as (
      select wish_id, quantity from reservations where wish_id = ${wishId} and holder_id = ${viewerId} for update
    ), stock as (
      update wish_stock set reserved = wish_stock.reserved + ${quantity}::int - held.quantity
      from held
      where wish_stock.wish_id = held.wish_id and (
        ${quantity}::int <= held.quantity
        or (wish_stock.quantity is null
            or wish_stock.reserved + ${quantity}::int - held.quantity <= wish_stock.quantity)
          and exists (
            select from wishes join wishlists on wishlists.id = wishes.wishlist_id
            where wishes.id = held.wish_id and wishes.deleted_at is null and wishes.received_at is null
              and ${canOpenWishlist(viewerId, 'id')}))
      returning wish_stock.wish_id
    ), ${enqueueing(
      'wish-news',
      newsForWhoWaits(
        sql`(select stock.wish_id from stock join held using (wish_id) where ${quantity}::int < held.quantity) as released`,
      ),
      causingRequest(),
    )}
    update reservations set quantity = ${quantity}, stage = ${stage}, hide_name = ${hideName}
    from stock where reservations.wish_id = stock.wish_id and holder_id = ${viewerId}
    returning reservations.wish_id`.execute(db);
  return rows.length > 0;
}

const release = statement<[viewerId: string, wishId: string, requestId: string | null], unknown>(
  (viewerId, wishId, requestId) => sql`
    with released as (
      delete from reservations where wish_id = ${wishId} and holder_id = ${viewerId} returning wish_id, quantity
    ), ${enqueueing('wish-news', newsForWhoWaits(sql`released`), requestId)}
    update wish_stock set reserved = reserved - released.quantity
    from released where wish_stock.wish_id = released.wish_id`,
);

/** The job that tells those who wait, if anybody does. */
function newsForWhoWaits(released: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    select jsonb_build_object('what', 'released', 'wishId', wish_id) as job from ${released}
    where exists (select from waiting where waiting.wish_id = released.wish_id)`;
}

/** Releases what the viewer holds, if anything, and lets those know who wait for it. */
export async function deleteReservation(db: Database, viewerId: string, wishId: string): Promise<void> {
  await release(db, viewerId, wishId, causingRequest());
}

/** Releases all that somebody holds, and lets those know who wait for it. */
export async function deleteReservationsOf(db: Database, holderId: string): Promise<void> {
  await sql`
    with released as (
      delete from reservations where holder_id = ${holderId} returning wish_id, quantity
    ), ${enqueueing('wish-news', newsForWhoWaits(sql`released`), causingRequest())}
    update wish_stock set reserved = reserved - released.quantity
    from released where wish_stock.wish_id = released.wish_id`.execute(db);
}

/** A wish as the viewer stands to it, if they may open it. */
export async function findStanding(
  db: Database,
  viewerId: string,
  wishId: string,
): Promise<{ own: boolean; received: boolean; reservation: ReservationState } | undefined> {
  // An owner’s row holds no reservation state: it is not computed for them.
  const { rows } = await sql<{ own: boolean; received: boolean; reservation: ReservationState }>`
    select wishlists.owner_id = ${viewerId} as own, wishes.received_at is not null as received,
      case when wishlists.owner_id <> ${viewerId} then ${reservationState(viewerId)} end as reservation
    from wishes join wish_stock on wish_stock.wish_id = wishes.id join wishlists on wishlists.id = wishes.wishlist_id
    where wishes.id = ${wishId} and wishes.deleted_at is null and ${canOpenWishlist(viewerId, 'id')}`.execute(db);
  return rows[0];
}

/** Makes the snapshot of the viewer’s reservation the wish as it is now; `false` when they hold nothing of it. */
export async function refreshSnapshot(db: Database, viewerId: string, wishId: string): Promise<boolean> {
  const { rows } = await sql`
    update reservations set snapshot_title = wishes.title, snapshot_price_amount = wishes.price_amount,
      snapshot_price_currency = wishes.price_currency, snapshot_url = wishes.url
    from wishes join wishlists on wishlists.id = wishes.wishlist_id
    where reservations.wish_id = ${wishId} and holder_id = ${viewerId} and wishes.id = reservations.wish_id
      and wishes.deleted_at is null and ${canOpenWishlist(viewerId, 'id')}
    returning reservations.wish_id`.execute(db);
  return rows.length > 0;
}

/** Notes that the viewer wants to know when the wish is free again. */
export async function insertWaiting(db: Database, viewerId: string, wishId: string): Promise<void> {
  await sql`insert into waiting (wish_id, user_id) values (${wishId}, ${viewerId}) on conflict do nothing`.execute(db);
}

/** Forgets that the viewer wanted to know. */
export async function deleteWaiting(db: Database, viewerId: string, wishId: string): Promise<void> {
  await db.deleteFrom('waiting').where('wish_id', '=', wishId).where('user_id', '=', viewerId).execute();
}

/** What the viewer has reserved, the nearest coming occasion first, those without one last; one more than a page. */
export async function findMyReservations(
  db: Database,
  viewerId: string,
  after?: { day: string; wishId: string },
): Promise<(MyReservation & { sortDay: string })[]> {
  const sortDay = sql`case when wishlists.event_date >= (now() at time zone zone_here(viewer.time_zone))::date
    then wishlists.event_date else '9999-12-31' end`;
  const { rows } = await sql<MyReservation & { sortDay: string }>`
    select held.wish_id as "wishId", held.quantity, held.stage, held.hide_name as "hideName",
      held.created_at as "reservedAt", ${sortDay} as "sortDay",
      json_build_object('title', held.snapshot_title, 'url', held.snapshot_url, 'price',
        case when held.snapshot_price_amount is not null then json_build_object(
          'amount', held.snapshot_price_amount, 'currency', held.snapshot_price_currency) end) as snapshot,
      case when access.open and not gone then json_build_object('title', wishes.title, 'url', wishes.url, 'price',
        case when wishes.price_amount is not null then json_build_object(
          'amount', wishes.price_amount, 'currency', wishes.price_currency) end,
        'picture', wishes.pictures -> 0) end as current,
      case when gone then 'removed'
        when not access.open then null
        when wishes.received_at is not null then 'received'
        when wish_stock.reserved > wish_stock.quantity then 'oversubscribed'
        when (wishes.title, wishes.price_amount, wishes.price_currency, wishes.url) is distinct from
          (held.snapshot_title, held.snapshot_price_amount, held.snapshot_price_currency, held.snapshot_url)
          then 'changed'
      end as notice,
      json_build_object('title', wishlists.title, 'emoji', wishlists.emoji, 'color', wishlists.color,
        'eventDate', wishlists.event_date, 'shareToken', case when access.open then wishlists.share_token end) as wishlist,
      ${personJson('owner')} as owner
    from reservations as held
      join users as viewer on viewer.id = held.holder_id
      join wishes on wishes.id = held.wish_id
      join wish_stock on wish_stock.wish_id = wishes.id
      join wishlists on wishlists.id = wishes.wishlist_id
      join users as owner on owner.id = wishlists.owner_id,
      lateral (select ${canOpenWishlist(viewerId, 'id')} as open) as access,
      lateral (select wishes.deleted_at is not null or wishlists.deleted_at is not null as gone) as fate
    where held.holder_id = ${viewerId}
      and ${after ? sql`(${sortDay}, held.wish_id) > (${after.day}::date, ${after.wishId}::uuid)` : sql`true`}
    order by ${sortDay}, held.wish_id
    limit ${pageSize + 1}`.execute(db);
  return rows;
}

/** On which terms the owner’s surprise stands: its mode, and whether its end has come. */
export async function findSurprise(
  db: Database,
  ownerId: string,
  wishlistId: string,
): Promise<{ surprise: string; over: boolean } | undefined> {
  const { rows } = await sql<{ surprise: string; over: boolean }>`
    select surprise, coalesce(${revealOn} <= ${ownersToday}, false) as over
    from wishlists join users as owner on owner.id = wishlists.owner_id
    where wishlists.id = ${wishlistId} and owner_id = ${ownerId} and wishlists.deleted_at is null`.execute(db);
  return rows[0];
}

const ownersToday = sql`(now() at time zone zone_here(owner.time_zone))::date`;

/** Condition: what was promised to the holder allows the owner to learn this much by now. */
function promiseAllows(modes: readonly string[]) {
  // Who was promised no day is told of by none: `greatest` alone would pass over the null.
  const over = sql`(held.reveal_on is not null and greatest(${revealOn}, held.reveal_on) <= ${ownersToday})`;
  return sql`(held.surprise = any(${modes}::text[]) and wishlists.surprise = any(${modes}::text[]) or ${over})`;
}

/** How many pieces of each wish are reserved, as far as their holders were promised. */
export async function findReservedCounts(
  db: Database,
  wishlistId: string,
): Promise<{ wishId: string; reserved: number }[]> {
  const { rows } = await sql<{ wishId: string; reserved: number }>`
    select held.wish_id as "wishId", sum(held.quantity) as reserved
    from reservations as held join wishes on wishes.id = held.wish_id
      join wishlists on wishlists.id = wishes.wishlist_id join users as owner on owner.id = wishlists.owner_id
    where wishlists.id = ${wishlistId} and wishes.deleted_at is null and ${promiseAllows(['reserved', 'open'])}
    group by held.wish_id`.execute(db);
  return rows;
}

/** Who gives what, as far as the givers were promised. */
export async function findGivers(
  db: Database,
  wishlistId: string,
): Promise<{ wishId: string; givers: { person: Person; visitor: boolean; quantity: number; stage: Stage }[] }[]> {
  const { rows } = await sql<Awaited<ReturnType<typeof findGivers>>[number]>`
    select held.wish_id as "wishId", json_agg(json_build_object('person', ${personJson('holder')},
      'visitor', holder.visitor_of is not null, 'quantity', held.quantity, 'stage', held.stage) order by held.created_at, held.holder_id) as givers
    from reservations as held join users as holder on holder.id = held.holder_id
      join wishes on wishes.id = held.wish_id
      join wishlists on wishlists.id = wishes.wishlist_id join users as owner on owner.id = wishlists.owner_id
    where wishlists.id = ${wishlistId} and wishes.deleted_at is null and ${promiseAllows(['open'])}
    group by held.wish_id`.execute(db);
  return rows;
}
