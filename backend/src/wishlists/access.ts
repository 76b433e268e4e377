import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { Value } from '../database/statement.ts';
import { blockBetween, isLeaving } from '../users/views.ts';

/** A viewer who is nobody: who may open what is open to anybody, or to whoever has its link. */
export const nobody = sql<string>`null::uuid`;

/**
 * The one answer to "may this person open this wishlist?", as a condition on the table `wishlists`. Every statement that
 * reads a wishlist or its wishes for anybody asks it.
 *
 * Owners always may. Others may while it is neither archived nor deleted, its owner is not leaving and no block stands
 * between, as its visibility says: `public` anybody; `link` whoever came by the link that is in force; `friends` people who
 * follow each other; `selected` the people selected; `private` nobody. A visitor may open no list but the one by whose link
 * they came, as long as that link is in force.
 *
 * @param by `link` when the statement itself finds the list by its current share token; `id` when it is reached by an id,
 *   which whoever came by a replaced link no longer may
 */
export function canOpenWishlist(viewerId: Value<string> | RawBuilder<string>, by: 'link' | 'id'): RawBuilder<SqlBool> {
  const cameByOldLink = sql`exists (select from wishlist_visits as visit where visit.user_id = ${viewerId}
    and visit.wishlist_id = wishlists.id and visit.share_token <> wishlists.share_token)`;
  const visitsElsewhere = sql`exists (select from users as visitor where visitor.id = ${viewerId}
    and visitor.visitor_of is not null
    and (visitor.visitor_of <> wishlists.id ${by === 'link' ? sql`` : sql`or ${cameByOldLink}`}))`;
  return sql<SqlBool>`(wishlists.deleted_at is null and (wishlists.owner_id = ${viewerId} or (
    wishlists.archived_at is null
    and case wishlists.visibility
      when 'public' then true
      when 'link' then ${by === 'link' ? sql`true` : sql`not ${cameByOldLink}`}
      when 'friends' then
        ${follows(viewerId, sql`wishlists.owner_id`)} and ${follows(sql`wishlists.owner_id`, viewerId)}
      when 'selected' then
        exists (select from wishlist_guests where wishlist_id = wishlists.id and user_id = ${viewerId})
      else false
    end
    and not ${blockBetween(sql`wishlists.owner_id`, viewerId)} and not ${isLeaving(sql`wishlists.owner_id`)}
    and not ${visitsElsewhere})))`;
}

/**
 * Whether a person may open a wishlist and has a way to it: the profile of its owner, or the link they came by. What is
 * told of a list to people who did not ask for it asks this.
 */
export function canFindWishlist(viewerId: Value<string> | RawBuilder<string>): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${canOpenWishlist(viewerId, 'id')}
    and (wishlists.visibility <> 'link' or exists (select from wishlist_visits as visit
      where visit.user_id = ${viewerId} and visit.wishlist_id = wishlists.id)))`;
}

/**
 * Whether a wishlist opens to whoever has its link, as a condition on the table `wishlists`: what is true of it may then
 * be told to somebody of whom nothing is known, such as a chat’s preview.
 */
export const opensToAnybody = sql<SqlBool>`(wishlists.deleted_at is null and wishlists.archived_at is null
  and wishlists.visibility in ('link', 'public') and not ${isLeaving(sql`wishlists.owner_id`)})`;

// Without the fence PostgreSQL would read everybody one follows, or is followed by, to answer for one.
function follows(one: unknown, other: unknown): RawBuilder<SqlBool> {
  return sql`exists (select from follows where follower_id = ${one} and followee_id = ${other} offset 0)`;
}
