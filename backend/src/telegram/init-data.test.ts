import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../errors.ts';
import { signInitData, testBotToken } from '../testing/init-data.ts';
import { createInitDataVerifier, type TelegramUser } from './init-data.ts';

const now = new Date('2026-11-23T12:00:00Z');
const seconds = Math.floor(now.getTime() / 1000);
const maxAge = 3600;
const boris: TelegramUser = { id: 42, first_name: 'Борис', username: 'boris', language_code: 'ru' };
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const verify = createInitDataVerifier({ botToken: testBotToken, maxAge, publicKey });

const fresh = (fields: Record<string, string> = {}) => signInitData(boris, { auth_date: String(seconds), ...fields });

/** The code of the refusal, or who was let in. */
function judge(initData: string, at = now): string | TelegramUser {
  try {
    return verify(initData, at).user;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Signs the text as Telegram would, whatever it looks like, so that only its form can be at fault. */
function signText(text: string): string {
  const lines = text
    .split('&')
    .map((pair) => decodeURIComponent(pair.replaceAll('+', ' ')))
    .toSorted();
  const secret = createHmac('sha256', 'WebAppData').update(testBotToken).digest();
  return `${text}&hash=${createHmac('sha256', secret).update(lines.join('\n')).digest('hex')}`;
}

const user = encodeURIComponent(JSON.stringify(boris));

describe('init data', () => {
  it('that Telegram signed tells who it is and where the link led', () => {
    expect(verify(fresh({ start_param: 'l_abc' }), now)).toEqual({ user: boris, startParam: 'l_abc' });
    expect(verify(fresh(), now).startParam).toBeUndefined();
    expect(judge(signText(`auth_date=${seconds}&user=${user}`))).toEqual(boris);
  });

  it.each([
    ['one byte changed', fresh().replace('boris', 'bori5')],
    ['one field more', `${fresh()}&start_param=l_abc`],
    ['one field less', fresh().replace(/query_id=[^&]+&/, '')],
    ['another bot’s hash', fresh().replace(/hash=.*/, `hash=${'0'.repeat(64)}`)],
    ['no hash', fresh().replace(/&hash=.*/, '')],
    ['half a hash', fresh().slice(0, -32)],
    ['an upper-case hash', fresh().replace(/[0-9a-f]{64}$/, (hash) => hash.toUpperCase())],
    ['a hash twice', `${fresh()}&hash=${fresh().slice(-64)}`],
    ['a field twice', signText(`auth_date=${seconds}&auth_date=${seconds}&user=${user}`)],
    ['a key that is the same once decoded', signText(`auth_date=${seconds}&user=${user}&%75ser=${user}`)],
    ['a field without a value', signText(`auth_date=${seconds}&user=${user}&query_id`)],
    ['a field without a name', signText(`auth_date=${seconds}&user=${user}&=1`)],
    ['an empty pair', signText(`auth_date=${seconds}&user=${user}&`)],
    ['a stray percent sign', `${fresh()}&x=%`],
    ['a percent sign and no hexadecimal', `${fresh()}&x=%zz`],
    ['bytes that are no UTF-8', `${fresh()}&x=%ff`],
    ['a line break in a value', signText(`auth_date=${seconds}&user=${user}&x=1%0Ay=2`)],
    ['a raw space', signText(`auth_date=${seconds}&user=${user}&x=a b`)],
    ['NUL in a value', signText(`auth_date=${seconds}&user=${user}&x=%00`)],
    ['more than 4096 bytes', fresh({ start_param: 'a'.repeat(4096) })],
    ['more than 4096 bytes in fewer letters', signText(`auth_date=${seconds}&user=${user}&x=${'ы'.repeat(2000)}`)],
    ['nothing', ''],
  ])('with %s is refused', (_what, initData) => {
    expect(judge(initData)).toBe('init_data_invalid');
  });

  it('may be 4096 bytes long', () => {
    const padding = 4096 - fresh({ start_param: '' }).length;
    expect(judge(fresh({ start_param: 'a'.repeat(padding) }))).toEqual(boris);
    expect(judge(fresh({ start_param: 'a'.repeat(padding + 1) }))).toBe('init_data_invalid');
  });

  it.each([
    [0, 'in'],
    [maxAge, 'in'],
    [maxAge + 1, 'init_data_expired'],
    [-60, 'in'],
    [-61, 'init_data_invalid'],
  ])('signed %i seconds ago: %s', (ago, verdict) => {
    const judged = judge(fresh({ auth_date: String(seconds - ago) }));
    expect(typeof judged === 'string' ? judged : 'in').toBe(verdict);
  });

  it.each([
    '',
    'now',
    '-1',
    '1e9',
    '99999999999',
    '0123456789 ',
    '１７６３８９１２００',
    ` ${seconds}`,
    `${seconds}.5`,
  ])('signed at “%s” is refused', (authDate) => {
    expect(judge(fresh({ auth_date: authDate }))).toMatch(/^init_data_/);
  });

  it('needs its date and its user', () => {
    expect(judge(signText(`user=${user}`))).toBe('init_data_invalid');
    expect(judge(signText(`auth_date=${seconds}`))).toBe('init_data_invalid');
  });
});

describe('the user in it', () => {
  it.each([
    ['an id beyond 32 bits', { ...boris, id: 7_000_000_123 }],
    [
      'fields that Telegram may add',
      { ...boris, is_premium: true, allows_write_to_pm: true, added_later: { deep: [1] } },
    ],
    ['neither last name nor username', { id: 1, first_name: 'Я' }],
  ])('may have %s', (_what, given) => {
    expect(judge(fresh({ user: JSON.stringify(given) }))).toEqual(given);
  });

  it.each([
    ['an id that is text', { ...boris, id: '42' }],
    ['an id that is no integer', { ...boris, id: 4.2 }],
    ['an id that no number can hold', { ...boris, id: 2 ** 53 }],
    ['an id below one', { ...boris, id: -42 }],
    ['no id', { first_name: 'Борис' }],
    ['no name', { id: 42 }],
    ['a name that is none', { ...boris, first_name: { toString: 'Борис' } }],
    ['a username with other signs', { ...boris, username: 'boris; drop' }],
    ['a bot’s account', { ...boris, is_bot: true }],
    ['a list around it', [boris]],
    ['nothing', null],
  ])('cannot have %s', (_what, given) => {
    expect(judge(fresh({ user: JSON.stringify(given) }))).toBe('init_data_invalid');
  });

  it('cannot be broken JSON', () => {
    expect(judge(fresh({ user: '{"id":42' }))).toBe('init_data_invalid');
  });
});

describe('the signature of Telegram itself', () => {
  function signed(by = privateKey, botId = '1234567890'): string {
    const fields = { auth_date: String(seconds), query_id: 'Q', user: JSON.stringify(boris) };
    const lines = Object.entries(fields).map(([key, value]) => `${key}=${value}`);
    const text = `${botId}:WebAppData\n${lines.join('\n')}`;
    return signInitData(boris, { ...fields, signature: sign(null, Buffer.from(text), by).toString('base64url') });
  }

  it('is verified where there is one', () => {
    expect(judge(signed())).toEqual(boris);
  });

  it('by another key, or for another bot, is refused though the hash is right', () => {
    expect(judge(signed(generateKeyPairSync('ed25519').privateKey))).toBe('init_data_invalid');
    expect(judge(signed(privateKey, '999'))).toBe('init_data_invalid');
  });

  it.each(['', 'AAAA', '!'.repeat(86), 'A'.repeat(86), `${'A'.repeat(86)}==`])('“%s” is none', (signature) => {
    expect(judge(fresh({ signature }))).toBe('init_data_invalid');
  });

  it('is checked against Telegram’s own key unless a test brings another', () => {
    const real = createInitDataVerifier({ botToken: testBotToken, maxAge });
    expect(() => real(signed(), now)).toThrow(Refusal);
    expect(real(fresh(), now).user).toEqual(boris);
  });
});

describe('whatever else comes', () => {
  const pieces = fc.constantFrom(
    '&',
    '=',
    '%',
    '%00',
    '%0A',
    '+',
    'hash',
    'user',
    'auth_date',
    '{"id":1}',
    '\u0000',
    '💥',
    '\uD800',
  );

  it('is refused, and never with anything but a refusal', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(fc.oneof(pieces, fc.string())).map((parts) => parts.join('')),
        ),
        (text) => {
          expect(judge(text)).toMatch(/^init_data_/);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is refused when anything about good init data is changed', () => {
    const good = fresh();
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.oneof(pieces, fc.string({ maxLength: 3 })), (place, piece) => {
        const changed = good.slice(0, place) + piece + good.slice(place + 1);
        fc.pre(changed !== good);
        const judged = judge(changed);
        // Hexadecimal digits of another case are another way to write the same.
        expect(typeof judged === 'string' || decodeURIComponent(changed) === decodeURIComponent(good)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
