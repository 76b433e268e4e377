import type { OwnWish, Picture, WishChanges } from '@wishlins/contract/wishes';
import type { MessageKey } from './texts.ts';
import { editablePrice, parsePrice } from '@wishlins/contract/money';
import { readLink } from '@wishlins/contract/quick-wish';

/** A wish as the fields of its editor hold it. */
export interface WishForm {
  title: string;
  note: string;
  url: string;
  price: string;
  currency: string;
  priority: OwnWish['priority'];
  quantity: number;
  unlimited: boolean;
  pictures: Picture[];
}

/** Fills the fields; `currency` is what a price without one is taken to be in. */
export function wishForm(wish: OwnWish, { currency, language }: { currency: string; language: string }): WishForm {
  return {
    title: wish.title,
    note: wish.note ?? '',
    url: wish.url ?? '',
    price: wish.price ? editablePrice(wish.price, language) : '',
    currency: wish.price?.currency ?? currency,
    priority: wish.priority,
    quantity: wish.quantity ?? 1,
    unlimited: wish.quantity === null,
    pictures: wish.pictures,
  };
}

type Content = Omit<WishChanges, 'version'>;

/** What is wrong with which field, as keys of the locales. */
export type Problems = Partial<Record<'title' | 'url' | 'price', MessageKey>>;

/** Reads the fields back: what differs from the wish, and what cannot be saved. */
export function readWishForm(form: WishForm, wish: OwnWish): { changes: Content; problems: Problems } {
  const title = form.title.trim();
  const url = form.url.trim() ? readLink(form.url) : null;
  const amount = form.price.trim() ? parsePrice(form.price, form.currency) : null;
  const problems: Problems = {
    ...(title ? {} : { title: 'editor.nameMissing' }),
    ...(url === undefined ? { url: 'editor.linkWrong' } : {}),
    ...(amount === undefined ? { price: 'wish.priceWrong' } : {}),
  };
  const content: Content = {
    title,
    note: form.note.trim() || null,
    url: url ?? null,
    price: typeof amount === 'number' ? { amount, currency: form.currency } : null,
    priority: form.priority,
    quantity: form.unlimited ? null : form.quantity,
    pictures: form.pictures,
  };
  const changed = Object.entries(content).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(wish, name)),
  );
  return { changes: Object.fromEntries(changed), problems };
}
