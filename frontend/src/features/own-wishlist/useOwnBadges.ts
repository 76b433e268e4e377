import type { OwnWish } from '@wishlins/contract/wishes';
import { useI18n } from '../../i18n/i18n.ts';

/** What an owner reads off a wish of theirs at a glance, the most telling first. */
export function useOwnBadges() {
  const { t } = useI18n();

  function amount({ quantity }: OwnWish): string | undefined {
    if (quantity === null) return t('own.unlimited');
    return quantity > 1 ? t('own.pieces', { n: quantity }) : undefined;
  }

  return function badgesOf(wish: OwnWish): string[] {
    const wanted = { high: t('own.dream'), normal: undefined, low: t('own.someday') }[wish.priority];
    const received = wish.receivedAt === null ? undefined : t('own.received');
    return [received, amount(wish), wanted].filter((badge) => badge !== undefined);
  };
}
