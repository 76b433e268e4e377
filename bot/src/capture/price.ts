import type { Money } from '@wishlins/contract/common';
import { parsePrice } from '@wishlins/contract/money';

/** What people write for a currency; a sign that stands for several is none. */
const currencies: readonly (readonly [currency: string, marks: string])[] = [
  ['RUB', '₽|руб(?:лей|ля|ль)?|р|rub'],
  ['USD', String.raw`\$|usd`],
  ['EUR', '€|евро|eur'],
  ['GBP', '£|gbp'],
  ['KZT', '₸|тенге|kzt'],
  ['UAH', '₴|грн|uah'],
  ['TRY', '₺|try'],
  ['GEL', '₾|gel'],
  ['AMD', '֏|amd'],
];

const number = String.raw`\d[\d.,\u0020\u00A0\u202F]{0,14}`;
const prices = currencies.map(([currency, marks]) => ({
  currency,
  // The mark after the number, as in Russian, or a sign before it, as in English.
  form: new RegExp(
    String.raw`(?:${number}(?:${marks})(?!\p{L})\.?)|(?:(?<![\p{L}\d])(?:${marks})\u0020?${number})`,
    'iu',
  ),
}));

/** A price in a text, told by its currency and never guessed without one; of several the first. */
export function findPrice(text: string): { price: Money; found: string } | undefined {
  const all = prices.flatMap(({ currency, form }) => {
    const match = form.exec(text);
    const amount = match ? parsePrice(match[0], currency) : undefined;
    return match && amount !== undefined ? [{ at: match.index, found: match[0], price: { amount, currency } }] : [];
  });
  return all.toSorted((one, other) => one.at - other.at)[0];
}
