import type { GuestWish } from '@wishlins/contract/wishes';
import { useI18n } from './texts.ts';

/** What a guest has to know of a wish at a glance, the most telling first. */
export function useGuestBadges() {
  const { t } = useI18n();

  function availability({ receivedAt, quantity, reservation: { available, mine } }: GuestWish): string | undefined {
    if (receivedAt) return t('shared.received');
    if (available === 0 && !mine) return t('shared.taken');
    if (quantity === null) return t('badges.unlimited');
    return available && quantity > 1 ? t('shared.left', { n: available }) : undefined;
  }

  return function badgesOf(wish: GuestWish): string[] {
    const wanted = { high: t('badges.dream'), normal: undefined, low: t('badges.someday') }[wish.priority];
    return [availability(wish), wanted].filter((badge) => badge !== undefined);
  };
}
