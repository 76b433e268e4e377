import type { WishlistFace } from '@wishlins/contract/face';
import type { OwnWish } from '@wishlins/contract/wishes';
import type { OpenWishlist, OwnWishlistWithWishes, SharedWishlist } from '@wishlins/contract/wishlists';
import { sql, type Insertable, type UpdateObject } from 'kysely';
import type { Database } from '../database/connect.ts';
import type { DB, Wishes } from '../database/schema.ts';
import { statement } from '../database/statement.ts';
import { personJson } from '../users/views.ts';
import { canOpenWishlist, nobody } from '../wishlists/access.ts';
import { coverColumns, ownColumns, revealOn } from '../wishlists/views.ts';
import { ago } from '../retention.ts';
import { asAnybody, asGuest, asOwner, contentColumns } from './views.ts';

const inOrder = sql`order by wishes.position, wishes.id desc`;

const ownWishlist = statement<[ownerId: string, wishlistId: string], OwnWishlistWithWishes>(
  (ownerId, wishlistId) => sql`
    select ${ownColumns}, coalesce((
      select json_agg(wish) from (
        select ${asOwner} from wishes join wish_stock on wish_stock.wish_id = wishes.id
        where wishes.wishlist_id = wishlists.id and wishes.deleted_at is null ${inOrder}
      ) as wish), '[]') as wishes
    from wishlists
    where id = ${wishlistId} and owner_id = ${ownerId} and deleted_at is null`,
);

/** The viewer’s own wishlist with its wishes, as its owner sees it. */
export async function findOwnWishlistWithWishes(
  db: Database,
  ownerId: string,
  wishlistId: string,
): Promise<OwnWishlistWithWishes | undefined> {
  const [wishlist] = await ownWishlist(db, ownerId, wishlistId);
  return wishlist;
}

const sharedWishlist = statement<[viewerId: string, shareToken: string], SharedWishlist & { visited: boolean }>(
  (viewerId, shareToken) => sql`
    select ${coverColumns}, ${personJson('owner')} as owner, exists (
        select from wishlist_visits as visit where visit.user_id = ${viewerId} and visit.wishlist_id = wishlists.id
          and visit.share_token = wishlists.share_token and visit.visited_at > now() - interval '1 day'
      ) as visited, coalesce((
        select json_agg(wish) from (
          select ${asGuest(viewerId)} from wishes join wish_stock on wish_stock.wish_id = wishes.id
          where wishes.wishlist_id = wishlists.id and wishes.deleted_at is null ${inOrder}
        ) as wish), '[]') as wishes
    from wishlists join users as owner on owner.id = wishlists.owner_id
    where wishlists.share_token = ${shareToken} and wishlists.owner_id <> ${viewerId}
      and ${canOpenWishlist(viewerId, 'link')}`,
);

/** Somebody else’s wishlist by its share link, as a guest sees it; `visited` when this link was recorded today. */
export async function findSharedWishlist(
  db: Database,
  viewerId: string,
  shareToken: string,
): Promise<(SharedWishlist & { visited: boolean }) | undefined> {
  const [wishlist] = await sharedWishlist(db, viewerId, shareToken);
  return wishlist;
}

/** So many wishes fill the first screen of a tablet. */
const FACE_WISHES = 12;

const wishlistFace = statement<[shareToken: string], WishlistFace>(
  (shareToken) => sql`
    select wishlists.title, wishlists.emoji, wishlists.color, wishlists.event_date as "eventDate", wishlists.note,
      wishlists.surprise, ${revealOn} as "revealOn",
      json_build_object('name', owner.first_name, 'photoUrl', null) as owner,
      (select count(*)::int from wishes where wishlist_id = wishlists.id and deleted_at is null) as count,
      (select count(*)::int from wishes
        where wishlist_id = wishlists.id and deleted_at is null and received_at is null) as wanted, coalesce((
        select json_agg(wish) from (
          select ${asAnybody} from wishes join wish_stock on wish_stock.wish_id = wishes.id
          where wishes.wishlist_id = wishlists.id and wishes.deleted_at is null
          order by wishes.received_at is not null, wishes.position, wishes.id desc limit ${sql.lit(FACE_WISHES)}
        ) as wish), '[]') as wishes
    from wishlists join users as owner on owner.id = wishlists.owner_id
    where wishlists.share_token = ${shareToken} and ${canOpenWishlist(nobody, 'link')}`,
);

/** What anybody sees of a wishlist that is open to whoever has this link. Reads no reservations. */
export async function findWishlistFace(db: Database, shareToken: string): Promise<WishlistFace | undefined> {
  const [face] = await wishlistFace(db, shareToken);
  return face;
}

const openWishlist = statement<[shareToken: string], OpenWishlist>(
  (shareToken) => sql`
    select ${coverColumns}, json_build_object('name', owner.first_name) as owner, coalesce((
        select json_agg(wish) from (
          select ${contentColumns} from wishes join wish_stock on wish_stock.wish_id = wishes.id
          where wishes.wishlist_id = wishlists.id and wishes.deleted_at is null ${inOrder}
        ) as wish), '[]') as wishes
    from wishlists join users as owner on owner.id = wishlists.owner_id
    where wishlists.share_token = ${shareToken} and ${canOpenWishlist(nobody, 'link')}`,
);

/** All of such a wishlist. Reads no reservations either. */
export async function findOpenWishlist(db: Database, shareToken: string): Promise<OpenWishlist | undefined> {
  const [wishlist] = await openWishlist(db, shareToken);
  return wishlist;
}

/** Wishes of the viewer’s own, in the order of their lists. */
export async function findOwnWishes(db: Database, ownerId: string, wishIds: readonly string[]): Promise<OwnWish[]> {
  const { rows } = await sql<OwnWish>`
    select ${asOwner} from wishes join wish_stock on wish_stock.wish_id = wishes.id
      join wishlists on wishlists.id = wishes.wishlist_id
    where wishes.id = any(${wishIds}::uuid[]) and wishlists.owner_id = ${ownerId}
      and wishes.deleted_at is null and wishlists.deleted_at is null ${inOrder}`.execute(db);
  return rows;
}

/** How many wishes a search answers at once: with lists beside them they fit into one answer of the bot’s. */
export const searchSize = 30;

const wishesByTitle = statement<[ownerId: string, words: string, afterId: string | null], OwnWish>(
  (ownerId, words, afterId) => sql`
    select ${asOwner} from (
      select wishes.id from wishlists join wishes on wishes.wishlist_id = wishlists.id
      where wishlists.owner_id = ${ownerId} and wishlists.deleted_at is null and wishlists.archived_at is null
        and wishes.deleted_at is null and wishes.received_at is null
        and strpos(lower(wishes.title collate "pg_c_utf8"), lower(${words}::text collate "pg_c_utf8")) > 0
        and (${afterId}::uuid is null or wishes.id < ${afterId}::uuid)
      order by wishes.id desc limit ${sql.lit(searchSize + 1)}
    ) as found join wishes on wishes.id = found.id join wish_stock on wish_stock.wish_id = wishes.id
    order by wishes.id desc`,
);

/** Wishes of the viewer’s own with these words in their title that have not come true, of all lists in use, newest first. */
export async function searchOwnWishes(
  db: Database,
  ownerId: string,
  words: string,
  afterId: string | undefined,
): Promise<OwnWish[]> {
  return wishesByTitle(db, ownerId, words, afterId ?? null);
}

/** Locks a wishlist of the viewer’s against other additions; `false`: they have none such. */
export async function lockOwnWishlist(db: Database, ownerId: string, wishlistId: string): Promise<boolean> {
  const { rows } = await sql`
    select from wishlists where id = ${wishlistId} and owner_id = ${ownerId} and deleted_at is null
    for no key update`.execute(db);
  return rows.length > 0;
}

/** How many wishes the fullest of the lists has in which these wishes are. */
export async function countInFullest(db: Database, wishIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select max(count) as count
    from (select distinct wishlist_id from wishes where id = any(${wishIds}::uuid[])) as list, lateral (
      select count(*) from wishes where wishes.wishlist_id = list.wishlist_id and wishes.deleted_at is null
    ) as counted`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Adds a wish before all others of its list, with its stock. */
export async function insertWish(
  db: Database,
  wish: Omit<Insertable<Wishes>, 'position'>,
  quantity: number | null,
): Promise<string> {
  const { id } = await db
    .with('wish', (create) =>
      create
        .insertInto('wishes')
        .values({ ...wish, position: firstPosition(wish.wishlist_id) })
        .returning('id'),
    )
    .insertInto('wish_stock')
    .columns(['wish_id', 'quantity'])
    .expression((select) =>
      select.selectFrom('wish').select(['id', sql<number | null>`${quantity}::int`.as('quantity')]),
    )
    .returning('wish_id as id')
    .executeTakeFirstOrThrow();
  return id;
}

function firstPosition(wishlistId: string) {
  return sql<number>`(select coalesce(min(position), 0) - 1 from wishes
    where wishlist_id = ${wishlistId} and deleted_at is null)`;
}

/** Another wish of the list with the same link. */
export async function findDuplicate(db: Database, wishId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select other.id from wishes as wish join wishes as other using (wishlist_id, url_key)
    where wish.id = ${wishId} and other.id <> wish.id and other.deleted_at is null
    order by other.id limit 1`.execute(db);
  return rows[0]?.id;
}

/** Condition: the wish belongs to a wishlist of this owner that is not deleted. */
function ownedBy(ownerId: string) {
  return sql<boolean>`exists (select from wishlists where wishlists.id = wishes.wishlist_id
    and wishlists.owner_id = ${ownerId} and wishlists.deleted_at is null)`;
}

/** Changes a wish that is still at `version`; answers whether it was. */
export async function updateWish(
  db: Database,
  ownerId: string,
  wishId: string,
  version: number,
  changes: UpdateObject<DB, 'wishes'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('wishes')
    .set({ ...changes, version: version + 1, updated_at: sql`now()` })
    .where('id', '=', wishId)
    .where('version', '=', version)
    .where('deleted_at', 'is', null)
    .where(ownedBy(ownerId))
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

/** Changes how many are wished for; surplus reservations stay. */
export async function updateQuantity(db: Database, wishId: string, quantity: number | null): Promise<void> {
  await db.updateTable('wish_stock').set({ quantity }).where('wish_id', '=', wishId).execute();
}

/** Marks wishes of the owner as deleted, or, as long as they are kept, as not; answers those there are. */
export async function setDeleted(
  db: Database,
  ownerId: string,
  wishIds: readonly string[],
  deleted: boolean,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update wishes set deleted_at = ${deleted ? sql`now()` : sql`null`}
    where id = any(${wishIds}::uuid[]) and ${ownedBy(ownerId)}
      and ${deleted ? sql`deleted_at is null` : sql`(deleted_at is null or deleted_at > ${ago('deleted')})`}
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Marks wishes of the owner as received, or as wished for again; answers those there are. */
export async function setReceived(
  db: Database,
  ownerId: string,
  wishIds: readonly string[],
  received: boolean,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update wishes set received_at = ${received ? sql`coalesce(received_at, now())` : sql`null`},
      version = version + 1, updated_at = now()
    where id = any(${wishIds}::uuid[]) and deleted_at is null and ${ownedBy(ownerId)}
    returning id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Moves wishes of the owner to the top of another list, in the order given; answers those there are. */
export async function moveWishes(
  db: Database,
  ownerId: string,
  wishIds: readonly string[],
  wishlistId: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update wishes set wishlist_id = ${wishlistId}, version = version + 1, updated_at = now(),
      position = ${firstPosition(wishlistId)} - cardinality(${wishIds}::uuid[]) + place::int
    from unnest(${wishIds}::uuid[]) with ordinality as given(wish_id, place)
    where wishes.id = wish_id and deleted_at is null and ${ownedBy(ownerId)}
    returning wishes.id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Copies wishes that the viewer may open to the top of a list, each with a stock of its own; answers the copies’ ids. */
export async function copyWishes(
  db: Database,
  viewerId: string,
  wishIds: readonly string[],
  wishlistId: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with given as (
      select wish_id, place, uuidv7() as copy_id
      from unnest(${wishIds}::uuid[]) with ordinality as given(wish_id, place)
    ), copied as (
      insert into wishes (id, wishlist_id, title, note, url, url_key, pictures, price_amount, price_currency, priority,
        position)
      select copy_id, ${wishlistId}, wishes.title, wishes.note, url, url_key, pictures, price_amount, price_currency,
        priority, ${firstPosition(wishlistId)} - cardinality(${wishIds}::uuid[]) + place::int
      from given join wishes on wishes.id = wish_id join wishlists on wishlists.id = wishes.wishlist_id
      where wishes.deleted_at is null and ${canOpenWishlist(viewerId, 'id')}
      returning id
    )
    insert into wish_stock (wish_id, quantity)
    select copied.id, wish_stock.quantity
    from copied join given on copy_id = copied.id join wish_stock on wish_stock.wish_id = given.wish_id
    returning wish_id as id`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whose wish it is, if the viewer may open it. */
export async function findWishOwner(db: Database, viewerId: string, wishId: string): Promise<string | undefined> {
  const { rows } = await sql<{ ownerId: string }>`
    select owner_id as "ownerId" from wishes join wishlists on wishlists.id = wishes.wishlist_id
    where wishes.id = ${wishId} and wishes.deleted_at is null and ${canOpenWishlist(viewerId, 'id')}`.execute(db);
  return rows[0]?.ownerId;
}

/** Puts the named wishes first, in this order. */
export async function orderWishes(db: Database, wishlistId: string, wishIds: readonly string[]): Promise<void> {
  await sql`
    update wishes set position = placed.position
    from (
      select wishes.id, row_number() over (order by place, wishes.position, wishes.id desc) as position
      from wishes left join unnest(${wishIds}::uuid[]) with ordinality as given(id, place) using (id)
      where wishlist_id = ${wishlistId} and deleted_at is null
    ) as placed
    where wishes.id = placed.id and wishes.position <> placed.position`.execute(db);
}
