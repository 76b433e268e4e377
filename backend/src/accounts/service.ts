import { hoursToStay, type Farewell } from '@wishlins/contract/account';
import type { Me } from '@wishlins/contract/users';
import { inTransaction, type Database } from '../database/connect.ts';
import { refuse } from '../errors.ts';
import { enqueue } from '../jobs/queue.ts';
import { erasePhotosOf, type Photos } from '../photos/service.ts';
import { eraseWishesOf } from '../wishes/farewell-service.ts';
import { clearLeave, deletePerson, findFarewell, findLeaversDue, setLeave } from './repository.ts';

/** What goes with the viewer’s account. */
export async function getFarewell(db: Database, viewerId: string): Promise<Farewell> {
  return (await findFarewell(db, viewerId)) ?? refuse('unauthenticated');
}

/**
 * The viewer wants to leave: from now on nobody else finds them or their lists, and in 24 hours nothing is left. What they
 * hold stays theirs until then: who changes their mind finds everything as it was.
 */
export async function leave(db: Database, viewerId: string): Promise<Me> {
  return inTransaction(db, async (trx) => {
    const me = (await setLeave(trx, viewerId)) ?? refuse('unauthenticated');
    // The job names nobody: it outlives the account.
    await enqueue(trx, 'farewell', {}, hoursToStay * 3600);
    return me;
  });
}

/** The viewer stays after all. */
export async function stay(db: Database, viewerId: string): Promise<Me> {
  return (await clearLeave(db, viewerId)) ?? refuse('unauthenticated');
}

/** Deletes the accounts whose moment has come; what one is left with, because it was interrupted, the next run takes. */
export async function eraseLeavers(db: Database, photos: Pick<Photos, 'store'>): Promise<void> {
  const failures: unknown[] = [];
  for (const userId of await findLeaversDue(db)) {
    // One that cannot be deleted now keeps nobody else here.
    await erase(db, photos, userId).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} accounts could not be deleted yet`);
}

/** In steps that are each whole: the person goes last, so that they are found again as long as anything of theirs is there. */
async function erase(db: Database, photos: Pick<Photos, 'store'>, userId: string): Promise<void> {
  await eraseWishesOf(db, userId);
  await erasePhotosOf(photos, db, userId);
  await deletePerson(db, userId);
}
