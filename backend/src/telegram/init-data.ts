import { createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { refuse } from '../errors.ts';

/** What Telegram tells of the person who opened the app; fields it may add later are let through unread. */
const TelegramUserShape = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  first_name: Type.String({ maxLength: 256 }),
  last_name: Type.Optional(Type.String({ maxLength: 256 })),
  username: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_]{1,32}$' })),
  language_code: Type.Optional(Type.String({ maxLength: 35 })),
  photo_url: Type.Optional(Type.String({ maxLength: 2048 })),
  allows_write_to_pm: Type.Optional(Type.Boolean()),
  is_bot: Type.Optional(Type.Literal(false)),
});
export type TelegramUser = Static<typeof TelegramUserShape>;
const telegramUser = Compile(TelegramUserShape);

/** Checks init data against the moment `now`; refuses with `init_data_invalid` or `init_data_expired`. */
export type InitDataVerifier = (initData: string, now: Date) => { user: TelegramUser; startParam: string | undefined };

/** Telegram’s own Ed25519 key. Source: https://core.telegram.org/bots/webapps#validating-data-for-third-party-use */
const telegramKey = ed25519('e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d');

/**
 * Makes the check of init data for one bot: size, strict encoding, single keys, the HMAC in constant time, freshness,
 * the user’s shape, and Telegram’s signature where there is one.
 * Source: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
 *
 * @param maxAge seconds from `auth_date` for which it is accepted
 * @param publicKey who signs `signature`; Telegram unless a test brings its own
 */
export function createInitDataVerifier(settings: {
  botToken: string;
  maxAge: number;
  publicKey?: KeyObject;
}): InitDataVerifier {
  const { botToken, maxAge, publicKey = telegramKey } = settings;
  const secret = createHmac('sha256', 'WebAppData').update(botToken).digest();
  const botId = botToken.split(':')[0];

  return (initData, now) => {
    const fields = parseStrictly(initData);
    const { hash = '', signature } = Object.fromEntries(fields);

    const expected = createHmac('sha256', secret)
      .update(checkString(fields, ['hash']))
      .digest();
    if (!/^[0-9a-f]{64}$/.test(hash)) refuse('init_data_invalid');
    if (!timingSafeEqual(expected, Buffer.from(hash, 'hex'))) refuse('init_data_invalid');
    if (signature !== undefined) {
      const signed = `${botId}:WebAppData\n${checkString(fields, ['hash', 'signature'])}`;
      const bytes = /^[A-Za-z0-9_-]{86}(==)?$/.test(signature) ? Buffer.from(signature, 'base64url') : undefined;
      if (!bytes || !verify(null, Buffer.from(signed), publicKey, bytes)) refuse('init_data_invalid');
    }

    checkAge(fields.get('auth_date') ?? '', now, maxAge);
    return { user: readUser(fields.get('user') ?? ''), startParam: fields.get('start_param') };
  };
}

function parseStrictly(initData: string): Map<string, string> {
  if (Buffer.byteLength(initData) > 4096) refuse('init_data_invalid');
  const fields = new Map<string, string>();
  for (const pair of initData.split('&')) {
    const separator = pair.indexOf('=');
    const [key, value] = [decode(pair.slice(0, separator)), decode(pair.slice(separator + 1))];
    if (separator < 1 || fields.has(key)) refuse('init_data_invalid');
    fields.set(key, value);
  }
  return fields;
}

function decode(text: string): string {
  if (!/^(?:[^%\s]|%[0-9A-Fa-f]{2})*$/.test(text)) refuse('init_data_invalid');
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    refuse('init_data_invalid');
  }
  // A line break inside a value could imitate another field in the check string.
  if (/[\u0000-\u001F\u007F]/.test(decoded)) refuse('init_data_invalid');
  return decoded;
}

function checkString(fields: Map<string, string>, without: string[]): string {
  const keys = [...fields.keys()].filter((key) => !without.includes(key)).toSorted();
  return keys.map((key) => `${key}=${fields.get(key)}`).join('\n');
}

function checkAge(authDate: string, now: Date, maxAge: number): void {
  if (!/^[0-9]{10}$/.test(authDate)) refuse('init_data_invalid');
  const age = now.getTime() / 1000 - Number(authDate);
  if (age < -60) refuse('init_data_invalid');
  if (age > maxAge) refuse('init_data_expired');
}

function readUser(json: string): TelegramUser {
  let user: unknown;
  try {
    user = JSON.parse(json);
  } catch {
    refuse('init_data_invalid');
  }
  if (!telegramUser.Check(user)) refuse('init_data_invalid');
  return user;
}

function ed25519(hex: string): KeyObject {
  // The fixed prefix of an Ed25519 SubjectPublicKeyInfo (RFC 8410).
  const spki = Buffer.from(`302a300506032b6570032100${hex}`, 'hex');
  return createPublicKey({ key: spki, format: 'der', type: 'spki' });
}
