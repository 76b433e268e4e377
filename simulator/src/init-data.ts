import { createHmac } from 'node:crypto';
import type { Persona } from './cast.ts';

/** How a mini app was opened. */
export interface Opening {
  botToken: string;
  persona: Persona;
  /** When it was opened; now by default. */
  authDate?: Date;
  /** The value of `startapp` in the link. */
  startParam?: string;
  chatType?: 'sender' | 'private' | 'group' | 'supergroup' | 'channel';
  chatInstance?: string;
  queryId?: string;
}

/**
 * Writes init data as Telegram does and signs it with the bot's token. Ed25519 `signature` is left out: only Telegram
 * can make one.
 * Source: https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
 */
export function signInitData(opening: Opening): string {
  const { botToken, persona, authDate = new Date(), startParam, chatType, chatInstance, queryId } = opening;
  const fields: [name: string, value: string | undefined][] = [
    ['query_id', queryId],
    ['user', phpJson(persona.user)],
    ['chat_instance', chatInstance],
    ['chat_type', chatType],
    ['start_param', startParam],
    ['auth_date', Math.floor(authDate.getTime() / 1000).toString()],
  ];
  const present = fields.filter((field): field is [string, string] => Boolean(field[1]));
  const checkString = present
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('\n');
  const key = createHmac('sha256', 'WebAppData').update(botToken).digest();
  const hash = createHmac('sha256', key).update(checkString).digest('hex');
  return [...present, ['hash', hash] as const].map(([name, value]) => `${name}=${percentEncode(value)}`).join('&');
}

// Telegram's server writes `\/` for a slash in JSON; the signature covers these very characters.
function phpJson(value: object): string {
  return JSON.stringify(value).replaceAll('/', '\\/');
}

// RFC 3986: what encodeURIComponent does, and the five marks it leaves as they are.
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
