import type { api } from '@wishlins/contract';
import type { Output } from '@wishlins/contract/endpoint';
import { muteLimit, type Notification, type NotificationSettings } from '@wishlins/contract/notifications';
import type { Static } from 'typebox';
import type { Database } from '../database/connect.ts';
import { isKey, readCursor, toPage, type Page } from '../database/page.ts';
import { refuse, refuseField } from '../errors.ts';
import { getRelation } from '../users/service.ts';
import {
  findMutedPeople,
  findMutedWishlists,
  findNotifications,
  findSettings,
  insertMutedPerson,
  insertMutedWishlist,
  upsertSettings,
} from './repository.ts';

/** A page of what the viewer was told. */
export async function listNotifications(db: Database, viewerId: string, cursor?: string): Promise<Page<Notification>> {
  const [beforeId] = readCursor(cursor, [isKey.id]) ?? [];
  return toPage(await findNotifications(db, viewerId, beforeId), ({ id }) => [id]);
}

/** Of what, and when, the viewer is told. */
export async function getSettings(db: Database, viewerId: string): Promise<NotificationSettings> {
  return (await findSettings(db, viewerId)) ?? refuse('unauthenticated');
}

type SettingsChanges = Static<NonNullable<typeof api.notifications.updateSettings.body>>;

/** Changes of what, and when, the viewer is told; what is left out stays. */
export async function changeSettings(
  db: Database,
  viewerId: string,
  { off, quietHours }: SettingsChanges,
): Promise<NotificationSettings> {
  if (quietHours && quietHours.from === quietHours.to) refuseField('body.quietHours', 'empty');
  await upsertSettings(db, viewerId, {
    ...(off === undefined ? {} : { off }),
    ...(quietHours === undefined ? {} : { quiet_from: quietHours?.from ?? null, quiet_to: quietHours?.to ?? null }),
  });
  return getSettings(db, viewerId);
}

/** The people and lists of which the viewer wants to hear nothing. */
export async function listMuted(db: Database, viewerId: string): Promise<Output<typeof api.notifications.muted>> {
  const [people, wishlists] = await Promise.all([findMutedPeople(db, viewerId), findMutedWishlists(db, viewerId)]);
  return { people, wishlists };
}

/** The viewer wants to hear nothing of a person. */
export async function mutePerson(db: Database, viewerId: string, userId: string): Promise<void> {
  if (viewerId === userId) refuse('not_yourself');
  await getRelation(db, viewerId, userId);
  if (!(await insertMutedPerson(db, viewerId, userId))) refuse('limit_reached', { limit: muteLimit });
}

/** The viewer wants to hear nothing of a list. */
export async function muteWishlist(db: Database, viewerId: string, wishlistId: string): Promise<void> {
  const { found, muted } = await insertMutedWishlist(db, viewerId, wishlistId);
  if (!found) refuse('wishlist_not_found');
  if (!muted) refuse('limit_reached', { limit: muteLimit });
}
