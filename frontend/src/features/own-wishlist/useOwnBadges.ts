import type { OwnWish } from '@wishlins/contract/wishes';
import { useI18n } from './texts.ts';

/** What an owner reads off a wish of theirs at a glance, the most telling first. */
export function useOwnBadges() {
  const { t } = useI18n();

  function amount({ quantity }: OwnWish): string | undefined {
    if (quantity === null) return t('badges.unlimited');
    return quantity > 1 ? t('own.pieces', { n: quantity }) : undefined;
  }

  return function badgesOf(wish: OwnWish): string[] {
    const wanted = { high: t('badges.dream'), normal: undefined, low: t('badges.someday') }[wish.priority];
    const received = wish.receivedAt === null ? undefined : t('own.received');
    const looking = wish.preview === 'pending' ? t('look.badge') : undefined;
    return [looking, received, amount(wish), wanted].filter((badge) => badge !== undefined);
  };
}
