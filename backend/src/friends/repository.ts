import type { Friend } from '@wishlins/contract/friends';
import type { Person } from '@wishlins/contract/users';
import { sql } from 'kysely';
import { pageSize } from '../database/page.ts';
import type { Database } from '../database/connect.ts';
import { statement, type Value } from '../database/statement.ts';
import { telling } from '../notifications/outbox.ts';
import { blockBetween, personColumns } from '../users/views.ts';

/** Where people without a birthday stand among days. */
export const noBirthday = '9999-12-31';

/** The most people one may follow. */
export const followLimit = 5000;

/**
 * Follows a person unless a block stands between, and tells them of a follower they never had; answers whether the
 * follower was within the limit.
 */
export async function insertFollow(db: Database, followerId: string, followeeId: string): Promise<boolean> {
  const { rows } = await sql`
    with follow as (
      insert into follows (follower_id, followee_id)
      select ${followerId}, ${followeeId}
      where not ${blockBetween(followerId, followeeId)}
        and ((select count(*) from follows where follower_id = ${followerId}) < ${followLimit}
          or exists (select from follows where follower_id = ${followerId} and followee_id = ${followeeId}))
      on conflict (follower_id, followee_id) do update set created_at = follows.created_at
      returning follower_id, followee_id
    ), ${telling(sql`
      select followee_id as user_id, 'new_follower' as kind, 'follower ' || follower_id as key, follower_id as actor_id,
        null::uuid as wishlist_id, null::uuid as wish_id, null as wish_title, null::jsonb as facts
      from follow`)}
    select from follow`.execute(db);
  return rows.length > 0;
}

/** Stops following. */
export async function deleteFollow(db: Database, followerId: string, followeeId: string): Promise<void> {
  await db.deleteFrom('follows').where('follower_id', '=', followerId).where('followee_id', '=', followeeId).execute();
}

/** Lets whoever ties one of two people to somebody finish first, and the next ones wait until the transaction ends. */
export async function lockPair(db: Database, one: string, other: string): Promise<void> {
  await sql`select from users where id in (${one}, ${other}) order by id for no key update`.execute(db);
}

/** Puts a block; `false` when the person does not exist. */
export async function insertBlock(db: Database, blockerId: string, blockedId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into blocks (blocker_id, blocked_id) select ${blockerId}, id from users where id = ${blockedId}
    on conflict (blocker_id, blocked_id) do update set created_at = blocks.created_at`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}

/** What a block ends between two people: follows, selections and waiting. Reservations stay with their holders. */
export async function deleteTies(db: Database, one: string, other: string): Promise<void> {
  await sql`
    with pair(a, b) as (values (${one}::uuid, ${other}::uuid), (${other}, ${one})),
    follow as (delete from follows using pair where follower_id = a and followee_id = b),
    guest as (
      delete from wishlist_guests using wishlists, pair
      where wishlists.id = wishlist_id and owner_id = a and user_id = b
    )
    delete from waiting using wishes, wishlists, pair
    where wishes.id = wish_id and wishlists.id = wishes.wishlist_id and owner_id = a and user_id = b`.execute(db);
}

/** Lifts a block; answers whether there was one. */
export async function deleteBlock(db: Database, blockerId: string, blockedId: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('blocks')
    .where('blocker_id', '=', blockerId)
    .where('blocked_id', '=', blockedId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

export type FriendRelation = 'following' | 'followers' | 'friends';

type FriendRow = Omit<Friend, 'birthday'> & { day: number | null; month: number | null; year: number | null };

function selectFriends(viewerId: Value<string>, relation: FriendRelation, after?: { day: string; id: string }) {
  const following = sql`select followee_id as id from follows where follower_id = ${viewerId}`;
  const followers = sql`select follower_id as id from follows where followee_id = ${viewerId}`;
  // Looked up for each of a page, and not as the set of all followers, who may be many.
  const followed = sql`(select true from follows where follower_id = users.id and followee_id = ${viewerId})`;
  const follows = sql`(select true from follows where follower_id = ${viewerId} and followee_id = users.id)`;
  const [people, mutual] = {
    following: [following, followed],
    followers: [followers, follows],
    friends: [sql`${following} intersect ${followers}`, sql`true`],
  }[relation];
  return sql<FriendRow>`
    with calendar as materialized (
      select extract(year from today)::int as this_year,
        (extract(month from today) * 32 + extract(day from today))::int as place
      from users, lateral (select (now() at time zone zone_here(time_zone))::date as today) as clock where id = ${viewerId}
    ), related as (
      select users.*, next_birthday(birthday_month, birthday_day, this_year, place) as next_birthday
      from (${people}) as related join users using (id), calendar
      where leaves_at is null
    )
    select ${personColumns}, birthday_day as day, birthday_month as month, birthday_year as year,
      next_birthday as "nextBirthday", coalesce(${mutual}, false) as friends
    from related as users
    where ${after ? sql`(coalesce(next_birthday, ${noBirthday}), id) > (${after.day}::date, ${after.id}::uuid)` : sql`true`}
    order by next_birthday nulls last, id
    limit ${pageSize + 1}`;
}

const firstFriends = {
  following: statement<[viewerId: string], FriendRow>((viewerId) => selectFriends(viewerId, 'following')),
  followers: statement<[viewerId: string], FriendRow>((viewerId) => selectFriends(viewerId, 'followers')),
  friends: statement<[viewerId: string], FriendRow>((viewerId) => selectFriends(viewerId, 'friends')),
};

/** People of one relation, by next birthday, those without one last; one more than a page. */
export async function findFriends(
  db: Database,
  viewerId: string,
  relation: FriendRelation,
  after?: { day: string; id: string },
): Promise<Friend[]> {
  const rows = after
    ? (await selectFriends(viewerId, relation, after).execute(db)).rows
    : await firstFriends[relation](db, viewerId);
  return rows.map(({ day, month, year, ...friend }) => ({
    ...friend,
    birthday: day && month ? { day, month, year } : null,
  }));
}

/** People the viewer has blocked, by id; one more than a page. */
export async function findBlocked(db: Database, viewerId: string, afterId?: string): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select ${personColumns} from blocks join users on users.id = blocked_id
    where blocker_id = ${viewerId} and ${afterId ? sql`blocked_id > ${afterId}` : sql`true`}
    order by blocked_id limit ${pageSize + 1}`.execute(db);
  return rows;
}
