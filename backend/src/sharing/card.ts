import { formatMoney } from '@wishlins/contract/money';
import type { Money } from '@wishlins/contract/common';
import type { Language } from '@wishlins/contract/users';
import type { Color } from '@wishlins/contract/wishlists';
import { say } from '../texts.ts';
import { drawableText } from './letters.ts';

/** What is on the picture of a list or a wish: what its owner wrote, and nothing that anybody did about it. */
export interface Card {
  /** `null`: nobody’s in particular. */
  color: Color | null;
  emoji: string;
  /** The owner’s first name. */
  owner?: string;
  title: string;
  /** Under the title: how many wishes there are, or what the one costs. */
  line: string;
  /** The first of them, three at the most. */
  wishes: { title: string; price?: string }[];
  /** Where to find us, for a story, which leads nowhere by itself. */
  sign?: string;
}

interface Wanted {
  title: string;
  price: Money | null;
}

/** What a card is made of. */
export interface CardContent {
  /** Whether the list opens to whoever has its link; of others a card tells nothing. */
  opensToAnybody: boolean;
  language: Language;
  ownerName: string;
  title: string;
  emoji: string | null;
  color: Color;
  wishCount: number;
  wishes: Wanted[];
}

/** The card of a list, or of one wish in it. */
export function cardOf(content: CardContent, wish: Wanted | null): Card {
  const { language, color, wishCount: n } = content;
  const neutral = say(language, 'card.neutral');
  if (!content.opensToAnybody) {
    return { color: null, emoji: '🎁', title: neutral, line: say(language, 'card.open'), wishes: [] };
  }
  const owner = drawableText(content.ownerName);
  const face = { color, emoji: drawableText(content.emoji ?? '') || '🎁', ...(owner ? { owner } : {}) };
  const priceOf = (money: Money | null) => (money ? { price: formatMoney(money, language) } : {});
  if (wish) {
    return { ...face, title: drawableText(wish.title) || neutral, line: priceOf(wish.price).price ?? '', wishes: [] };
  }
  return {
    ...face,
    title: drawableText(content.title) || neutral,
    line: n > 0 ? say(language, 'card.wishes', { n }) : '',
    wishes: content.wishes
      .map(({ title, price }) => ({ title: drawableText(title), ...priceOf(price) }))
      .filter(({ title }) => title),
  };
}
