import type { Notification } from '@wishlins/contract/notifications';
import type { Language } from '@wishlins/contract/users';
import { sql, type RawBuilder } from 'kysely';
import type { Database } from '../database/connect.ts';
import { aboutTables, notificationColumns, stillTold } from './views.ts';

/** A notification that is due as a message. */
export interface Letter extends Notification {
  userId: string;
  chatId: number;
  language: Language;
  timeZone: string;
  /** The request that it goes back to, for the log. */
  requestId: string | null;
  /** Whether it is still wanted, and still true. */
  wanted: boolean;
}

/** Whether it is quiet for the person right now. */
const quiet = sql`coalesce(case when settings.quiet_from < settings.quiet_to
    then local.time >= settings.quiet_from and local.time < settings.quiet_to
    else local.time >= settings.quiet_from or local.time < settings.quiet_to end, false)`;

/** Of what the recipient has switched off or muted since, or may no longer open, or is no longer so, no message is sent. */
const wanted = sql`(notifications.kind <> all (coalesce(settings.off, '{}')) and ${stillTold}
  and not exists (select from muted_people as muted
    where muted.user_id = notifications.user_id and muted.person_id = notifications.actor_id)
  and not exists (select from muted_wishlists as muted
    where muted.user_id = notifications.user_id and muted.wishlist_id = notifications.wishlist_id)
  and (access.open or notifications.wishlist_id is null or notifications.kind in ('wish_removed', 'gift_not_bought'))
  and (notifications.kind <> 'wish_free' or exists (select from wish_stock join wishes on wishes.id = wish_stock.wish_id
    where wish_stock.wish_id = notifications.wish_id and wishes.deleted_at is null
      and (wish_stock.quantity is null or wish_stock.reserved < wish_stock.quantity))))`;

/** The first message of each chat that may be written to now, oldest first; nothing while nobody may be written to. */
export async function findDueLetters(db: Database, limit: number): Promise<Letter[]> {
  const { rows } = await sql<Letter>`
    with first as (
      select distinct on (user_id) * from deliveries where state = 'waiting' order by user_id, notification_id
    ), due as (
      select first.* from first left join chats using (user_id)
      where first.attempted_at is null and first.due_at <= now() and coalesce(chats.free_at <= now(), true)
        and (select free_at from courier) <= now()
    )
    select ${notificationColumns}, notifications.user_id as "userId",
      coalesce(chats.moved_to, recipient.telegram_id) as "chatId", recipient.language,
      zone_here(recipient.time_zone) as "timeZone", due.request_id as "requestId", ${wanted} as wanted
    from due join notifications on notifications.id = due.notification_id
      join users as recipient on recipient.id = notifications.user_id
      left join chats on chats.user_id = recipient.id
      left join notification_settings as settings on settings.user_id = recipient.id
      cross join lateral (select (now() at time zone zone_here(recipient.time_zone))::time as time) as local
      ${aboutTables}
    where not ${quiet}
    order by notifications.id limit ${limit}`.execute(db);
  return rows;
}

/** How many messages are due, and for how many seconds the oldest of them has been; not those that wait for quiet hours to end. */
export async function findBacklog(db: Database): Promise<{ due: number; seconds: number }> {
  const { rows } = await sql<{ due: number; seconds: number }>`
    select count(*) as due, coalesce(extract(epoch from now() - min(due_at)), 0)::float8 as seconds
    from deliveries join users on users.id = user_id left join notification_settings as settings using (user_id)
      cross join lateral (select (now() at time zone zone_here(users.time_zone))::time as time) as local
    where state = 'waiting' and due_at <= now() and not ${quiet}`.execute(db);
  return rows[0] ?? { due: 0, seconds: 0 };
}

/** Writes that an attempt begins; `false` when it is not to be made after all. */
export async function beginAttempt(db: Database, { id, userId, chatId }: Letter): Promise<boolean> {
  const { rows } = await sql`
    with attempt as (
      update deliveries set attempted_at = clock_timestamp(), tries = tries + 1
      where notification_id = ${id} and state = 'waiting' and attempted_at is null and due_at <= now()
      returning user_id
    ), chat as (
      insert into chats (user_id, free_at) select user_id, now() + ${pause(chatId)} from attempt
      on conflict (user_id) do update set free_at = greatest(chats.free_at, excluded.free_at)
    )
    select from attempt where user_id = ${userId}`.execute(db);
  return rows.length > 0;
}

/** One message a second to a person, twenty a minute to a group. Source: https://core.telegram.org/bots/faq#broadcasting-to-users */
function pause(chatId: number) {
  return sql`make_interval(secs => ${chatId < 0 ? 3 : 1})`;
}

/** How often a message is tried before it is given up, and how many seconds pass after each try. */
const waits = [5, 30, 120, 600, 1800, 3600, 10_800];
const wait = sql`make_interval(secs => (${sql.lit(`{${waits.join(',')}}`)}::int[])[least(tries, ${sql.lit(waits.length)})])`;
const patienceIsOver = sql`tries > ${sql.lit(waits.length)}`;

/** The message was sent. */
export async function recordSent(db: Database, { id, userId, chatId }: Letter): Promise<void> {
  await sql`
    with sent as (
      update deliveries set state = 'sent', finished_at = now(), attempted_at = null
      where notification_id = ${id} and state = 'waiting'
    )
    update chats set free_at = greatest(free_at, now() + ${pause(chatId)}) where user_id = ${userId}`.execute(db);
}

/** The message was not sent, and is tried again after a while, unless it was tried often enough. */
export async function recordFailure(db: Database, { id }: Letter): Promise<void> {
  await sql`
    update deliveries set attempted_at = null, due_at = now() + ${wait},
      state = case when ${patienceIsOver} then 'parked' else 'waiting' end,
      finished_at = case when ${patienceIsOver} then now() end
    where notification_id = ${id} and state = 'waiting'`.execute(db);
}

/** Telegram was not reached at all: no message is at fault, and all wait for it. */
export async function recordAway(db: Database, { id }: Letter, seconds: number): Promise<void> {
  await sql`
    with refused as (
      update deliveries set attempted_at = null, tries = tries - 1 where notification_id = ${id} and state = 'waiting'
    )
    update courier set free_at = greatest(free_at, now() + make_interval(secs => ${seconds}))`.execute(db);
}

/** The message was not sent because of too many before it: its chat rests, and all others do for `everybody` seconds. */
export async function recordFlood(
  db: Database,
  { id, userId }: Letter,
  seconds: number,
  everybody: number,
): Promise<void> {
  await sql`
    with refused as (
      update deliveries set attempted_at = null, tries = tries - 1 where notification_id = ${id} and state = 'waiting'
    ), chat as (
      update chats set free_at = greatest(free_at, now() + make_interval(secs => ${seconds})) where user_id = ${userId}
    )
    update courier set free_at = greatest(free_at, now() + make_interval(secs => ${everybody}))`.execute(db);
}

/** The chat has another id; its message is sent there at once. */
export async function recordMove(db: Database, { id, userId }: Letter, chatId: number): Promise<void> {
  await sql`
    with refused as (
      update deliveries set attempted_at = null, due_at = now() where notification_id = ${id} and state = 'waiting'
    )
    update chats set moved_to = ${chatId} where user_id = ${userId}`.execute(db);
}

/** No message is sent of what is no longer wanted or true. */
export async function recordDropped(db: Database, { id }: Letter): Promise<void> {
  await sql`
    update deliveries set state = 'dropped', finished_at = now()
    where notification_id = ${id} and state = 'waiting' and attempted_at is null`.execute(db);
}

/** It is not known whether the message was sent: it is repeated once. */
export async function recordLost(db: Database, { id }: Letter): Promise<void> {
  await loseOutcomes(db, sql`notification_id = ${id}`);
}

/**
 * Gives up waiting for the outcome of attempts that began more than `seconds` ago, by us or by somebody who died: each is
 * repeated once, because it may have failed, and only once, because it may have succeeded.
 */
export async function giveUpOnOutcomes(db: Database, seconds: number): Promise<void> {
  await loseOutcomes(db, sql`attempted_at < now() - make_interval(secs => ${seconds})`);
}

async function loseOutcomes(db: Database, which: RawBuilder<unknown>): Promise<void> {
  await sql`
    update deliveries set attempted_at = null, lost_outcomes = lost_outcomes + 1, due_at = now() + ${wait},
      state = case when lost_outcomes > 0 then 'parked' else 'waiting' end,
      finished_at = case when lost_outcomes > 0 then now() end
    where state = 'waiting' and attempted_at is not null and ${which}`.execute(db);
}
