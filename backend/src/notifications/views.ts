import type { Facts } from '@wishlins/contract/notifications';
import { sql } from 'kysely';
import { blockBetween, personJson } from '../users/views.ts';
import { canOpenWishlist } from '../wishlists/access.ts';

const noFacts: Facts = {
  day: null,
  days: null,
  before: null,
  after: null,
  quantity: null,
  newLists: null,
  newWishes: null,
};

/** Condition on `notifications`: no block has come between the recipient and who it is about. */
export const stillTold = sql`not ${blockBetween(sql`notifications.user_id`, sql`notifications.actor_id`)}`;

/**
 * A notification as its recipient sees it, of `notifications` joined with `aboutTables`. Of a list that they may no longer
 * open a holder sees the face, as among their reservations, and everybody else nothing.
 */
export const notificationColumns = sql`notifications.id, notifications.kind, notifications.created_at as "createdAt",
  notifications.read_at is not null as read,
  case when actor.id is not null then ${personJson('actor')} end as actor,
  case when access.open or access.held then json_build_object('id', wishlists.id, 'title', wishlists.title,
    'emoji', wishlists.emoji, 'color', wishlists.color, 'eventDate', wishlists.event_date,
    'shareToken', case when access.open then wishlists.share_token end) end as wishlist,
  case when notifications.wish_title is not null then json_build_object(
    'id', notifications.wish_id, 'title', notifications.wish_title) end as wish,
  ${JSON.stringify(noFacts)}::jsonb || notifications.facts as facts`;

export const aboutTables = sql`left join users as actor on actor.id = notifications.actor_id
  left join wishlists on wishlists.id = notifications.wishlist_id
  cross join lateral (select coalesce(${canOpenWishlist(sql<string>`notifications.user_id`, 'id')}, false) as open,
    exists (select from reservations where reservations.wish_id = notifications.wish_id
      and reservations.holder_id = notifications.user_id) as held) as access`;
