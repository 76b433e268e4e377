import { randomBytes } from 'node:crypto';
import { photoPath } from '@wishlins/contract/pictures';
import type { Database } from '../database/connect.ts';
import { Refusal } from '../errors.ts';
import type { Job } from '../jobs/queue.ts';
import { findWhoseFace, forgetFace, insertFace } from './repository.ts';
import type { Photos } from './service.ts';

/**
 * Brings the photo that a person has at Telegram, and makes the face of it that others see. Without one, or where it is
 * not to be had, initials stand in its place. Twice is as good as once; the face before it goes with the photos that
 * nothing shows.
 */
export async function showFace(
  db: Database,
  { userId, url }: Job<'profile-photo'>,
  { photos, fetcher }: { photos: Photos; fetcher: { bringPicture: (url: string) => Promise<Uint8Array | undefined> } },
): Promise<void> {
  if (!(await findWhoseFace(db, userId, url))) return;
  const file = await fetcher.bringPicture(url);
  const face = file && (await makeFace(photos, file));
  if (!face) return forgetFace(db, userId, url);
  const name = randomBytes(16).toString('base64url');
  // The file first: a face that is shown is there.
  await photos.store.keep(name, { large: face });
  const photo = { name, path: photoPath(name), bytes: face.byteLength };
  if (!(await insertFace(db, userId, url, photo))) await photos.store.remove(name);
}

/** `undefined` when it is no photo. */
async function makeFace({ darkroom }: Photos, file: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await darkroom.developFace(file);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'photo_unreadable') return undefined;
    throw error;
  }
}
