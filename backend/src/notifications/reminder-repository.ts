import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { canFindWishlist } from '../wishlists/access.ts';
import { telling } from './outbox.ts';

/** Reminders come from nine in the morning on, news of the day at six in the evening, as the recipient’s clock has it. */
const morning = sql.lit('09:00');
const evening = sql.lit('18:00');
const lateEvening = sql.lit('22:00');

/** The days that are 14, 7, 1 and 0 days away somewhere on Earth at the moment `now`. */
function coming(now: Date) {
  return sql`(
    select (${now.toISOString()}::timestamptz at time zone 'utc')::date + shift + days as day, days
    from generate_series(-1, 1) as shift, unnest(array[14, 7, 1, 0]) as days) as coming`;
}

/** Condition: it is `days` before `day` for the `recipient`, in the morning or later. */
function timeToRemind(now: Date) {
  return sql`coming.day - (${now.toISOString()}::timestamptz at time zone zone_here(recipient.time_zone))::date = coming.days
    and (${now.toISOString()}::timestamptz at time zone zone_here(recipient.time_zone))::time >= ${morning}`;
}

/** Condition on `wishlists`: the `recipient` may find it. */
const mayFind = canFindWishlist(sql<string>`recipient.id`);

/** Tells of birthdays of people one follows, who are not leaving; that of 29 February is on the 28th in common years. */
export async function tellOfBirthdays(db: Database, now: Date): Promise<void> {
  await sql`
    with birthday as (
      select users.id, coming.day, coming.days
      from ${coming(now)} join users
        on birthday_month = extract(month from coming.day)::int and birthday_day = extract(day from coming.day)::int
      where leaves_at is null
      union all
      select users.id, coming.day, coming.days from ${coming(now)} join users on birthday_month = 2 and birthday_day = 29
      where leaves_at is null and to_char(coming.day, 'MM-DD') = '02-28' and to_char(coming.day + 1, 'MM-DD') = '03-01'
    ), ${telling(sql`
      select recipient.id as user_id, 'birthday_soon' as kind,
        'birthday ' || coming.id || ' ' || extract(year from coming.day) || ' ' || coming.days as key,
        coming.id as actor_id, null::uuid as wishlist_id, null::uuid as wish_id, null as wish_title,
        jsonb_build_object('day', coming.day, 'days', coming.days) as facts
      from birthday as coming join follows on follows.followee_id = coming.id
        join users as recipient on recipient.id = follows.follower_id
      where ${timeToRemind(now)}`)}
    select`.execute(db);
}

/** Tells of what people one follows celebrate, as far as one may open the list for it. A birthday is told of as such. */
export async function tellOfOccasions(db: Database, now: Date): Promise<void> {
  await sql`
    with ${telling(sql`
      select recipient.id as user_id, 'occasion_soon' as kind,
        'occasion ' || wishlists.id || ' ' || coming.day || ' ' || coming.days as key,
        wishlists.owner_id as actor_id, wishlists.id as wishlist_id, null::uuid as wish_id, null as wish_title,
        jsonb_build_object('day', coming.day, 'days', coming.days) as facts
      from ${coming(now)} join wishlists on wishlists.event_date = coming.day
        join users as owner on owner.id = wishlists.owner_id
        join follows on follows.followee_id = wishlists.owner_id
        join users as recipient on recipient.id = follows.follower_id
      where wishlists.archived_at is null and wishlists.deleted_at is null
        and (owner.birthday_month, owner.birthday_day) is distinct from
          (extract(month from coming.day), extract(day from coming.day))
        and ${timeToRemind(now)} and ${mayFind}`)}
    select`.execute(db);
}

/** Tells holders three days before the day of a gift they have not bought, or later if the server was down; not who has reserved since. */
export async function tellOfUnbought(db: Database, now: Date): Promise<void> {
  const today = sql`(${now.toISOString()}::timestamptz at time zone zone_here(recipient.time_zone))::date`;
  await sql`
    with ${telling(sql`
      select held.holder_id as user_id, 'gift_not_bought' as kind,
        'unbought ' || wishes.id || ' ' || wishlists.event_date as key, wishlists.owner_id as actor_id,
        wishlists.id as wishlist_id, wishes.id as wish_id, held.snapshot_title as wish_title,
        jsonb_build_object('day', wishlists.event_date, 'days', wishlists.event_date - ${today}) as facts
      from wishlists join wishes on wishes.wishlist_id = wishlists.id
        join reservations as held on held.wish_id = wishes.id join users as recipient on recipient.id = held.holder_id
      where wishlists.deleted_at is null and wishlists.archived_at is null
        and wishlists.event_date between ${now.toISOString()}::date and ${now.toISOString()}::date + 4
        and wishes.deleted_at is null and wishes.received_at is null and held.stage = 'reserved'
        and wishlists.event_date - ${today} between 1 and 3
        and (${now.toISOString()}::timestamptz at time zone zone_here(recipient.time_zone))::time >= ${morning}
        and (held.created_at at time zone zone_here(recipient.time_zone))::date <= wishlists.event_date - 3`)}
    select`.execute(db);
}

/**
 * Tells owners that their surprise is over when there is something to see: a reservation whose own promised day has come
 * as well, which the list of givers shows them by now. Not after a week: then it is no news.
 */
export async function tellOfReveals(db: Database, now: Date): Promise<void> {
  const today = sql`(${now.toISOString()}::timestamptz at time zone zone_here(recipient.time_zone))::date`;
  const over = sql`coalesce(wishlists.reveal_on, wishlists.event_date + 3)`;
  await sql`
    with ${telling(sql`
      select recipient.id as user_id, 'surprise_revealed' as kind,
        'revealed ' || wishlists.id || ' ' || ${over} as key, null::uuid as actor_id, wishlists.id as wishlist_id,
        null::uuid as wish_id, null as wish_title, null::jsonb as facts
      from wishlists join users as recipient on recipient.id = wishlists.owner_id
      where wishlists.deleted_at is null and wishlists.surprise <> 'open'
        and ${over} between ${now.toISOString()}::date - 8 and ${now.toISOString()}::date + 1
        and ${today} - ${over} between 0 and 7
        and (${now.toISOString()}::timestamptz at time zone zone_here(recipient.time_zone))::time >= ${morning}
        and exists (select from wishes join reservations as held on held.wish_id = wishes.id
          where wishes.wishlist_id = wishlists.id and wishes.deleted_at is null and held.reveal_on <= ${today})`)}
    select`.execute(db);
}

/**
 * Tells of what is new with people one follows: once a day and person, in the evening, all that came since the evening
 * before. A list counts when it begins to show, its wishes when they come later; empty lists and muted ones do not.
 */
export async function tellOfNews(db: Database, now: Date): Promise<void> {
  const local = sql`(${now.toISOString()}::timestamptz at time zone zone_here(recipient.time_zone))`;
  const until = sql`((${local}::date + ${evening}::time) at time zone zone_here(recipient.time_zone))`;
  const since = sql`((${local}::date - 1 + ${evening}::time) at time zone zone_here(recipient.time_zone))`;
  await sql`
    with fresh as (
      select wishlists.id as list_id, wishlists.shown_at as at, true as whole from wishlists
      where wishlists.shown_at > ${now.toISOString()}::timestamptz - interval '30 hours'
        and wishlists.deleted_at is null and wishlists.archived_at is null
        and exists (select from wishes where wishes.wishlist_id = wishlists.id and wishes.deleted_at is null)
      union all
      select wishes.wishlist_id, wishes.created_at, false from wishes
      where wishes.id > (select uuidv7(${now.toISOString()}::timestamptz - interval '30 hours' - clock_timestamp()))
        and wishes.deleted_at is null and wishes.received_at is null
    ), ${telling(sql`
      select recipient.id as user_id, 'friend_news' as kind,
        'news ' || wishlists.owner_id || ' ' || ${local}::date as key, wishlists.owner_id as actor_id,
        case when count(distinct wishlists.id) = 1 then min(wishlists.id::text)::uuid end as wishlist_id,
        null::uuid as wish_id, null as wish_title,
        jsonb_build_object('newLists', count(*) filter (where fresh.whole),
          'newWishes', count(*) filter (where not fresh.whole)) as facts
      from fresh join wishlists on wishlists.id = fresh.list_id
        join follows on follows.followee_id = wishlists.owner_id
        join users as recipient on recipient.id = follows.follower_id
      where ${local}::time >= ${evening} and ${local}::time < ${lateEvening}
        and fresh.at > ${since} and fresh.at <= ${until}
        and (fresh.whole or wishlists.shown_at <= ${since})
        and not exists (select from muted_wishlists as muted
          where muted.user_id = recipient.id and muted.wishlist_id = wishlists.id)
        and ${mayFind}
      group by recipient.id, wishlists.owner_id, ${local}::date`)}
    select`.execute(db);
}
