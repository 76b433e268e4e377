import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cast, findPersona, type Persona } from './cast.ts';
import { signInitData } from './init-data.ts';

const botToken = '42:TEST';

describe('init data', () => {
  it('is what an independent implementation makes of the same opening', () => {
    const opening = {
      botToken,
      persona: personaOf('anya'),
      startParam: 'l_abc',
      chatType: 'sender',
      chatInstance: '-42',
    } as const;
    // Computed with Python's hmac, hashlib and urllib.
    expect(signInitData({ ...opening, authDate: new Date(1_795_000_000_999) })).toBe(
      'user=%7B%22id%22%3A7000000123%2C%22first_name%22%3A%22%D0%90%D0%BD%D1%8F%22%2C%22last_name%22%3A' +
        '%22%D0%A1%D0%BE%D0%B1%D0%BE%D0%BB%D0%B5%D0%B2%D0%B0%22%2C%22username%22%3A%22anya_soboleva%22%2C' +
        '%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%2C%22allows_write_to_pm%22%3Atrue%2C' +
        '%22photo_url%22%3A%22%5C%2Fpictures%5C%2Fdemo%5C%2Fanya.webp%22%7D&chat_instance=-42&chat_type=sender' +
        '&start_param=l_abc&auth_date=1795000000' +
        '&hash=95802934d088816a9c3bd6cb321f7d66072a8a1f36102d0fc8694a48dfd79a20',
    );
  });

  it.each(cast)('of $name passes the check that Telegram prescribes', (persona) => {
    const initData = signInitData({ botToken, persona, queryId: 'AAH!(*)', startParam: 'w_-_' });
    expect(isSignedBy(botToken, initData)).toBe(true);
    expect(isSignedBy('43:OTHER', initData)).toBe(false);
    expect(isSignedBy(botToken, initData.replace('w_-_', 'w_-a'))).toBe(false);
    expect(JSON.parse(new URLSearchParams(initData).get('user') ?? '')).toEqual(persona.user);
    expect(initData).toMatch(/^[\w.~%&=-]+$/);
  });

  it('holds no field that the opening lacks', () => {
    const initData = signInitData({ botToken, persona: personaOf('oliver'), startParam: '' });
    expect([...new URLSearchParams(initData).keys()]).toEqual(['user', 'auth_date', 'hash']);
  });
});

describe('the cast', () => {
  it('has one person per id, Telegram id and username', () => {
    expect(new Set(cast.map(({ id }) => id)).size).toBe(cast.length);
    expect(new Set(cast.map(({ user }) => user.id)).size).toBe(cast.length);
    expect(new Set(cast.map(({ user }) => user.username)).size).toBe(cast.length);
  });

  it('has somebody with an id beyond 32 bits and somebody without a @username', () => {
    expect(cast.some(({ user }) => user.id > 2 ** 32)).toBe(true);
    expect(cast.some(({ user }) => !user.username)).toBe(true);
  });
});

function personaOf(id: string): Persona {
  const persona = findPersona(id);
  if (!persona) throw new Error(`nobody is called ${id}`);
  return persona;
}

/** The check of the documentation, written from the reader's side. */
function isSignedBy(token: string, initData: string): boolean {
  const fields = new URLSearchParams(initData);
  const hash = fields.get('hash');
  fields.delete('hash');
  fields.sort();
  const text = Array.from(fields, ([name, value]) => `${name}=${value}`).join('\n');
  const key = createHmac('sha256', 'WebAppData').update(token).digest();
  return createHmac('sha256', key).update(text).digest('hex') === hash;
}
