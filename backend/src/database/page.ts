import { refuseField } from '../errors.ts';

/** One page, and where the next begins; what the reply schema does not name of an entry is not sent. */
export interface Page<Entry> {
  entries: Entry[];
  next: string | null;
}

/** How many entries a page of a keyset-paginated collection has. */
export const pageSize = 50;

/** Where a page goes on, as the client carries it: opaque, and worth nothing to forge. */
export function writeCursor(key: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

type Check = (text: string) => boolean;

/** Reads a cursor of texts that pass these checks; refuses one that this server cannot have written. */
export function readCursor(cursor: string | undefined, checks: readonly Check[]): string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const fits =
      Array.isArray(key) &&
      key.length === checks.length &&
      checks.every((check, at) => typeof key[at] === 'string' && check(key[at]));
    if (fits) return key;
  } catch {
    // Falls through to the refusal.
  }
  refuseField('query.cursor', 'format');
}

export const isKey = {
  id: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text),
  day: (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isOnCalendar(text),
  instant: (text) => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3,6}Z$/.test(text) && isOnCalendar(text),
} satisfies Record<string, Check>;

/** `Date` takes 31 February for 3 March; PostgreSQL, which would fail, also knows no year 0. */
function isOnCalendar(text: string): boolean {
  const date = new Date(text);
  return date.getTime() > Date.parse('0001-01-01') && date.toISOString().startsWith(text.slice(0, 19));
}

/** Makes a page of rows that were read with `limit size + 1`. */
export function toPage<Row>(
  rows: readonly Row[],
  key: (row: Row) => readonly string[],
  size: number = pageSize,
): Page<Row> {
  const entries = rows.slice(0, size);
  const last = entries.at(-1);
  return { entries, next: rows.length > size && last ? writeCursor(key(last)) : null };
}
