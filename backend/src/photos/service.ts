import { randomBytes } from 'node:crypto';
import { photoLimits } from '@wishlins/contract/photos';
import { photoName, photoPath } from '@wishlins/contract/pictures';
import type { Picture } from '@wishlins/contract/wishes';
import { inTransaction, type Database } from '../database/connect.ts';
import { refuse } from '../errors.ts';
import type { Darkroom } from './darkroom.ts';
import {
  clearFace,
  deleteUnseen,
  disownPhotos,
  findUnknown,
  insertPhoto,
  lockOldPhotos,
  lockPhotos,
  lockPhotosOf,
  sumBytes,
} from './repository.ts';
import type { PhotoStore } from './store.ts';

/** Where photos are made, and where they are kept. */
export interface Photos {
  darkroom: Darkroom;
  store: PhotoStore;
}

/** Makes a photo of a file and keeps it for this person, who may show it at a wish; unless they do, it goes after a day. */
export async function keepPhoto(
  { darkroom, store }: Photos,
  db: Database,
  ownerId: string,
  file: Uint8Array,
): Promise<Picture> {
  // Before the work; what several do at once is decided when the photo is written down.
  if ((await sumBytes(db, ownerId)) >= photoLimits.stored) refuseRoom();
  const { large, small, width, height, thumbhash } = await darkroom.develop(file);
  const name = randomBytes(16).toString('base64url');
  // The files first: a photo that is written down is there.
  await store.keep(name, { large, small });
  const bytes = large.byteLength + small.byteLength;
  if (!(await insertPhoto(db, { name, ownerId, bytes }, photoLimits.stored))) {
    await store.remove(name);
    refuseRoom();
  }
  return { url: photoPath(name), width, height, thumbhash };
}

function refuseRoom(): never {
  refuse('photo_space_full', { limit: photoLimits.stored / 1024 / 1024 });
}

/** Refuses pictures that are photos of ours and are not there (any more); the others stay until the transaction is over. */
export async function requirePhotos(db: Database, pictures: readonly Picture[] = []): Promise<void> {
  const names = pictures.flatMap(({ url }) => photoName(url) ?? []);
  if (names.length > 0 && (await lockPhotos(db, names)).length < new Set(names).size) refuse('photo_not_found');
}

/** How long a photo may lie about that nothing shows: so long a draft may be left alone. */
const DAY_MS = 24 * 60 * 60 * 1000;
const AT_ONCE = 200;

interface Old {
  unseen: string[];
  /** Where to go on; `undefined` at the end. */
  last: string | undefined;
}

/** Forgets those of some old photos that nothing shows. */
async function forgetSome(db: Database, before: Date, after: string): Promise<Old> {
  return inTransaction(db, async (trx) => {
    const old = await lockOldPhotos(trx, before, after, AT_ONCE);
    return { unseen: await deleteUnseen(trx, old), last: old.at(-1) };
  });
}

/** So many files are removed while their rows are held. */
const AT_ONCE_WITH_FILES = 20;

/** Removes this person’s photos, their face as well; those that somebody else’s wish shows by now stay, and are nobody’s. */
export async function erasePhotosOf({ store }: Pick<Photos, 'store'>, db: Database, ownerId: string): Promise<void> {
  const eraseSome = async (trx: Database): Promise<number> => {
    const names = await lockPhotosOf(trx, ownerId, AT_ONCE_WITH_FILES);
    // The files before the rows are gone for good: whoever is interrupted finds them again.
    for (const name of await deleteUnseen(trx, names)) await store.remove(name);
    await disownPhotos(trx, names);
    return names.length;
  };
  await clearFace(db, ownerId);
  while ((await inTransaction(db, eraseSome)) > 0);
}

/** Removes photos that nothing has shown for a day, and files that belong to no photo: an upload may die half-way. */
export async function tidyPhotos({ store }: Pick<Photos, 'store'>, db: Database, now: Date): Promise<number> {
  const yesterday = new Date(now.getTime() - DAY_MS);
  let removed = 0;
  for (let after: string | undefined = ''; after !== undefined;) {
    const { unseen, last }: Old = await forgetSome(db, yesterday, after);
    for (const name of unseen) await store.remove(name);
    removed += unseen.length;
    after = last;
  }
  const files: string[] = [];
  for await (const name of store.olderThan(yesterday)) files.push(name);
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const strays = await findUnknown(db, files.slice(from, from + AT_ONCE));
    for (const name of strays) await store.remove(name);
    removed += strays.length;
  }
  return removed;
}
