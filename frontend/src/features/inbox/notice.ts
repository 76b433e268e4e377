import { formatDay } from '@wishlins/contract/dates';
import { formatMoney } from '@wishlins/contract/money';
import type { Notification } from '@wishlins/contract/notifications';
import type { useI18n } from './texts.ts';

type I18n = ReturnType<typeof useI18n>;

/** What each kind looks like at a glance. */
const faces: Record<Notification['kind'], string> = {
  wish_changed: '✏️',
  wish_removed: '🍂',
  wish_received: '🎉',
  wish_oversubscribed: '🙌',
  wish_free: '🎁',
  friend_news: '✨',
  new_follower: '👋',
  birthday_soon: '🎂',
  occasion_soon: '📅',
  gift_not_bought: '🛍️',
  surprise_revealed: '🪄',
};

export const faceOf = ({ kind }: Notification): string => faces[kind];

/** What happened, in a sentence that stays true however late it is read. */
export function sentenceOf({ kind, actor, wish, wishlist, facts }: Notification, { t, language }: I18n): string {
  const values = {
    name: actor?.name ?? t('inbox.somebody'),
    wish: wish?.title ?? '',
    list: wishlist?.title ?? t('inbox.someList'),
    day: facts.day ? formatDay(facts.day, language.value) : '',
    quantity: facts.quantity ?? 0,
    news: newsOf(facts, t, language.value),
  };
  // A wish without an id is gone with the account of whoever made it, who has no name any more.
  if (kind === 'wish_removed' && wish?.id === null) return t('inbox.wishLeft', values);
  return t(`inbox.kinds.${kind}`, values);
}

function newsOf({ newLists, newWishes }: Notification['facts'], t: I18n['t'], language: string): string {
  const parts = [
    ...(newLists ? [t('inbox.newLists', { n: newLists })] : []),
    ...(newWishes ? [t('inbox.newWishes', { n: newWishes })] : []),
  ];
  return new Intl.ListFormat(language).format(parts);
}

/** What a wish was and what it is now, as far as a giver would look: its name and its price. */
export function changeOf({ facts: { before, after } }: Notification, { t, language }: I18n): string | undefined {
  if (!before || !after) return undefined;
  const priceOf = ({ price }: typeof after) => (price ? formatMoney(price, language.value) : t('inbox.noPrice'));
  const steps = [
    [before.title, after.title],
    [priceOf(before), priceOf(after)],
  ].filter(([was, is]) => was !== is);
  return steps.map(([was, is]) => `${was} → ${is}`).join(' · ') || undefined;
}

/** The page on which there is more of it; what may not be opened any more is among the gifts, as it was reserved. */
export function pathOf({ kind, actor, wish, wishlist }: Notification): string {
  const list = wishlist?.shareToken ? `/shared/${wishlist.shareToken}` : undefined;
  const person = actor ? `/people/${actor.id}` : undefined;
  switch (kind) {
    case 'wish_changed':
    case 'wish_received':
    case 'wish_oversubscribed':
    case 'wish_free':
      return list && wish?.id ? `${list}/wishes/${wish.id}` : '/gifts';
    case 'wish_removed':
    case 'gift_not_bought':
      return '/gifts';
    case 'friend_news':
    case 'occasion_soon':
      return list ?? person ?? '/friends';
    case 'new_follower':
    case 'birthday_soon':
      return person ?? '/friends';
    case 'surprise_revealed':
      return wishlist ? `/lists/${wishlist.id}` : '/';
  }
}
