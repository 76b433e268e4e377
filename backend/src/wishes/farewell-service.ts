import { inTransaction, type Database } from '../database/connect.ts';
import { deleteJobsOfList, deleteList, deletePreviewsOfList, lockSomeList } from './farewell-repository.ts';
import { tellOfFarewell } from './news-repository.ts';
import { deleteReservationsOf } from './reservation-repository.ts';

/** Releases what somebody holds and deletes their lists for good, one after the other. */
export async function eraseWishesOf(db: Database, userId: string): Promise<void> {
  await deleteReservationsOf(db, userId);
  while (await eraseSomeList(db, userId));
}

/** Deletes one of their lists and tells who holds its wishes; `false` when there is none left. */
async function eraseSomeList(db: Database, ownerId: string): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    const wishlistId = await lockSomeList(trx, ownerId);
    if (wishlistId === undefined) return false;
    await tellOfFarewell(trx, wishlistId);
    await deleteJobsOfList(trx, wishlistId);
    await deletePreviewsOfList(trx, wishlistId);
    await deleteList(trx, wishlistId);
    return true;
  });
}
