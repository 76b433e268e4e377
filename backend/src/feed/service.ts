import type { api } from '@wishlins/contract';
import type { Output } from '@wishlins/contract/endpoint';
import type { Database } from '../database/connect.ts';
import { isKey, readCursor, toPage } from '../database/page.ts';
import type { Job } from '../jobs/queue.ts';
import { feedSize, findNews, followsAnybody, insertNewsForFollowers, insertNewsOfFollowed } from './repository.ts';

/** A page of the viewer’s feed. */
export async function readFeed(db: Database, viewerId: string, cursor?: string): Promise<Output<typeof api.feed.list>> {
  const [at, wishlistId] = readCursor(cursor, [isKey.instant, isKey.id]) ?? [];
  const rows = await findNews(db, viewerId, at && wishlistId ? { at, wishlistId } : undefined);
  return {
    ...toPage(rows, (news) => [news.at, news.wishlist.id], feedSize),
    // Who has news follows somebody.
    followsAnybody: rows.length > 0 || (await followsAnybody(db, viewerId)),
  };
}

/** Brings news into the feeds that they concern. Twice is as good as once. */
export async function spreadNews(db: Database, job: Job<'feed'>): Promise<void> {
  if ('followerId' in job) return insertNewsOfFollowed(db, job.followerId, job.followeeId);
  let last: string | undefined;
  do last = await insertNewsForFollowers(db, job.wishlistId, job.at, last);
  while (last);
}
