import { editablePrice } from '@wishlins/contract/money';
import type { OwnData } from '@wishlins/contract/own-data';
import type { Language } from '@wishlins/contract/users';
import { say, type Key } from '../texts.ts';

type Wishlist = OwnData['wishlists'][number];
type Cell = string | number | null;

/** What a wish is written down as; the first column is the list. */
const columns = {
  'table.list': ({ title }) => title,
  'table.wish': (_, { title }) => title,
  'table.note': (_, { note }) => note,
  'table.link': (_, { url }) => url,
  'table.price': (_, { price }) => price && editablePrice(price, 'en'),
  'table.currency': (_, { price }) => price && price.currency,
  'table.priority': (_, { priority }, language) => say(language, `table.priorities.${priority}`),
  'table.quantity': (_, { quantity }, language) => quantity ?? say(language, 'table.anyNumber'),
  'table.added': (_, { createdAt }) => createdAt.slice(0, 10),
  'table.received': (_, { receivedAt }) => receivedAt && receivedAt.slice(0, 10),
  'table.pictures': (_, { pictures }, _language, origin) => pictures.map(({ url }) => origin + url).join(' '),
} satisfies Partial<
  Record<Key, (list: Wishlist, wish: Wishlist['wishes'][number], language: Language, origin: string) => Cell>
>;

/** The wishes of these lists as a table for spreadsheets: CSV as of RFC 4180, in UTF-8 with the mark that Excel looks for. */
export function writeTable(wishlists: readonly Wishlist[], language: Language, origin: string): string {
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const rows = wishlists.flatMap((list) =>
    list.wishes.map((wish) => Object.values(columns).map((write) => write(list, wish, language, origin))),
  );
  const lines = [names.map((name) => say(language, name)), ...rows].map((cells) => cells.map(cell).join(','));
  return `\uFEFF${lines.map((line) => `${line}\r\n`).join('')}`;
}

/** A cell that no spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
function cell(value: Cell): string {
  const text = String(value ?? '');
  const harmless = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) || harmless !== text ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
