import { muteLimit, type Notification, type NotificationSettings } from '@wishlins/contract/notifications';
import type { Person } from '@wishlins/contract/users';
import type { Color } from '@wishlins/contract/wishlists';
import { sql, type Updateable } from 'kysely';
import type { Database } from '../database/connect.ts';
import { pageSize } from '../database/page.ts';
import type { NotificationSettings as SettingsRow } from '../database/schema.ts';
import { personColumns, personJson } from '../users/views.ts';
import { canOpenWishlist } from '../wishlists/access.ts';
import { aboutTables, notificationColumns, stillTold } from './views.ts';

/** What a person was told, latest first; one more than a page. */
export async function findNotifications(db: Database, userId: string, beforeId?: string): Promise<Notification[]> {
  const { rows } = await sql<Notification>`
    select ${notificationColumns} from notifications ${aboutTables}
    where notifications.user_id = ${userId} and ${stillTold}
      and ${beforeId ? sql`notifications.id < ${beforeId}` : sql`true`}
    order by notifications.id desc limit ${pageSize + 1}`.execute(db);
  return rows;
}

/** How much of it is unread. */
export async function countUnread(db: Database, userId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from notifications where user_id = ${userId} and read_at is null and ${stillTold}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Marks everything up to this notification as read. */
export async function markReadUpTo(db: Database, userId: string, notificationId: string): Promise<void> {
  await db
    .updateTable('notifications')
    .set({ read_at: sql`now()` })
    .where('user_id', '=', userId)
    .where('read_at', 'is', null)
    .where('id', '<=', notificationId)
    .execute();
}

/** Of what, and when, a person is told. */
export async function findSettings(db: Database, userId: string): Promise<NotificationSettings | undefined> {
  const { rows } = await sql<NotificationSettings>`
    select coalesce(settings.off, '{}') as off, users.reachable,
      case when settings.quiet_from is not null then json_build_object(
        'from', to_char(settings.quiet_from, 'HH24:MI'), 'to', to_char(settings.quiet_to, 'HH24:MI')) end as "quietHours"
    from users left join notification_settings as settings on settings.user_id = users.id
    where users.id = ${userId}`.execute(db);
  return rows[0];
}

/** Writes the given settings of a person. */
export async function upsertSettings(db: Database, userId: string, changes: Updateable<SettingsRow>): Promise<void> {
  await db
    .insertInto('notification_settings')
    .values({ user_id: userId, ...changes })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ user_id: userId, ...changes }))
    .execute();
}

/** Whether the bot may write to a person; if not, what waits to be sent is not sent any more. */
export async function setReachable(db: Database, userId: string, reachable: boolean): Promise<void> {
  await sql`
    with person as (update users set reachable = ${reachable} where id = ${userId})
    update deliveries set state = 'unreachable', finished_at = now()
    where user_id = ${userId} and state = 'waiting' and not ${reachable}::boolean`.execute(db);
}

/** Mutes a person; `false` when as many are muted as may be. */
export async function insertMutedPerson(db: Database, userId: string, personId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into muted_people (user_id, person_id) select ${userId}, ${personId}
    where (select count(*) from muted_people where user_id = ${userId} and person_id <> ${personId}) < ${muteLimit}
    on conflict (user_id, person_id) do update set person_id = excluded.person_id`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}

/** Hears of a person again. */
export async function deleteMutedPerson(db: Database, userId: string, personId: string): Promise<void> {
  await db.deleteFrom('muted_people').where('user_id', '=', userId).where('person_id', '=', personId).execute();
}

/** Mutes a list that the viewer may open; answers whether there is such a list, and whether it could be muted. */
export async function insertMutedWishlist(
  db: Database,
  userId: string,
  wishlistId: string,
): Promise<{ found: boolean; muted: boolean }> {
  const { rows } = await sql<{ found: boolean; muted: boolean }>`
    with list as (
      select id from wishlists where id = ${wishlistId} and ${canOpenWishlist(userId, 'id')}
    ), muted as (
      insert into muted_wishlists (user_id, wishlist_id) select ${userId}, id from list
      where (select count(*) from muted_wishlists
        where user_id = ${userId} and wishlist_id <> ${wishlistId}) < ${muteLimit}
      on conflict (user_id, wishlist_id) do update set wishlist_id = excluded.wishlist_id
      returning wishlist_id
    )
    select exists (select from list) as found, exists (select from muted) as muted`.execute(db);
  return rows[0] ?? { found: false, muted: false };
}

/** Hears of a list again. */
export async function deleteMutedWishlist(db: Database, userId: string, wishlistId: string): Promise<void> {
  await db.deleteFrom('muted_wishlists').where('user_id', '=', userId).where('wishlist_id', '=', wishlistId).execute();
}

/** The people somebody has muted, by name. */
export async function findMutedPeople(db: Database, userId: string): Promise<Person[]> {
  const { rows } = await sql<Person>`
    select ${personColumns} from muted_people join users on users.id = muted_people.person_id
    where muted_people.user_id = ${userId} order by users.name, users.id`.execute(db);
  return rows;
}

/** The lists somebody has muted and may open, by title. */
export async function findMutedWishlists(
  db: Database,
  userId: string,
): Promise<{ id: string; title: string; emoji: string | null; color: Color; owner: Person }[]> {
  const { rows } = await sql<Awaited<ReturnType<typeof findMutedWishlists>>[number]>`
    select wishlists.id, wishlists.title, wishlists.emoji, wishlists.color, ${personJson('owner')} as owner
    from muted_wishlists join wishlists on wishlists.id = wishlist_id join users as owner on owner.id = owner_id
    where muted_wishlists.user_id = ${userId} and ${canOpenWishlist(userId, 'id')}
    order by wishlists.title, wishlists.id`.execute(db);
  return rows;
}
