import type { api } from '@wishlins/contract';
import type { Output } from '@wishlins/contract/endpoint';
import type { MyReservation } from '@wishlins/contract/reservations';
import { visitorLimits } from '@wishlins/contract/visitors';
import type { ReservationState } from '@wishlins/contract/wishes';
import type { Static } from 'typebox';
import type { Database } from '../database/connect.ts';
import { isKey, readCursor, toPage, type Page } from '../database/page.ts';
import { refuse } from '../errors.ts';
import { holdingOffBlocks } from '../users/service.ts';
import {
  deleteReservation,
  findGivers,
  findMyReservations,
  findReservation,
  findReservedCounts,
  findStanding,
  findSurprise,
  insertReservation,
  insertWaiting,
  refreshSnapshot,
  updateReservation,
  visitorHoldsEnough,
} from './reservation-repository.ts';

type Wanted = Static<NonNullable<typeof api.reservations.put.body>>;

/**
 * Reserves a wish, or sets the viewer’s reservation of it to what is wanted; saying it again changes nothing. What is
 * left out stays as it was: at first one piece, `reserved`, under the viewer’s name.
 */
export async function reserveWish(
  db: Database,
  viewerId: string,
  wishId: string,
  wanted: Wanted,
): Promise<ReservationState> {
  const fresh = { quantity: 1, stage: 'reserved' as const, hideName: false, ...wanted };
  const made = await insertReservation(db, viewerId, wishId, fresh).catch(unlessOvertaken);
  return made ?? changeReservation(db, viewerId, wishId, wanted);
}

/** The same holder’s other request was quicker: theirs stands. Or the visitor moved to an account meanwhile. */
function unlessOvertaken(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === '23503') refuse('unauthenticated');
  if (code !== '23505') throw error;
}

async function changeReservation(
  db: Database,
  viewerId: string,
  wishId: string,
  wanted: Wanted,
): Promise<ReservationState> {
  const held = await findReservation(db, viewerId, wishId);
  const changed = held && (await updateReservation(db, viewerId, wishId, { ...held, ...wanted }));
  const standing = await findStanding(db, viewerId, wishId);
  if (changed && standing) return standing.reservation;
  if (changed) return outOfSight(db, viewerId, wishId);
  if (!standing) refuse('wish_not_found');
  if (standing.own) refuse('own_wish');
  if (standing.received) refuse('wish_received');
  if (!held && (await visitorHoldsEnough(db, viewerId))) refuse('limit_reached', { limit: visitorLimits.held });
  refuse('already_reserved', { available: standing.reservation.available ?? 0 });
}

/** Holders who may no longer open the list keep what is theirs and see nothing else. */
async function outOfSight(db: Database, viewerId: string, wishId: string): Promise<ReservationState> {
  const held = (await findReservation(db, viewerId, wishId)) ?? refuse('wish_not_found');
  return { available: 0, mine: held, others: [], waiting: false };
}

/** Releases the viewer’s reservation; also one whose wish is gone. */
export async function releaseWish(db: Database, viewerId: string, wishId: string): Promise<void> {
  await deleteReservation(db, viewerId, wishId);
}

/** A page of what the viewer has reserved. */
export async function listMyReservations(
  db: Database,
  viewerId: string,
  cursor?: string,
): Promise<Page<MyReservation>> {
  const [day, wishId] = readCursor(cursor, [isKey.day, isKey.id]) ?? [];
  const rows = await findMyReservations(db, viewerId, day && wishId ? { day, wishId } : undefined);
  return toPage(rows, (row) => [row.sortDay, row.wishId]);
}

/** The viewer has seen what became of a wish they hold. */
export async function acknowledgeChange(db: Database, viewerId: string, wishId: string): Promise<void> {
  if (!(await refreshSnapshot(db, viewerId, wishId))) refuse('reservation_not_found');
}

/** The viewer wants to be told when the wish is free again. */
export async function waitForWish(db: Database, viewerId: string, wishId: string): Promise<ReservationState> {
  return holdingOffBlocks(db, viewerId, async (trx) => {
    const standing = (await findStanding(trx, viewerId, wishId)) ?? refuse('wish_not_found');
    if (standing.own) refuse('own_wish');
    await insertWaiting(trx, viewerId, wishId);
    return { ...standing.reservation, waiting: true };
  });
}

/** How much of each wish is reserved: for owners whose surprise is not full, or is over. */
export async function listReservedCounts(
  db: Database,
  viewerId: string,
  wishlistId: string,
): Promise<Output<typeof api.reservations.counts>> {
  const { surprise, over } = (await findSurprise(db, viewerId, wishlistId)) ?? refuse('wishlist_not_found');
  if (surprise === 'full' && !over) refuse('surprise_kept');
  return { wishes: await findReservedCounts(db, wishlistId) };
}

/** Who gives what: for owners of an open list, and for all once the surprise is over. */
export async function listGivers(
  db: Database,
  viewerId: string,
  wishlistId: string,
): Promise<Output<typeof api.reservations.givers>> {
  const { surprise, over } = (await findSurprise(db, viewerId, wishlistId)) ?? refuse('wishlist_not_found');
  if (surprise !== 'open' && !over) refuse('surprise_kept');
  return { wishes: await findGivers(db, wishlistId) };
}
