import { api } from '@wishlins/contract';
import type { Output } from '@wishlins/contract/endpoint';
import type { News } from '@wishlins/contract/feed';
import { useApi } from './api.ts';
import { usePages, type Pages } from './pages.ts';

/** What is new with the people one follows. Home and the page of the feed know the same. */
export function useFeed(): Pages<News, Output<typeof api.feed.list>> {
  const { call } = useApi();
  return usePages('feed', (cursor) => call(api.feed.list, { query: cursor ? { cursor } : {} }));
}
