import type { Database } from '../database/connect.ts';
import type { Job } from '../jobs/queue.ts';
import { tellOfChange, tellOfReceipt, tellOfRemoval, tellOfSurplus, tellWhoWaits } from './news-repository.ts';

/**
 * Tells of a wish whom it concerns. A worker does it and not the request that was the cause: an owner’s request puts the
 * same job into the queue whether or not anybody holds the wish, and takes as long. Twice tells no more than once.
 */
export async function tellWishNews(db: Database, news: Job<'wish-news'>): Promise<void> {
  switch (news.what) {
    case 'changed':
      return tellOfChange(db, news.wishId, news.version, news.at, { before: news.before, after: news.after });
    case 'quantity':
      await tellOfSurplus(db, news.wishId, news.version);
      return tellWhoWaits(db, news.wishId);
    case 'removed':
      return tellOfRemoval(db, { wishIds: news.wishIds });
    case 'list-removed':
      return tellOfRemoval(db, { wishlistId: news.wishlistId });
    case 'received':
      return tellOfReceipt(db, news.wishIds);
    case 'released':
      return tellWhoWaits(db, news.wishId);
  }
}
