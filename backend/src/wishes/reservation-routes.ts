import { api } from '@wishlins/contract';
import { mount, type Door } from '../http/mount.ts';
import { deleteWaiting } from './reservation-repository.ts';
import {
  acknowledgeChange,
  listGivers,
  listMyReservations,
  listReservedCounts,
  releaseWish,
  reserveWish,
  waitForWish,
} from './reservation-service.ts';

/** Reservations: of guests, and, as far as the surprise allows, for owners. */
export function mountReservations(door: Door): void {
  const { put, remove, mine, acknowledge, wait, stopWaiting, counts, givers } = api.reservations;
  mount(door, put, ({ db, viewer, params, body }) => reserveWish(db, viewer.id, params.wishId, body));
  mount(door, remove, ({ db, viewer, params }) => releaseWish(db, viewer.id, params.wishId));
  mount(door, mine, ({ db, viewer, query }) => listMyReservations(db, viewer.id, query.cursor));
  mount(door, acknowledge, ({ db, viewer, params }) => acknowledgeChange(db, viewer.id, params.wishId));
  mount(door, wait, ({ db, viewer, params }) => waitForWish(db, viewer.id, params.wishId));
  mount(door, stopWaiting, ({ db, viewer, params }) => deleteWaiting(db, viewer.id, params.wishId));
  mount(door, counts, ({ db, viewer, params }) => listReservedCounts(db, viewer.id, params.wishlistId));
  mount(door, givers, ({ db, viewer, params }) => listGivers(db, viewer.id, params.wishlistId));
}
