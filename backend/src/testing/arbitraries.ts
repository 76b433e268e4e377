import { Cursor, Id, ShareToken } from '@wishlins/contract/common';
import fc from 'fast-check';
import { smallestPhoto } from './photos.ts';

/** The part of JSON Schema that the contract uses. */
interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  text?: { min: number; max: number };
  contentMediaType?: string;
}

/** What exists, so that inputs meet it. */
export interface Known {
  ids: readonly string[];
  shareTokens: readonly string[];
}

const [idPattern, tokenPattern, cursorPattern] = [Id, ShareToken, Cursor].map(({ pattern }: Schema) => pattern);

const junk = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e21,
    0.1,
    '',
    ' ',
    '\u0000',
    '\uD800',
    '\u202E',
    'ы'.repeat(5000),
    [],
    {},
    '../..',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Inputs that the schema allows. */
export function validFor(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  if (schema.contentMediaType) return fc.oneof(fc.constant(smallestPhoto), fc.uint8Array({ maxLength: 200 }));
  const types = [schema.type ?? []].flat();
  const nullable = types.includes('null');
  const value = validValue(schema, types.find((type) => type !== 'null') ?? '', known);
  return nullable ? fc.option(value, { nil: null, freq: 6 }) : value;
}

function validValue(schema: Schema, type: string, known: Known): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum.filter((word) => word !== null));
  switch (type) {
    case 'object':
      return fc.record(
        partsOf(schema, (part) => validFor(part, known)),
        { requiredKeys: schema.required ?? [] },
      );
    case 'array': {
      const bounds = { minLength: schema.minItems ?? 0, maxLength: Math.min(schema.maxItems ?? 5, 5) };
      const items = validFor(schema.items ?? {}, known);
      return schema.uniqueItems ? fc.uniqueArray(items, bounds) : fc.array(items, bounds);
    }
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? Number.MAX_SAFE_INTEGER });
    case 'boolean':
      return fc.boolean();
    default:
      return validText(schema, known);
  }
}

function validText({ pattern, format, text, ...schema }: Schema, known: Known): fc.Arbitrary<string> {
  if (pattern === idPattern) return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known.ids) }, fc.uuid());
  if (pattern === tokenPattern) return fc.constantFrom(...known.shareTokens);
  if (pattern === cursorPattern) return cursor;
  if (format === 'date')
    return fc.date({ min: new Date('1900-01-01'), max: new Date('2198-12-31'), noInvalidDate: true }).map(dayOf);
  if (format === 'currency') return fc.constantFrom('RUB', 'EUR', 'JPY', 'KWD');
  if (format === 'time-zone') return fc.constantFrom('UTC', 'Europe/Moscow', 'America/St_Johns');
  if (format === 'web-link') return fc.webUrl({ withQueryParameters: true, withFragments: true });
  if (pattern) return fc.stringMatching(new RegExp(pattern, 'u'));
  const { min = schema.minLength ?? 0, max = schema.maxLength ?? 20 } = text ?? {};
  return fc.string({ unit: 'grapheme', minLength: min, maxLength: Math.min(max, 20) });
}

const cursor = fc
  .array(
    fc.oneof(
      fc.uuid(),
      fc.string(),
      fc.constantFrom('2026-11-23', '2026-02-31', '2026-11-23T12:00:00.000Z'),
      fc.jsonValue(),
    ),
    {
      maxLength: 3,
    },
  )
  .map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'));

const dayOf = (date: Date) => date.toISOString().slice(0, 10);

/** Inputs that the schema nearly allows: of the right shape, with something missing, superfluous or wrong here and there. */
export function nearlyFor(schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const valid = { weight: 3, arbitrary: validFor(schema, known) };
  if (schema.properties) {
    const parts = partsOf(schema, (part) => nearlyFor(part, known));
    const superfluous = fc.dictionary(fc.constantFrom('id', '__proto__', 'constructor', 'owner_id', 'я'), junk, {
      maxKeys: 1,
    });
    const mixed = fc
      .tuple(fc.record(parts, { requiredKeys: [] }), superfluous)
      .map(([some, more]) => ({ ...some, ...more }));
    return fc.oneof(mixed, valid);
  }
  if (schema.items) return fc.oneof(fc.array(nearlyFor(schema.items, known), { maxLength: 5 }), valid, junk);
  return fc.oneof(valid, junk);
}

function partsOf(schema: Schema, of: (part: Schema) => fc.Arbitrary<unknown>): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, part]) => [name, of(part)]));
}
