import type { DownloadFormat } from '@wishlins/contract/downloads';
import type { OwnData } from '@wishlins/contract/own-data';
import type { Language } from '@wishlins/contract/users';
import { inSnapshot, type Database } from '../database/connect.ts';
import type { Page } from '../database/page.ts';
import { listBlocked, listFriends } from '../friends/service.ts';
import { getSettings, listMuted, listNotifications } from '../notifications/service.ts';
import { hashOf, newToken } from '../tokens.ts';
import { getMe } from '../users/service.ts';
import { listMyReservations } from '../wishes/reservation-service.ts';
import { openOwnWishlist } from '../wishes/service.ts';
import { listOpened, listOwnWishlists, listSelected } from '../wishlists/service.ts';
import { findDownload, findHopedFor, takeDownload, upsertDownload } from './repository.ts';

/** Everything that is the viewer’s own, read as the app shows it to them. */
export async function gatherOwnData(db: Database, viewerId: string, origin: string): Promise<OwnData> {
  return inSnapshot(db, async (trx) => {
    const muted = await listMuted(trx, viewerId);
    return {
      origin,
      profile: await getMe(trx, viewerId),
      notificationSettings: await getSettings(trx, viewerId),
      wishlists: await gatherWishlists(trx, viewerId),
      following: await allOf((cursor) => listFriends(trx, viewerId, 'following', cursor)),
      blocked: await allOf((cursor) => listBlocked(trx, viewerId, cursor)),
      mutedPeople: muted.people,
      mutedWishlists: muted.wishlists,
      openedWishlists: await allOf((cursor) => listOpened(trx, viewerId, cursor)),
      gifts: await allOf((cursor) => listMyReservations(trx, viewerId, cursor)),
      hopedFor: await findHopedFor(trx, viewerId),
      notifications: await allOf((cursor) => listNotifications(trx, viewerId, cursor)),
    };
  });
}

/** What the table of the viewer’s wishes is made of, with the words that they read. */
export async function gatherWishes(
  db: Database,
  viewerId: string,
): Promise<{ wishlists: OwnData['wishlists']; language: Language }> {
  return inSnapshot(db, async (trx) => {
    const { language } = await getMe(trx, viewerId);
    return { wishlists: await gatherWishlists(trx, viewerId), language };
  });
}

async function gatherWishlists(db: Database, viewerId: string): Promise<OwnData['wishlists']> {
  const wishlists: OwnData['wishlists'] = [];
  for (const { id } of await listOwnWishlists(db, viewerId)) {
    const { people: selectedPeople } = await listSelected(db, viewerId, id);
    wishlists.push({ ...(await openOwnWishlist(db, viewerId, id)), selectedPeople });
  }
  return wishlists;
}

async function allOf<Entry>(read: (cursor?: string) => Promise<Page<Entry>>): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let cursor: string | undefined, more = true; more;) {
    const page = await read(cursor);
    entries.push(...page.entries);
    cursor = page.next ?? undefined;
    more = cursor !== undefined;
  }
  return entries;
}

/** Makes a file of the viewer’s data ready for who knows the token; it is written when it is fetched. */
export async function prepareDownload(
  db: Database,
  viewerId: string,
  format: DownloadFormat,
): Promise<{ token: string }> {
  const token = newToken();
  await upsertDownload(db, { userId: viewerId, format, tokenHash: hashOf(token) });
  return { token };
}

/** Whose file of this format the token opens, if it still opens any. */
export async function redeemDownload(db: Database, format: DownloadFormat, token: string): Promise<string | undefined> {
  return takeDownload(db, format, hashOf(token));
}

/** Whether the token still opens a file of this format. */
export async function isDownloadReady(db: Database, format: DownloadFormat, token: string): Promise<boolean> {
  return findDownload(db, format, hashOf(token));
}
