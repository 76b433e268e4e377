import type { Money } from './common.ts';

/** Largest amount the API takes, in minor units. */
const most = 1_000_000_000_000;

/** How many decimals a currency has: roubles 2, yen 0, Kuwaiti dinars 3. */
export function exponentOf(currency: string): number {
  return format('en', currency).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Money in the words of a language, without the decimals of a whole amount: `1 299 ₽`. */
export function formatMoney({ amount, currency }: Money, language: string): string {
  const exponent = exponentOf(currency);
  const whole = amount % 10 ** exponent === 0;
  return format(language, currency, whole ? 0 : exponent).format(amount / 10 ** exponent);
}

/**
 * Reads a price as people type it – `1 299,90`, `1,299.90`, `$25`, `1299 руб.` – into minor units.
 *
 * @returns `undefined` when it is not a price, or finer than the currency is.
 */
export function parsePrice(text: string, currency: string): number | undefined {
  const exponent = exponentOf(currency);
  const digits = text.replaceAll(/[^\d.,]/g, '').replace(/[.,]+$/, '');
  if (!/^\d/.test(digits) || /[-−]\s*\d/.test(text)) return undefined;
  // The last separator is the decimal one if no more digits follow than the currency has; the others group thousands.
  const [, whole = '', fraction = ''] = /^(.*?)(?:[.,](\d+))?$/.exec(digits) ?? [];
  const decimal = fraction.length <= exponent;
  if (!decimal && fraction.length !== 3) return undefined;
  const units = Number((decimal ? whole : whole + fraction).replaceAll(/[.,]/g, ''));
  const amount = units * 10 ** exponent + (decimal ? Number(fraction.padEnd(exponent, '0')) : 0);
  return amount <= most ? amount : undefined;
}

/** The amount as a field shows it for editing: `1299,90` in Russian, `1299.90` in English. */
export function editablePrice({ amount, currency }: Money, language: string): string {
  const exponent = exponentOf(currency);
  const whole = amount % 10 ** exponent === 0;
  return new Intl.NumberFormat(language, {
    useGrouping: false,
    minimumFractionDigits: whole ? 0 : exponent,
  }).format(amount / 10 ** exponent);
}

/** A format costs more to make than to use, and a page shows hundreds of prices in one or two of them. */
const formats = new Map<string, Intl.NumberFormat>();

function format(language: string, currency: string, fractionDigits?: number): Intl.NumberFormat {
  const key = `${language} ${currency} ${fractionDigits}`;
  const digits =
    fractionDigits === undefined
      ? {}
      : { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digits } as const;
  const found = formats.get(key) ?? new Intl.NumberFormat(language, style);
  formats.set(key, found);
  return found;
}
