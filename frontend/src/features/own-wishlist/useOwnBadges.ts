import { saysOnlyItsLink } from '@wishlins/contract/quick-wish';
import type { OwnWish } from '@wishlins/contract/wishes';
import { useI18n } from './texts.ts';

/** What an owner reads off a wish of theirs at a glance, the most telling first. */
export function useOwnBadges() {
  const { t } = useI18n();

  function amount({ quantity }: OwnWish): string | undefined {
    if (quantity === null) return t('badges.unlimited');
    return quantity > 1 ? t('own.pieces', { n: quantity }) : undefined;
  }

  function look({ preview, title, url }: OwnWish): string | undefined {
    if (preview === 'pending') return t('look.badge');
    // Until it has a name of its owner's.
    return preview === 'refused' && url && saysOnlyItsLink(title, url) ? t('look.shut') : undefined;
  }

  return function badgesOf(wish: OwnWish): string[] {
    const wanted = { high: t('badges.dream'), normal: undefined, low: t('badges.someday') }[wish.priority];
    const received = wish.receivedAt === null ? undefined : t('own.received');
    return [look(wish), received, amount(wish), wanted].filter((badge) => badge !== undefined);
  };
}
