import type { News } from '@wishlins/contract/feed';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../database/connect.ts';
import { statement, type Value } from '../database/statement.ts';
import { ago } from '../retention.ts';
import { personJson } from '../users/views.ts';
import { price } from '../wishes/views.ts';
import { canFindWishlist } from '../wishlists/access.ts';
import { instant } from '../wishlists/views.ts';

/** How many news a page of the feed has: a few screens of a phone. */
export const feedSize = 20;

/** So many wishes of the news are shown. */
const shown = sql.lit(4);

/** Whether the list began to show on the day of the news; then whatever it had by then is new. */
const isNewList = sql`wishlists.shown_at >= lower(feed.day)`;

/** Of the list’s wishes those that are news of the day, and still wished for. */
const itsWishes = sql`wishes.wishlist_id = wishlists.id and wishes.deleted_at is null and wishes.received_at is null
  and wishes.created_at < upper(feed.day)
  and wishes.created_at >= case when ${isNewList} then '-infinity' else lower(feed.day) end`;

function selectNews(viewerId: Value<string>, before: RawBuilder<unknown>) {
  return sql<News>`
    select ${instant('feed.at')} as at, ${personJson('owner')} as person,
      json_build_object('id', wishlists.id, 'title', wishlists.title, 'emoji', wishlists.emoji, 'color', wishlists.color,
        'eventDate', wishlists.event_date, 'shareToken', wishlists.share_token) as wishlist,
      ${isNewList} as "newList", (select count(*) from wishes where ${itsWishes}) as "wishCount", (
        select json_agg(wish) from (
          select wishes.id, wishes.title, wishes.pictures -> 0 as picture, ${price} from wishes where ${itsWishes}
          order by wishes.created_at desc, wishes.id desc limit ${shown}
        ) as wish) as wishes
    from feed join wishlists on wishlists.id = feed.wishlist_id join users as owner on owner.id = feed.followee_id
    where feed.follower_id = ${viewerId} and ${before} and wishlists.shown_at < upper(feed.day)
      and not exists (select from muted_people as muted
        where muted.user_id = ${viewerId} and muted.person_id = feed.followee_id)
      and not exists (select from muted_wishlists as muted
        where muted.user_id = ${viewerId} and muted.wishlist_id = feed.wishlist_id)
      and ${canFindWishlist(viewerId)}
      and exists (select from wishes where ${itsWishes} offset 0)
    order by feed.at desc, feed.wishlist_id desc
    limit ${sql.lit(feedSize + 1)}`;
}

const latestNews = statement<[viewerId: string], News>((viewerId) => selectNews(viewerId, sql`true`));

/** What is new for a person, latest first; one more than a page. Reads no reservations. */
export async function findNews(
  db: Database,
  viewerId: string,
  before?: { at: string; wishlistId: string },
): Promise<News[]> {
  if (!before) return latestNews(db, viewerId);
  const earlier = sql`(feed.at, feed.wishlist_id) < (${before.at}::timestamptz, ${before.wishlistId}::uuid)`;
  return (await selectNews(viewerId, earlier).execute(db)).rows;
}

/** Whether a person follows anybody. */
export async function followsAnybody(db: Database, viewerId: string): Promise<boolean> {
  const { rows } = await sql`select from follows where follower_id = ${viewerId} limit 1`.execute(db);
  return rows.length > 0;
}

/** How many followers are told in one statement, which others may wait for. */
const atOnce = sql.lit(2000);

/**
 * Tells some of those who follow the owner of a list that it had something new `at` a moment, whether or not they may
 * open it; answers the last of them.
 */
export async function insertNewsForFollowers(
  db: Database,
  wishlistId: string,
  at: string,
  afterId?: string,
): Promise<string | undefined> {
  const { rows } = await sql<{ last: string }>`
    with told as (
      select follower_id, followee_id, wishlists.id as wishlist_id,
        day_around(${at}::timestamptz, zone_here(follower.time_zone)) as day
      from wishlists join follows on followee_id = owner_id join users as follower on follower.id = follower_id
      where wishlists.id = ${wishlistId} and deleted_at is null and visibility <> 'private'
        and ${afterId ? sql`follower_id > ${afterId}` : sql`true`}
      order by follower_id limit ${atOnce} for key share of follows
    ), news as (
      insert into feed (follower_id, followee_id, wishlist_id, day, at)
      select *, date_trunc('milliseconds', ${at}::timestamptz) from told on conflict do nothing
    )
    select follower_id as last from told order by follower_id desc limit 1`.execute(db);
  return rows[0]?.last;
}

/** Gives a new follower what was new with a person of late. */
export async function insertNewsOfFollowed(db: Database, followerId: string, followeeId: string): Promise<void> {
  await sql`
    insert into feed (follower_id, followee_id, wishlist_id, day, at)
    select follower_id, followee_id, wishlists.id, day, date_trunc('milliseconds', min(news.at))
    from follows join users as follower on follower.id = follower_id join wishlists on owner_id = followee_id
      join wishes on wishes.wishlist_id = wishlists.id,
      greatest(wishes.created_at, wishlists.shown_at) as news(at),
      day_around(news.at, zone_here(follower.time_zone)) as day
    where follower_id = ${followerId} and followee_id = ${followeeId}
      and wishlists.deleted_at is null and wishlists.visibility <> 'private' and wishes.deleted_at is null
      and news.at > ${ago('news')}
    group by follower_id, followee_id, wishlists.id, day
    on conflict do nothing`.execute(db);
}
