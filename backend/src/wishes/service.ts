import { isDeepStrictEqual } from 'node:util';
import type { api } from '@wishlins/contract';
import { linkKey, withoutTracking } from '@wishlins/contract/links';
import { wishLimits, type CreatedWish, type NewWish, type OwnWish, type WishChanges } from '@wishlins/contract/wishes';
import type { OpenWishlist, OwnWishlistWithWishes, SharedWishlist } from '@wishlins/contract/wishlists';
import type { Static } from 'typebox';
import { inTransaction, type Database } from '../database/connect.ts';
import { isKey, readCursor, toPage, type Page } from '../database/page.ts';
import { refuse, refuseField } from '../errors.ts';
import { enqueue } from '../jobs/queue.ts';
import { requirePhotos } from '../photos/service.ts';
import { explainSharedLink, getOwnWishlist, noteVisit, refuseLink } from '../wishlists/service.ts';
import { fillWishes, withoutFills } from './preview-repository.ts';
import { withPreview } from './preview-service.ts';
import {
  copyWishes,
  countInFullest,
  findDuplicate,
  findOpenWishlist,
  findOwnWishes,
  findOwnWishlistWithWishes,
  findSharedWishlist,
  findWishOwner,
  insertWish,
  lockOwnWishlist,
  moveWishes,
  orderWishes,
  searchOwnWishes,
  searchSize,
  setDeleted,
  setReceived,
  updateQuantity,
  updateWish,
} from './repository.ts';

/** The viewer’s own wishlist with its wishes. */
export async function openOwnWishlist(
  db: Database,
  viewerId: string,
  wishlistId: string,
): Promise<OwnWishlistWithWishes> {
  return (await findOwnWishlistWithWishes(db, viewerId, wishlistId)) ?? refuse('wishlist_not_found');
}

/** A wishlist by its share link as a guest sees it, or, for its owner, the id under which they see it themselves. */
export async function openSharedWishlist(
  db: Database,
  viewerId: string,
  shareToken: string,
): Promise<SharedWishlist | { ownWishlistId: string }> {
  const found = await findSharedWishlist(db, viewerId, shareToken);
  if (!found) return { ownWishlistId: await explainSharedLink(db, viewerId, shareToken) };
  const { visited, ...wishlist } = found;
  if (!visited) await noteVisit(db, viewerId, wishlist.id, shareToken);
  return wishlist;
}

/** A wishlist by its share link as anybody reads it, if it opens to anybody. */
export async function readOpenWishlist(db: Database, shareToken: string): Promise<OpenWishlist> {
  return (await findOpenWishlist(db, shareToken)) ?? refuseLink(db, shareToken);
}

/** A wish of the viewer’s own. */
export async function getOwnWish(db: Database, viewerId: string, wishId: string): Promise<OwnWish> {
  const [wish] = await findOwnWishes(db, viewerId, [wishId]);
  return wish ?? refuse('wish_not_found');
}

/** A page of the viewer’s wishes that have not come true, by words in their title. */
export async function searchWishes(
  db: Database,
  viewerId: string,
  { words = '', cursor }: { words?: string; cursor?: string },
): Promise<Page<OwnWish>> {
  const [afterId] = readCursor(cursor, [isKey.id]) ?? [];
  return toPage(await searchOwnWishes(db, viewerId, words, afterId), ({ id }) => [id], searchSize);
}

/** Adds a wish to a list of the viewer’s; one piece of normal priority unless said otherwise. */
export async function createWish(
  db: Database,
  viewerId: string,
  wishlistId: string,
  given: NewWish,
): Promise<CreatedWish> {
  return inTransaction(db, async (trx) => {
    await takeForAdding(trx, viewerId, wishlistId);
    await requirePhotos(trx, given.pictures);
    const { quantity = 1, priority = 'normal', title } = given;
    const preview = await withPreview(trx, viewerId, given);
    const wish = { ...columns(given), ...preview, title, priority, wishlist_id: wishlistId };
    const id = await insertWish(trx, wish, quantity);
    // What is known of the page already is there at once.
    if (given.url) await fillWishes(trx, given.url);
    await refuseTooMany(trx, [id]);
    await enqueue(trx, 'feed', { wishlistId });
    const duplicateOf = given.url ? ((await findDuplicate(trx, id)) ?? null) : null;
    return { ...(await getOwnWish(trx, viewerId, id)), duplicateOf };
  });
}

/** Takes a list of the viewer’s for adding to it; however many add at once, {@link refuseTooMany} then counts them all. */
async function takeForAdding(db: Database, viewerId: string, wishlistId: string): Promise<void> {
  if (!(await lockOwnWishlist(db, viewerId, wishlistId))) refuse('wishlist_not_found');
}

async function refuseTooMany(db: Database, added: readonly string[]): Promise<void> {
  if ((await countInFullest(db, added)) > wishLimits.wishes) refuse('limit_reached', { limit: wishLimits.wishes });
}

/** Changes a wish as last seen at `version`. The answer is the same whether or not somebody has reserved it. */
export async function changeWish(
  db: Database,
  viewerId: string,
  wishId: string,
  { version, quantity, ...changes }: WishChanges,
): Promise<OwnWish> {
  return inTransaction(db, async (trx) => {
    const before = await getOwnWish(trx, viewerId, wishId);
    await requirePhotos(trx, changes.pictures);
    const content = { ...before, ...changes };
    const isElsewhere = changes.url !== undefined && content.url !== before.url;
    const preview = isElsewhere ? await withPreview(trx, viewerId, content) : withoutFills(changes);
    if (!(await updateWish(trx, viewerId, wishId, version, { ...columns(changes), ...preview })))
      refuse('version_conflict');
    if (isElsewhere && content.url) await fillWishes(trx, content.url);
    if (quantity !== undefined) await updateQuantity(trx, wishId, quantity);
    const after = await getOwnWish(trx, viewerId, wishId);
    await putNewsOut(trx, before, after);
    return after;
  });
}

/** Puts out what concerns holders and those who wait: title, price and link; how many are wished for. */
async function putNewsOut(db: Database, before: OwnWish, after: OwnWish): Promise<void> {
  const { id: wishId, version } = after;
  const [was, is] = [faceOf(before), faceOf(after)];
  if (!isDeepStrictEqual(was, is)) {
    await enqueue(db, 'wish-news', { what: 'changed', wishId, version, before: was, after: is });
  }
  if (before.quantity !== after.quantity) await enqueue(db, 'wish-news', { what: 'quantity', wishId, version });
}

function faceOf({ title, price, url }: OwnWish) {
  return { title, price, url };
}

/** The columns of what an owner writes; what is left out is left out. */
function columns(given: Partial<Omit<NewWish, 'quantity'>>) {
  const { title, note, url, pictures, price, priority } = given;
  return {
    ...(title === undefined ? {} : { title }),
    ...(priority === undefined ? {} : { priority }),
    ...(note === undefined ? {} : { note: note || null }),
    ...(url === undefined ? {} : { url: url && withoutTracking(url), url_key: url && linkKey(url) }),
    ...(pictures === undefined ? {} : { pictures: JSON.stringify(pictures) }),
    ...(price === undefined ? {} : { price_amount: price?.amount ?? null, price_currency: price?.currency ?? null }),
  };
}

/** Deletes a wish, so that it can be brought back; who reserved it keeps what they need to know. */
export async function deleteWish(db: Database, viewerId: string, wishId: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    const deleted = await setDeleted(trx, viewerId, [wishId], true);
    if (deleted.length === 0) refuse('wish_not_found');
    await enqueue(trx, 'wish-news', { what: 'removed', wishIds: deleted });
  });
}

type Batch = Static<NonNullable<typeof api.wishes.batch.body>>;

/** Does one thing to several wishes of the viewer’s: to all of them or to none. */
export async function changeSeveral(
  db: Database,
  viewerId: string,
  { action, wishIds, wishlistId }: Batch,
): Promise<{ wishes: OwnWish[] }> {
  return inTransaction(db, async (trx) => {
    const ids = await carryOut(trx, viewerId, action, wishIds, wishlistId);
    if (ids.length !== wishIds.length) refuse('wish_not_found');
    await refuseTooMany(trx, ids);
    if (action === 'remove') await enqueue(trx, 'wish-news', { what: 'removed', wishIds: ids });
    if (action === 'receive') await enqueue(trx, 'wish-news', { what: 'received', wishIds: ids });
    if (action === 'copy' && wishlistId) await enqueue(trx, 'feed', { wishlistId });
    return { wishes: await findOwnWishes(trx, viewerId, ids) };
  });
}

async function carryOut(
  db: Database,
  viewerId: string,
  action: Batch['action'],
  wishIds: string[],
  wishlistId: string | undefined,
): Promise<string[]> {
  switch (action) {
    case 'receive':
    case 'unreceive':
      return setReceived(db, viewerId, wishIds, action === 'receive');
    case 'remove':
    case 'restore':
      return setDeleted(db, viewerId, wishIds, action === 'remove');
    case 'move':
    case 'copy': {
      const target = wishlistId ?? refuseField('body.wishlistId', 'required');
      await takeForAdding(db, viewerId, target);
      if (action === 'move') return moveWishes(db, viewerId, wishIds, target);
      const own = await findOwnWishes(db, viewerId, wishIds);
      return copyWishes(
        db,
        viewerId,
        own.map(({ id }) => id),
        target,
      );
    }
  }
}

/** Puts the wishes of a list of the viewer’s into this order. */
export async function arrangeWishes(
  db: Database,
  viewerId: string,
  wishlistId: string,
  wishIds: readonly string[],
): Promise<void> {
  await getOwnWishlist(db, viewerId, wishlistId);
  await orderWishes(db, wishlistId, wishIds);
}

/** “I want it too”: copies somebody else’s wish into a list of the viewer’s. */
export async function wantToo(db: Database, viewerId: string, wishId: string, wishlistId: string): Promise<OwnWish> {
  return inTransaction(db, async (trx) => {
    const ownerId = (await findWishOwner(trx, viewerId, wishId)) ?? refuse('wish_not_found');
    if (ownerId === viewerId) refuse('own_wish');
    await takeForAdding(trx, viewerId, wishlistId);
    const [id = refuse('wish_not_found')] = await copyWishes(trx, viewerId, [wishId], wishlistId);
    await refuseTooMany(trx, [id]);
    await enqueue(trx, 'feed', { wishlistId });
    return getOwnWish(trx, viewerId, id);
  });
}
