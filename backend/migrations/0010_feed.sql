-- What is new with the people somebody follows: one row for a list and a day of the follower's. It says when, and nothing
-- of what: what a list shows today, and to whom, is asked when it is read.
create table feed (
  follower_id uuid not null,
  followee_id uuid not null,
  wishlist_id uuid not null references wishlists on delete cascade,
  -- From midnight to midnight in the time zone that the follower had then.
  day tstzrange not null,
  -- The first news of the day. It never changes, so that pages keep their places.
  at timestamptz not null,
  primary key (follower_id, followee_id, wishlist_id, day),
  -- Who stops following, blocks or is gone has nothing of the other in the feed any more.
  foreign key (follower_id, followee_id) references follows on delete cascade
);
-- The feed, latest first.
create index feed_latest on feed (follower_id, at desc, wishlist_id desc);
-- What a list takes along when it is deleted for good.
create index feed_of_wishlist on feed (wishlist_id);
-- What is no news any more, for the clean-up.
create index feed_old on feed (at);

-- What is new in a list since a moment.
create index wishes_latest on wishes (wishlist_id, created_at) where deleted_at is null and received_at is null;

-- The day in a time zone to which a moment belongs.
create function day_around(moment timestamptz, zone text) returns tstzrange language sql stable parallel safe
  return tstzrange(
    (moment at time zone zone)::date::timestamp at time zone zone,
    ((moment at time zone zone)::date + 1)::timestamp at time zone zone);

-- Whoever follows somebody already finds the news of the last month.
insert into feed (follower_id, followee_id, wishlist_id, day, at)
select follower_id, followee_id, wishlists.id, day, date_trunc('milliseconds', min(news.at))
from follows join wishlists on wishlists.owner_id = followee_id join wishes on wishes.wishlist_id = wishlists.id
  join users as follower on follower.id = follower_id,
  greatest(wishes.created_at, wishlists.shown_at) as news(at), day_around(news.at, zone_here(follower.time_zone)) as day
where wishlists.deleted_at is null and wishlists.visibility <> 'private' and wishes.deleted_at is null
  and news.at > now() - interval '30 days'
group by follower_id, followee_id, wishlists.id, day;
