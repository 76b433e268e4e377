import { saysOnlyItsLink } from '@wishlins/contract/quick-wish';
import type { NewWish } from '@wishlins/contract/wishes';
import type { Database } from '../database/connect.ts';
import type { Job } from '../jobs/queue.ts';
import { askForPreview, readLink, type ReadPage } from '../previews/service.ts';
import { fillWishes } from './preview-repository.ts';

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
export async function fillFromPage(db: Database, { url }: Job<'link-preview'>, readPage: ReadPage): Promise<void> {
  await readLink(db, url, readPage);
  await fillWishes(db, url);
}
