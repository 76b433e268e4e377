import { previewLimit, type LinkPreview, type PreviewStatus } from '@wishlins/contract/link-previews';
import type { PageReading } from '@wishlins/contract/page-reading';
import { inTransaction, type Database } from '../database/connect.ts';
import { refuse } from '../errors.ts';
import { enqueue } from '../jobs/queue.ts';
import { findPreview, keepPreview, markPending, takeLook, type Preview } from './repository.ts';

/** Who goes to the places that people link to. */
export interface Fetcher {
  /** Reads what a page says. */
  readPage: (url: string) => Promise<PageReading>;
  /** Brings a picture as it is there; `undefined` when there is none to be had. */
  bringPicture: (url: string) => Promise<Uint8Array | undefined>;
}

/** What is known of a link; if nothing is, its page is looked at, and `pending` says so. */
export async function lookAtLink(db: Database, viewerId: string, url: string): Promise<LinkPreview> {
  return inTransaction(db, async (trx) => {
    const { status, facts } =
      (await askForPreview(trx, viewerId, url)) ?? refuse('limit_reached', { limit: previewLimit });
    return { status, title: facts?.title ?? null, price: facts?.price ?? null, shop: facts?.shop ?? null };
  });
}

/**
 * Has the page of a link read, in the transaction of its cause, unless it was lately; `undefined` when this person has
 * had too many read within the hour. A page that somebody else has asked for is asked for again: it may be answered
 * before this transaction is there to see.
 */
export async function askForPreview(db: Database, viewerId: string, url: string): Promise<Preview | undefined> {
  const known = await findPreview(db, url);
  if (known && known.status !== 'pending') return known;
  if (!known) {
    if (!(await takeLook(db, viewerId, previewLimit))) return undefined;
    await markPending(db, url);
  }
  await enqueue(db, 'link-preview', { url });
  return { status: 'pending', facts: null };
}

/** Reads the page of a link and keeps what it says, unless that is known by now. */
export async function readLink(db: Database, url: string, readPage: Fetcher['readPage']): Promise<void> {
  const known = await findPreview(db, url);
  if (known && known.status !== 'pending') return;
  const reading = await readPage(url);
  const { canonicalUrl } = reading.facts;
  const status = statusOf(reading);
  await keepPreview(
    db,
    [url, ...(canonicalUrl ? [canonicalUrl] : [])],
    { status, facts: reading.facts },
    minutesOf(reading),
  );
}

function statusOf({ facts, problem }: PageReading): PreviewStatus {
  if (problem === 'refused') return 'refused';
  return problem === null && (facts.title ?? facts.price) !== null ? 'found' : 'nothing';
}

/** How long a reading is believed: prices change within days, refusals may be over within the hour. */
function minutesOf({ problem }: PageReading): number {
  if (problem === 'unreachable') return 5;
  return problem === null ? 24 * 60 : 60;
}
