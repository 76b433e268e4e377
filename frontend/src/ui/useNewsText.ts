import type { News } from '@wishlins/contract/feed';
import { useI18n } from '../page-texts.ts';

/** In a few words what is new in a list: “3 new wishes”. */
export function useNewsText(): (news: News) => string {
  const { t } = useI18n();
  return ({ newList, wishCount }) => t(newList ? 'feed.list' : 'feed.wishes', { n: wishCount });
}
