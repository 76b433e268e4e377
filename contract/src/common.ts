import { Type, type Static, type TSchema, type TUnsafe } from 'typebox';

/** A closed object: fields it does not name are refused on the way in and dropped on the way out. */
export function Shape<Fields extends Record<string, TSchema>>(fields: Fields) {
  return Type.Object(fields, { additionalProperties: false });
}

/** `schema | null`, written as `type: [x, 'null']`, which serialises twice as fast as a union. */
export function Nullable<Schema extends TSchema & { type?: unknown }>(schema: Schema): TUnsafe<Static<Schema> | null> {
  const type = schema.type ?? 'string';
  const values: unknown = 'enum' in schema && Array.isArray(schema.enum) ? { enum: [...schema.enum, null] } : {};
  return Type.Unsafe<Static<Schema> | null>({ ...schema, ...(values as object), type: [type, 'null'] });
}

/** A closed list of words. */
export function OneOf<const Words extends readonly string[]>(
  words: Words,
  options: { default?: Words[number]; description?: string } = {},
) {
  return Type.Unsafe<Words[number]>({ type: 'string', enum: [...words], ...options });
}

/**
 * Text written by a person: NFC and trimmed by the server, without control characters or unbalanced bidirectional
 * marks. `max` counts graphemes, as people do.
 */
export function Text({ min = 0, max, lines = 'one' }: { min?: number; max: number; lines?: 'one' | 'many' }) {
  // A grapheme may be a family of seven code points; `maxLength` only bounds the work before graphemes are counted.
  return Type.String({ minLength: min, maxLength: max * 8, text: { min, max, lines } });
}

/** A UUID (version 7 inside), lower-case. */
export const Id = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });
export type Id = string;

/** What a path names, where it names one of them. */
export const UserPath = Shape({ userId: Id });
export const WishlistPath = Shape({ wishlistId: Id });
export const WishPath = Shape({ wishId: Id });

/** 128 random bits in base64url; whoever knows it has the link. */
export const ShareToken = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' });

/** A moment, ISO 8601 in UTC with milliseconds: `2026-11-23T09:30:00.000Z`. */
export const Instant = Type.String({ format: 'date-time' });

/** A day in nobody's time zone, of these three centuries: `2026-12-31`. */
export const Day = Type.String({ format: 'date', pattern: '^(19|20|21)' });

/** ISO 4217 code, one that `Intl` knows. */
export const Currency = Type.String({ format: 'currency' });

/** IANA time zone, one that `Intl` knows: `Europe/Moscow`. */
export const TimeZone = Type.String({ format: 'time-zone', maxLength: 64 });

/** `amount` in minor units of `currency` (roubles: kopecks; yen: yen; Kuwaiti dinars: fils). */
export const Money = Shape({ amount: Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 }), currency: Currency });
export type Money = Static<typeof Money>;

/** An http or https link, as given but without tracking parameters. */
export const Link = Type.String({ format: 'web-link', maxLength: 2048 });

/** How often something was changed, as last seen; sent back with a change, so that two devices do not overwrite each other. */
export const Version = Type.Integer({ minimum: 1, maximum: 2_000_000_000 });

/** Where a keyset page goes on; opaque to clients. */
export const Cursor = Type.String({ maxLength: 512, pattern: '^[A-Za-z0-9_-]+$' });

/** One page of a keyset-paginated collection; `next` is `null` on the last one. */
export function Page<Schema extends TSchema>(of: Schema) {
  return Shape({ entries: Type.Array(of), next: Nullable(Type.String()) });
}
