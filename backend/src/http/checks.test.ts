import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../testing/database.ts';
import { formats, isBalanced, tidy } from './checks.ts';

describe('text', () => {
  it('is kept composed, trimmed and with plain line breaks', () => {
    expect(tidy(' И\u0306од\r\nводород\r ')).toBe('Йод\nводород');
  });

  it.each(['обычный', '\u202Bvera\u202C', '\u2067a\u2066b\u2069c\u2069', '\u202A\u2067a\u2069\u202C', '\u200F'])(
    'may turn and turn back: %j',
    (text) => {
      expect(isBalanced(text)).toBe(true);
    },
  );

  it.each(['\u202E', 'a\u202C', '\u2067a', '\u2069a\u2067', '\u202Ba\u202Bb\u202C'])(
    'may not turn what is around it: %j',
    (text) => {
      expect(isBalanced(text)).toBe(false);
    },
  );
});

describe('a link', () => {
  it.each(['https://shop.example', 'http://пример.рф/плед?цвет=синий', 'https://shop.example:8443/a#b'])(
    'is %s',
    (text) => {
      expect(formats['web-link'](text)).toBe(true);
    },
  );

  it.each([
    'javascript:alert(1)',
    'https://',
    'https://localhost',
    'https://a:b@shop.example',
    'https://shop.example/\u0000',
  ])('is not %j', (text) => {
    expect(formats['web-link'](text)).toBe(false);
  });
});

describe('a time zone', () => {
  it.each([
    'UTC',
    'Europe/Moscow',
    'Europe/Kyiv',
    'Europe/Kiev',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+12',
    'cet',
  ])('is %s', (name) => {
    expect(formats['time-zone'](name)).toBe(true);
  });

  it.each(['', '+03:00', 'Mars/Olympus', 'local', 'ACT', 'PST', 'SystemV/AST4', 'Europe/Moscow\u0000'])(
    'is not %j',
    (name) => {
      expect(formats['time-zone'](name)).toBe(false);
    },
  );

  it('is one that the database knows as well', async () => {
    const { db, drop } = await createTestDatabase({ pool: 1 });
    const { rows } = await sql<{ name: string }>`select name from pg_timezone_names`.execute(db);
    await drop();
    const known = new Set(rows.map(({ name }) => name));
    const accepted = Intl.supportedValuesOf('timeZone').filter(formats['time-zone']);
    expect(accepted.length).toBeGreaterThan(400);
    expect(accepted.filter((name) => !known.has(name))).toEqual([]);
  });
});
