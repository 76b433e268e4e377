import { visitorLimits, type Visitor } from '@wishlins/contract/visitors';
import { sql } from 'kysely';
import type { Database } from '../database/connect.ts';
import { statement } from '../database/statement.ts';
import { blockBetween } from '../users/views.ts';
import { canOpenWishlist, nobody } from '../wishlists/access.ts';

/**
 * Makes a visitor of the list behind this link, if it opens to whoever has it and has room for one. Who comes at once may
 * be a few too many: the room is there to bound abuse, not to be exact.
 *
 * @returns no id when there is no room, `undefined` when there is no such list
 */
export async function insertVisitor(
  db: Database,
  shareToken: string,
  visitor: { name: string; language: string; currency: string; tokenHash: Buffer },
): Promise<{ id: string | null } | undefined> {
  const { name, language, currency, tokenHash } = visitor;
  const { rows } = await sql<{ id: string | null }>`
    with list as (
      select id from wishlists where share_token = ${shareToken} and ${canOpenWishlist(nobody, 'link')}
    ), room as (
      select list.id from list, lateral (
        select count(*) as visitors, count(*) filter (where created_at > now() - interval '1 hour') as new
        from users where visitor_of = list.id
      ) as counted
      where visitors < ${sql.lit(visitorLimits.ofList)} and new < ${sql.lit(visitorLimits.anHour)}
    ), visitor as (
      insert into users (first_name, language, currency, findable, visitor_of, visitor_token_hash, visited_at)
      select ${name}, ${language}, ${currency}, false, room.id, ${tokenHash}, now() from room
      returning id, visitor_of
    ), visit as (
      insert into wishlist_visits (user_id, wishlist_id, share_token)
      select id, visitor_of, ${shareToken} from visitor
    )
    select (select visitor.id from visitor) as id from list`.execute(db);
  return rows[0];
}

const visitorByToken = statement<[tokenHash: Buffer], { id: string; stale: boolean }>(
  (tokenHash) => sql`
    select id, visited_at < now() - interval '1 day' as stale from users
    where visitor_token_hash = ${tokenHash} and visitor_of is not null`,
);

/** The visitor who keeps this token; `stale` when it is not noted that they came today. */
export async function findVisitorByToken(
  db: Database,
  tokenHash: Buffer,
): Promise<{ id: string; stale: boolean } | undefined> {
  const [visitor] = await visitorByToken(db, tokenHash);
  return visitor;
}

/** Notes that a visitor came today. */
export async function touchVisitor(db: Database, visitorId: string): Promise<void> {
  await sql`update users set visited_at = now() where id = ${visitorId}`.execute(db);
}

/** A visitor as they see themselves. */
export async function findVisitor(db: Database, visitorId: string): Promise<Visitor | undefined> {
  const { rows } = await sql<Visitor>`
    select visitor.name, (select count(*)::int from reservations where holder_id = visitor.id) as held,
      json_build_object('id', wishlists.id, 'title', wishlists.title, 'emoji', wishlists.emoji, 'color', wishlists.color,
        'shareToken', case when ${canOpenWishlist(visitorId, 'id')} then wishlists.share_token end) as wishlist
    from users as visitor join wishlists on wishlists.id = visitor.visitor_of
    where visitor.id = ${visitorId}`.execute(db);
  return rows[0];
}

/** Gives a visitor a code for the move to an account; an earlier one is void. */
export async function setMoveCode(db: Database, visitorId: string, codeHash: Buffer): Promise<string> {
  const { move_code_until: until } = await db
    .updateTable('users')
    .set({ move_code_hash: codeHash, move_code_until: sql`now() + interval '15 minutes'` })
    .where('id', '=', visitorId)
    .returning('move_code_until')
    .executeTakeFirstOrThrow();
  return until ?? '';
}

/** What is to be moved to an account. */
export interface Moving {
  visitorId: string;
  wishlistId: string;
  ownerId: string;
  /** A block stands between the owner of the list and the person of the account. */
  blocked: boolean;
}

/** Takes the visitor of this code, as long as it is good, so that they do nothing else meanwhile. */
export async function lockMoving(db: Database, viewerId: string, codeHash: Buffer): Promise<Moving | undefined> {
  const { rows } = await sql<Moving>`
    select visitor.id as "visitorId", wishlists.id as "wishlistId", wishlists.owner_id as "ownerId",
      ${blockBetween(sql`wishlists.owner_id`, viewerId)} as blocked
    from users as visitor join wishlists on wishlists.id = visitor.visitor_of
    where visitor.move_code_hash = ${codeHash} and visitor.move_code_until > now()
    for update of visitor`.execute(db);
  return rows[0];
}

/** Takes what the visitor holds, and its stock, so that the person reserves none of it meanwhile; in the order of a release. */
export async function lockHeld(db: Database, visitorId: string, personId: string): Promise<void> {
  const theirs = sql`(select wish_id from reservations where holder_id = ${visitorId})`;
  await sql`
    select from reservations where wish_id in ${theirs} and holder_id in (${visitorId}, ${personId})
    order by wish_id, holder_id for update`.execute(db);
  await sql`select from wish_stock where wish_id in ${theirs} order by wish_id for update`.execute(db);
}

/**
 * Makes what the visitor holds the person’s, and answers how many wishes. Of a wish that both hold they hold the pieces of
 * both, as far as the one is that is less far, hidden if one was, under the promise that tells its owner less.
 */
export async function moveHeld(db: Database, visitorId: string, personId: string): Promise<number> {
  const { rows } = await sql<{ moved: number }>`
    with held as (
      select * from reservations where holder_id = ${visitorId} for update
    ), added as (
      update reservations as mine set quantity = mine.quantity + held.quantity,
        stage = case when 'reserved' in (mine.stage, held.stage) then 'reserved'
          when 'bought' in (mine.stage, held.stage) then 'bought' else 'given' end,
        hide_name = mine.hide_name or held.hide_name,
        surprise = case when 'full' in (mine.surprise, held.surprise) then 'full'
          when 'reserved' in (mine.surprise, held.surprise) then 'reserved' else 'open' end,
        reveal_on = case when mine.reveal_on is not null and held.reveal_on is not null
          then greatest(mine.reveal_on, held.reveal_on) end
      from held where mine.holder_id = ${personId} and mine.wish_id = held.wish_id
      returning mine.wish_id
    ), merged as (
      delete from reservations where holder_id = ${visitorId} and wish_id in (select wish_id from added)
    ), moved as (
      update reservations set holder_id = ${personId}
      where holder_id = ${visitorId} and wish_id not in (select wish_id from added)
    ), no_longer_waiting as (
      delete from waiting where user_id = ${personId} and wish_id in (select wish_id from held)
    )
    select count(*) as moved from held`.execute(db);
  return rows[0]?.moved ?? 0;
}

/** Makes what the visitor would have been told, and the link they came by, the person’s, where the person has none. */
export async function moveTraces(db: Database, visitorId: string, personId: string): Promise<void> {
  await sql`
    with told as (
      update notifications set user_id = ${personId}
      where user_id = ${visitorId}
        and not exists (select from notifications as mine where mine.user_id = ${personId} and mine.key = notifications.key)
    )
    insert into wishlist_visits (user_id, wishlist_id, share_token, visited_at)
    select ${personId}, wishlist_id, share_token, visited_at from wishlist_visits where user_id = ${visitorId}
    on conflict (user_id, wishlist_id) do nothing`.execute(db);
}

/** The link of a list, if the person may open it. */
export async function findShareToken(db: Database, personId: string, wishlistId: string): Promise<string | null> {
  const { rows } = await sql<{ shareToken: string }>`
    select share_token as "shareToken" from wishlists
    where id = ${wishlistId} and ${canOpenWishlist(personId, 'id')}`.execute(db);
  return rows[0]?.shareToken ?? null;
}

/** The wishes that a visitor holds. */
export async function findHeld(db: Database, visitorId: string): Promise<string[]> {
  const held = await db.selectFrom('reservations').select('wish_id').where('holder_id', '=', visitorId).execute();
  return held.map(({ wish_id }) => wish_id);
}

/** Takes a visitor so that they do nothing else meanwhile. */
export async function lockVisitor(db: Database, visitorId: string): Promise<void> {
  await sql`select from users where id = ${visitorId} for update`.execute(db);
}

/** Forgets a visitor, who holds nothing. */
export async function deleteVisitor(db: Database, visitorId: string): Promise<void> {
  await sql`delete from users where id = ${visitorId} and visitor_of is not null`.execute(db);
}
