import { sql, type RawBuilder } from 'kysely';
import { causingRequest } from '../cause.ts';
import { blockBetween } from '../users/views.ts';

/**
 * The parts of a statement by which people are told: what `causes` selects becomes notifications, and messages to those
 * whom the bot may write to. A part of the statement that makes the cause, or of its transaction, so that neither can be
 * without the other; the same key is told once. Nobody is told what they switched off, of whom or which list they muted,
 * or across a block.
 *
 * @param causes rows of user_id, kind, key, actor_id, wishlist_id, wish_id, wish_title, facts
 * @returns the common table expressions `told` (id, user_id, wish_id) and `to_send`
 */
export function telling(causes: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`told as (
      insert into notifications (user_id, kind, key, actor_id, wishlist_id, wish_id, wish_title, facts)
      select cause.user_id, cause.kind, cause.key, cause.actor_id, cause.wishlist_id, cause.wish_id, cause.wish_title,
        coalesce(cause.facts, '{}')
      from (${causes}) as cause left join notification_settings as settings on settings.user_id = cause.user_id
      where cause.kind <> all (coalesce(settings.off, '{}'))
        and not exists (select from muted_people as muted
          where muted.user_id = cause.user_id and muted.person_id = cause.actor_id)
        and not exists (select from muted_wishlists as muted
          where muted.user_id = cause.user_id and muted.wishlist_id = cause.wishlist_id)
        and not ${blockBetween(sql`cause.user_id`, sql`cause.actor_id`)}
      on conflict (user_id, key) do nothing
      returning id, user_id, wish_id
    ), to_send as (
      insert into deliveries (notification_id, user_id, request_id)
      select told.id, told.user_id, ${causingRequest()}::uuid
      from told join users on users.id = told.user_id where users.reachable
    )`;
}
