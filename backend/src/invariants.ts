import { sql } from 'kysely';
import { connect } from './database/connect.ts';
import { ago, overdue } from './retention.ts';
import { blockBetween } from './users/views.ts';

/** What must hold of every database at rest: a sentence, and a query that lists what breaks it. */
const invariants = {
  'what is counted as reserved is what is held': sql`
    select wish_id from wish_stock left join reservations using (wish_id)
    group by wish_id, reserved having reserved <> coalesce(sum(reservations.quantity), 0)`,
  'nobody holds their own wish': sql`
    select wish_id from reservations join wishes on wishes.id = wish_id
      join wishlists on wishlists.id = wishes.wishlist_id
    where wishlists.owner_id = holder_id`,
  'every wish has its stock': sql`
    select id from wishes left join wish_stock on wish_id = id where wish_id is null`,
  'nobody is selected, followed or awaited across a block': sql`
    with barred as (
      select blocker_id as one, blocked_id as other from blocks union select blocked_id, blocker_id from blocks
    )
    select one from barred join follows on (follower_id, followee_id) = (one, other)
    union all
    select one from barred join wishlists on owner_id = one join wishlist_guests on wishlist_id = wishlists.id and user_id = other
    union all
    select one from barred join wishlists on owner_id = one join wishes on wishes.wishlist_id = wishlists.id
      join waiting on wish_id = wishes.id and user_id = other`,
  'a visitor has nothing but what they hold': sql`
    select id from users where visitor_of is not null and (
      exists (select from sessions where user_id = users.id)
      or exists (select from wishlists where owner_id = users.id)
      or exists (select from follows where users.id in (follower_id, followee_id))
      or exists (select from blocks where users.id in (blocker_id, blocked_id))
      or exists (select from wishlist_guests where user_id = users.id)
      or exists (select from waiting where user_id = users.id))`,
  'a visitor holds wishes of whom the list is by whose link they came': sql`
    select holder_id from reservations join users on users.id = holder_id join wishlists as came on came.id = visitor_of
      join wishes on wishes.id = wish_id join wishlists as held on held.id = wishes.wishlist_id
    where held.owner_id <> came.owner_id`,
  'no link that was replaced is in force': sql`
    select share_token from retired_share_tokens join wishlists using (share_token)`,
  'every key that was accepted has its answer': sql`
    select key from idempotency_keys where reply = 'null'`,
  'a message goes to whom it is for, and waits for nobody who cannot be reached': sql`
    select notification_id from deliveries join notifications on notifications.id = notification_id
      join users on users.id = deliveries.user_id
    where deliveries.user_id <> notifications.user_id or state = 'waiting' and not users.reachable`,
  'whoever holds a wish that is gone was told, or is going to be': sql`
    select held.wish_id from reservations as held join wishes on wishes.id = held.wish_id
      join wishlists on wishlists.id = wishes.wishlist_id
      left join notification_settings as settings on settings.user_id = held.holder_id
    where coalesce(wishes.deleted_at, wishlists.deleted_at) > ${ago('readNotification')}
      and 'wish_removed' <> all (coalesce(settings.off, '{}'))
      and not exists (select from muted_people as muted
        where (muted.user_id, muted.person_id) = (held.holder_id, wishlists.owner_id))
      and not exists (select from muted_wishlists as muted
        where (muted.user_id, muted.wishlist_id) = (held.holder_id, wishlists.id))
      and not ${blockBetween(sql`held.holder_id`, sql`wishlists.owner_id`)}
      and not exists (select from notifications
        where (user_id, kind, notifications.wish_id) = (held.holder_id, 'wish_removed', held.wish_id))
      and not exists (select from pgboss.job where name = 'wish-news' and state <> 'completed'
        and (data -> 'wishIds' ? held.wish_id::text or data ->> 'wishlistId' = wishlists.id::text))`,
  'whoever wanted to leave has left': sql`
    select id from users where leaves_at < now() - interval '1 day'`,
  'nothing is kept longer than it is said to be': overdue,
};

/** Counts what breaks the invariants, naming each that is broken. */
export async function countViolations(databaseUrl: string, say: (sentence: string) => void): Promise<number> {
  const db = connect({ url: databaseUrl, pool: 1, prepare: false });
  try {
    let total = 0;
    for (const [sentence, query] of Object.entries(invariants)) {
      const { rows } = await query.execute(db);
      if (rows.length > 0) say(`broken ${rows.length} times: ${sentence}`);
      total += rows.length;
    }
    return total;
  } finally {
    await db.destroy();
  }
}
