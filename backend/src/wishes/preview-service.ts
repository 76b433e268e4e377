import { saysOnlyItsLink } from '@wishlins/contract/quick-wish';
import type { NewWish, Picture } from '@wishlins/contract/wishes';
import type { Database } from '../database/connect.ts';
import type { Job } from '../jobs/queue.ts';
import { Refusal } from '../errors.ts';
import { keepPhoto, type Photos } from '../photos/service.ts';
import { askForPreview, readLink, type Fetcher } from '../previews/service.ts';
import { fillPictures, fillWishes, findWhoLacksPictures } from './preview-repository.ts';

/** The columns of a wish whose page is looked at: what its owner left open, the page may fill. */
export async function withPreview(
  db: Database,
  viewerId: string,
  wish: Pick<NewWish, 'title' | 'url' | 'price' | 'pictures'>,
) {
  const { title, url, price, pictures } = wish;
  const preview = url ? await askForPreview(db, viewerId, url) : undefined;
  if (!url || !preview) return { preview: null, preview_at: null, preview_fills: [] };
  const fills = [saysOnlyItsLink(title, url) && 'title', !price && 'price', !pictures?.length && 'pictures'];
  return {
    preview: 'pending',
    preview_at: new Date().toISOString(),
    preview_fills: fills.filter((field) => field !== false),
  };
}

/** Reads the page of a link, for all the wishes that wait for it. Twice is as good as once. */
export async function fillFromPage(
  db: Database,
  { url }: Job<'link-preview'>,
  { readPage }: Pick<Fetcher, 'readPage'>,
): Promise<void> {
  await readLink(db, url, readPage);
  await fillWishes(db, url);
}

/** The longest side in pixels below which a picture is an icon, or counts visitors. */
const smallest = 100;

/** Milliseconds after which no other picture of a wish is begun. */
const patience = 30_000;

/**
 * Makes the pictures that a page names photos of the wish that has none; they take room of its owner's, and when there is
 * no more, or one is not to be had, the wish does without. Twice is as good as once: photos that no wish shows go after
 * a day.
 */
export async function showPictures(
  db: Database,
  { wishId, url, pictures }: Job<'wish-pictures'>,
  { photos, fetcher }: { photos: Photos; fetcher: Pick<Fetcher, 'bringPicture'> },
): Promise<void> {
  const ownerId = await findWhoLacksPictures(db, wishId, url);
  if (!ownerId) return;
  const kept: Picture[] = [];
  const until = Date.now() + patience;
  for (const address of pictures) {
    if (Date.now() > until) break;
    const file = await fetcher.bringPicture(address);
    const photo = file && (await makePhoto(photos, db, ownerId, file));
    if (photo === 'no room') break;
    if (photo && Math.max(photo.width, photo.height) >= smallest && !kept.some(isTwinOf(photo))) kept.push(photo);
  }
  await fillPictures(db, wishId, url, kept);
}

/** `undefined` when it is no photo. */
async function makePhoto(
  photos: Photos,
  db: Database,
  ownerId: string,
  file: Uint8Array,
): Promise<Picture | 'no room' | undefined> {
  try {
    return await keepPhoto(photos, db, ownerId, file);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'photo_unreadable') return undefined;
    if (error instanceof Refusal && error.code === 'photo_space_full') return 'no room';
    throw error;
  }
}

/** Shops name a picture twice, by other addresses. */
function isTwinOf({ thumbhash }: Picture): (other: Picture) => boolean {
  return (other) => other.thumbhash === thumbhash;
}
