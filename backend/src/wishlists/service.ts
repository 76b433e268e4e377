import { randomBytes } from 'node:crypto';
import type { Person } from '@wishlins/contract/users';
import {
  wishlistLimits,
  type NewWishlist,
  type OwnWishlist,
  type SharedCover,
  type WishlistChanges,
} from '@wishlins/contract/wishlists';
import { inTransaction, type Database } from '../database/connect.ts';
import { isKey, readCursor, toPage, type Page } from '../database/page.ts';
import { refuse, refuseField } from '../errors.ts';
import { enqueue } from '../jobs/queue.ts';
import { getRelation, holdingOffBlocks } from '../users/service.ts';
import { nobody } from './access.ts';
import {
  countWishlistsForUpdate,
  explainLink,
  findOpenedWishlists,
  findOwnWishlist,
  findOwnWishlists,
  findSelected,
  findWishlistsOf,
  insertWishlist,
  markWishlistDeleted,
  recordVisit,
  replaceSelected,
  replaceShareToken,
  setArchived,
  unmarkWishlistDeleted,
  updateWishlist,
} from './repository.ts';

/** The viewer’s own wishlist; everybody else’s is not found. */
export async function getOwnWishlist(db: Database, viewerId: string, id: string): Promise<OwnWishlist> {
  return (await findOwnWishlist(db, viewerId, id)) ?? refuse('wishlist_not_found');
}

/** All of the viewer’s own wishlists in their order, those in use before the archived ones. */
export async function listOwnWishlists(db: Database, viewerId: string): Promise<OwnWishlist[]> {
  return [...(await findOwnWishlists(db, viewerId, 'active')), ...(await findOwnWishlists(db, viewerId, 'archived'))];
}

/** Makes a wishlist: private and a full surprise unless said otherwise. */
export async function createWishlist(db: Database, viewerId: string, given: NewWishlist): Promise<OwnWishlist> {
  const { title, emoji, note, eventDate = null, revealOn = null } = given;
  return inTransaction(db, async (trx) => {
    await refuseTooManyWishlists(trx, viewerId);
    const id = await insertWishlist(trx, {
      owner_id: viewerId,
      title,
      emoji: emoji ?? null,
      color: given.color ?? 'rose',
      occasion: given.occasion ?? null,
      event_date: eventDate,
      note: note || null,
      visibility: given.visibility ?? 'private',
      surprise: given.surprise ?? 'full',
      reveal_on: endOfSurprise(revealOn, eventDate),
      share_token: newShareToken(),
    });
    return getOwnWishlist(trx, viewerId, id);
  });
}

async function refuseTooManyWishlists(db: Database, viewerId: string): Promise<void> {
  const count = await countWishlistsForUpdate(db, viewerId);
  if (count >= wishlistLimits.wishlists) refuse('limit_reached', { limit: wishlistLimits.wishlists });
}

/**
 * The day on which the surprise ends, or `null` for three days after the event. The owner may defer it, never hasten it:
 * an event in the past, however it came there, leaves three days more.
 */
function endOfSurprise(wanted: string | null, eventDate: string | null): string | null {
  if (!eventDate) return wanted ? refuseField('body.revealOn', 'needs eventDate') : null;
  const byDefault = threeDaysAfter(eventDate);
  if (wanted && wanted < byDefault) refuseField('body.revealOn', 'too early');
  const soonest = threeDaysAfter(new Date().toISOString().slice(0, 10));
  return (wanted ?? byDefault) < soonest ? soonest : wanted;
}

function threeDaysAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 3);
  return date.toISOString().slice(0, 10);
}

function newShareToken(): string {
  return randomBytes(16).toString('base64url');
}

/** Changes a wishlist as last seen at `version`. */
export async function changeWishlist(
  db: Database,
  viewerId: string,
  id: string,
  { version, ...changes }: WishlistChanges,
): Promise<OwnWishlist> {
  return inTransaction(db, async (trx) => {
    const before = await getOwnWishlist(trx, viewerId, id);
    const { eventDate = before.eventDate, revealOn, note, ...rest } = changes;
    const moved = eventDate !== before.eventDate || revealOn !== undefined;
    const isNews = await updateWishlist(trx, viewerId, id, version, {
      ...rest,
      ...(note === undefined ? {} : { note: note || null }),
      ...(moved ? { event_date: eventDate, reveal_on: endOfSurprise(revealOn ?? null, eventDate) } : {}),
    });
    if (isNews === undefined) refuse('version_conflict');
    if (isNews) await enqueue(trx, 'feed', { wishlistId: id });
    return getOwnWishlist(trx, viewerId, id);
  });
}

/** Deletes a wishlist, so that it can be brought back; who reserved from it keeps what they need to know. */
export async function deleteWishlist(db: Database, viewerId: string, id: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    if (!(await markWishlistDeleted(trx, viewerId, id))) refuse('wishlist_not_found');
    await enqueue(trx, 'wish-news', { what: 'list-removed', wishlistId: id });
  });
}

/** Brings a deleted wishlist back within 30 days. */
export async function restoreWishlist(db: Database, viewerId: string, id: string): Promise<OwnWishlist> {
  return inTransaction(db, async (trx) => {
    if (!(await findOwnWishlist(trx, viewerId, id))) await refuseTooManyWishlists(trx, viewerId);
    if (!(await unmarkWishlistDeleted(trx, viewerId, id))) refuse('wishlist_not_found');
    return getOwnWishlist(trx, viewerId, id);
  });
}

/** Puts a wishlist into the archive, where only its owner opens it, or takes it out. */
export async function archiveWishlist(
  db: Database,
  viewerId: string,
  id: string,
  archived: boolean,
): Promise<OwnWishlist> {
  await setArchived(db, viewerId, id, archived);
  return getOwnWishlist(db, viewerId, id);
}

/** Replaces the share link. */
export async function rotateLink(
  db: Database,
  viewerId: string,
  id: string,
): Promise<{ shareToken: string; version: number }> {
  const shareToken = newShareToken();
  const version = await replaceShareToken(db, viewerId, id, shareToken);
  if (version === undefined) refuse('wishlist_not_found');
  return { shareToken, version };
}

/** The people selected for a wishlist of the viewer’s. */
export async function listSelected(db: Database, viewerId: string, id: string): Promise<{ people: Person[] }> {
  await getOwnWishlist(db, viewerId, id);
  return { people: await findSelected(db, id) };
}

/** Selects the people for a wishlist of the viewer’s; all of them or, if one cannot be, none. */
export async function selectPeople(
  db: Database,
  viewerId: string,
  id: string,
  userIds: readonly string[],
): Promise<{ people: Person[] }> {
  return holdingOffBlocks(db, viewerId, async (trx) => {
    await getOwnWishlist(trx, viewerId, id);
    if ((await replaceSelected(trx, id, viewerId, userIds)) !== userIds.length) refuse('user_not_found');
    return { people: await findSelected(trx, id) };
  });
}

/** The wishlists of a person that the viewer may open from their profile. */
export async function listWishlistsOf(
  db: Database,
  viewerId: string,
  ownerId: string,
): Promise<{ wishlists: SharedCover[] }> {
  await getRelation(db, viewerId, ownerId);
  return { wishlists: await findWishlistsOf(db, viewerId, ownerId) };
}

/** A page of the wishlists of others that the viewer has opened. */
export async function listOpened(db: Database, viewerId: string, cursor?: string): Promise<Page<SharedCover>> {
  const [visitedAt, id] = readCursor(cursor, [isKey.instant, isKey.id]) ?? [];
  const rows = await findOpenedWishlists(db, viewerId, visitedAt && id ? { visitedAt, id } : undefined);
  return toPage(rows, (row) => [row.visitedAt, row.id]);
}

/** Refuses a share link that shows nothing, or answers the id of the viewer’s own list behind it. */
export async function explainSharedLink(db: Database, viewerId: string, shareToken: string): Promise<string> {
  const { ownWishlistId, retired } = await explainLink(db, viewerId, shareToken);
  if (retired) refuse('link_changed');
  return ownWishlistId ?? refuse('wishlist_not_found');
}

/** Refuses a share link that shows nothing to anybody: it was replaced, or nobody is told that there is a list. */
export async function refuseLink(db: Database, shareToken: string): Promise<never> {
  const { retired } = await explainLink(db, nobody, shareToken);
  refuse(retired ? 'link_changed' : 'wishlist_not_found');
}

/** Remembers that the viewer came by this link, so that they find the list again and a rotation shuts them out. */
export async function noteVisit(db: Database, viewerId: string, wishlistId: string, shareToken: string): Promise<void> {
  await recordVisit(db, viewerId, wishlistId, shareToken);
}
