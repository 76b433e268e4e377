import type { Money } from '@wishlins/contract/common';
import { exponentOf } from '@wishlins/contract/money';

/** Where a page is from: what a sign means that several currencies share. */
export interface Region {
  /** The last part of its host name, as in `ru`. */
  topLevel: string;
}

/** A sign that several currencies share, by the top level domain of who uses it. */
const shared: Record<string, Record<string, string>> = {
  dollar: {
    ca: 'CAD',
    au: 'AUD',
    nz: 'NZD',
    sg: 'SGD',
    hk: 'HKD',
    tw: 'TWD',
    mx: 'MXN',
    ar: 'ARS',
    cl: 'CLP',
    co: 'COP',
  },
  crown: { se: 'SEK', no: 'NOK', dk: 'DKK', is: 'ISK' },
  yen: { jp: 'JPY', cn: 'CNY' },
  rouble: { by: 'BYN' },
  som: { kg: 'KGS', uz: 'UZS' },
};
const otherwise: Record<string, string> = { dollar: 'USD', rouble: 'RUB' };

/** What is written for a currency beside its ISO code; the longer before the shorter. */
const marks: readonly (readonly [meaning: string, pattern: string])[] = [
  ['BYN', String.raw`бел\.?\s?руб(?:лей|ля|ль)?\.?|Br(?!\p{L})`],
  ['rouble', String.raw`руб(?:лей|ля|ль)?(?!\p{L})\.?|₽|р\.|р(?!\p{L})|RUR(?!\p{L})`],
  ['USD', String.raw`US\s?\$|долл(?:аров|ара|ар)?(?!\p{L})\.?`],
  ['CAD', String.raw`CA?\s?\$`],
  ['AUD', String.raw`AU?\s?\$`],
  ['NZD', String.raw`NZ\s?\$`],
  ['SGD', String.raw`S\s?\$`],
  ['HKD', String.raw`HK\s?\$`],
  ['TWD', String.raw`NT\s?\$`],
  ['MXN', String.raw`MX\s?\$`],
  ['BRL', String.raw`R\s?\$`],
  ['dollar', String.raw`\$`],
  ['EUR', String.raw`€|евро(?!\p{L})`],
  ['GBP', '£'],
  ['yen', '[¥￥円元]'],
  ['KZT', String.raw`₸|тг(?!\p{L})\.?|тенге(?!\p{L})`],
  ['UAH', String.raw`₴|грн(?!\p{L})\.?`],
  ['TRY', String.raw`₺|TL(?!\p{L})`],
  ['GEL', '₾'],
  ['AMD', String.raw`֏|драм(?!\p{L})`],
  ['AZN', '₼'],
  ['UZS', String.raw`so['ʻ’]m(?!\p{L})|сум(?!\p{L})`],
  ['som', String.raw`сом(?!\p{L})`],
  ['INR', String.raw`₹|Rs\.?(?!\p{L})`],
  ['ILS', '₪'],
  ['KRW', '[₩원]'],
  ['THB', '฿'],
  ['VND', '[₫đ]'],
  ['PHP', '₱'],
  ['PLN', String.raw`zł(?!\p{L})`],
  ['CZK', String.raw`Kč(?!\p{L})`],
  ['HUF', String.raw`Ft(?!\p{L})`],
  ['RON', String.raw`lei(?!\p{L})`],
  ['BGN', String.raw`лв(?!\p{L})\.?`],
  ['CHF', String.raw`Fr\.|SFr\.?`],
  ['crown', String.raw`kr(?!\p{L})\.?`],
];
const isoCodes = new Set(Intl.supportedValuesOf('currency'));

const mark = String.raw`${marks.map(([, pattern]) => pattern).join('|')}|[A-Z]{3}(?!\p{L})`;
const space = String.raw`[ \u00A0\u202F\u2009]`;
const number = String.raw`\d{1,3}(?:(?:${space}|['’.,])\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,]\d+)?`;
const written = new RegExp(
  String.raw`(?:(?<![\p{L}])(?<before>${mark})${space}?)?(?<![\d.,\u2063])(?<number>${number})(?![\d\u2063]|[.,]\d)(?:[.,][-–—]{1,2})?(?:${space}{0,2}(?<after>${mark}))?(?:${space}?(?<small>\d{2})${space}?(?:коп|к\.))?`,
  'gu',
);
const markOf = marks.map(([meaning, pattern]) => [meaning, new RegExp(`^(?:${pattern})$`, 'u')] as const);

/** Words around an amount by which it is not the price of the thing. */
const partOnly =
  /^\.?\s*(?:[×xх*]\s*\d|(?:\/|в|за|per|a|an|each|pro|par|al)\s*(?:мес|month|mo\b|mois|mes\b|monat|нед|week|год|year|день|day|(?:\d+\s*)?(?:кг|kg|г\b|гр|g\b|мл|ml|л\b|l\b|lb|oz|м\b|м²|sqm|count|ct\b)))/iu;
const isFrom = /(?:^|[\s(:])(?:от|from|ab|od|desde|starting at|as low as|à partir de|dès)\s*:?\s*$/iu;
const isRange = /\d\s*(?:[-–—]|до|to|bis)\s*$/iu;
/** So many payments. */
const isTimes = /\d\s*[×xх*]\s*$/iu;
const isOther =
  /(?:скидк|эконом|выгод|бонус|балл|кэшб|кешб|доставк|рассрочк|предоплат|залог|купон|промокод|вместо|было|save|saving|discount|off\b|shipping|delivery|deposit|cashback|was|instead|rrp|msrp|list price|уже|старая|reg\.)[\p{L}\s:–—-]{0,24}$/iu;
const isOtherAfter = /^\s*(?:скидк|бонус|балл|off\b|кэшб|выгод|экономи|cashback|доставк)/iu;

/** An amount with its currency in a text. */
export interface WrittenPrice {
  price: Money;
  /** The lowest of several. */
  from: boolean;
}

/**
 * The prices that a text states: amounts beside a currency. What a part of the thing costs, an instalment, a saving or a
 * delivery is none, and of a range neither end.
 *
 * @param currency what an amount without a currency is in, where that is known
 */
export function findPrices(text: string, region: Region, currency?: string): WrittenPrice[] {
  const found: WrittenPrice[] = [];
  for (const match of text.matchAll(written)) {
    const { before, number: digits = '', after, small } = match.groups ?? {};
    const stated = bothMarks(before, after, region);
    if (stated === null) continue;
    const known = stated ?? (text.trim() === match[0].trim() ? currency : undefined);
    if (!known) continue;
    const [left, right] = [text.slice(0, match.index), text.slice(match.index + match[0].length)];
    if (
      partOnly.test(right) ||
      isRange.test(left) ||
      isTimes.test(left) ||
      isOther.test(left) ||
      isOtherAfter.test(right)
    )
      continue;
    const amount = readAmount(digits, known);
    if (amount)
      found.push({ price: { amount: amount + Number(small ?? 0), currency: known }, from: isFrom.test(left) });
  }
  return found;
}

/** The currency of an amount; `null` when it has two. */
function bothMarks(before: string | undefined, after: string | undefined, region: Region): string | null | undefined {
  const [first, second] = [before && currencyOf(before, region), after && currencyOf(after, region)];
  if (!first || !second || first === second) return first || second || undefined;
  // `$1,299.90 CAD`: the code says which dollars.
  if (after && isoCodes.has(after)) return second;
  if (before && isoCodes.has(before)) return first;
  return null;
}

/** The ISO 4217 code of what somebody wrote for a currency; `undefined` when it is none, or could be several. */
export function currencyOf(text: string, { topLevel }: Region): string | undefined {
  const mention = text.trim();
  const code = mention.toUpperCase();
  if (code === 'RUR') return 'RUB';
  if (isoCodes.has(code)) return code;
  const meaning = markOf.find(([, pattern]) => pattern.test(mention))?.[0];
  if (!meaning) return undefined;
  return isoCodes.has(meaning) ? meaning : (shared[meaning]?.[topLevel] ?? otherwise[meaning]);
}

/** The largest amount that the API takes, in minor units. */
const most = 1_000_000_000_000;

/**
 * An amount, as shops write it, in minor units of a currency: `1 299,90`, `1.299,90`, `1,299.90`, `1299.0000`.
 * `undefined` when it is none, nothing, or finer than the currency is.
 */
export function readAmount(written_: string | number, currency: string): number | undefined {
  const exponent = exponentOf(currency);
  if (typeof written_ === 'number') return within(Math.round(written_ * 10 ** exponent));
  const digits = written_.replaceAll(/[\s'’\u00A0\u202F\u2009]/g, '').replace(/[.,][-–—]*$/, '');
  if (!/^\d[\d.,]*$/.test(digits)) return undefined;
  const { whole, fraction } = parts(digits, exponent);
  if (/[1-9]/.test(fraction.slice(exponent))) return undefined;
  return within(Number(whole) * 10 ** exponent + Number(fraction.slice(0, exponent).padEnd(exponent, '0') || 0));
}

/** What stands before and after the decimal mark; the others group thousands. */
function parts(digits: string, exponent: number): { whole: string; fraction: string } {
  const marksUsed = new Set(digits.replaceAll(/\d/g, ''));
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  const plain = (text: string) => text.replaceAll(/[.,]/g, '');
  const split = { whole: plain(digits.slice(0, last)), fraction: digits.slice(last + 1) };
  if (last < 0) return { whole: digits, fraction: '' };
  if (marksUsed.size > 1) return split;
  const isRepeated = digits.indexOf(digits.charAt(last)) !== last;
  // 1.299 is a thousand, unless its currency has thousandths; 1299.000 and 0.990 are not.
  const groups = split.fraction.length === 3 && exponent !== 3 && /^[1-9]\d{0,2}$/.test(split.whole);
  return isRepeated || groups ? { whole: plain(digits), fraction: '' } : split;
}

function within(amount: number): number | undefined {
  return Number.isSafeInteger(amount) && amount > 0 && amount <= most ? amount : undefined;
}
