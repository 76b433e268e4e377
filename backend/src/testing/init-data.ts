import { createHmac } from 'node:crypto';
import type { TelegramUser } from '../telegram/init-data.ts';

export const testBotToken = '1234567890:test-bot-token-of-thirty-five-letters';

/** Init data as Telegram would hand it to the app, signed for the tests’ bot; `fields` adds to it or replaces. */
export function signInitData(user: TelegramUser, fields: Record<string, string> = {}): string {
  const all: Record<string, string> = {
    query_id: 'AAHdF6IQAAAAAN0XohDhrOrc',
    user: JSON.stringify(user),
    auth_date: String(Math.floor(Date.now() / 1000)),
    ...fields,
  };
  const lines = Object.keys(all)
    .toSorted()
    .map((key) => `${key}=${all[key]}`);
  const secret = createHmac('sha256', 'WebAppData').update(testBotToken).digest();
  const hash = createHmac('sha256', secret).update(lines.join('\n')).digest('hex');
  return Object.entries({ ...all, hash })
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
}
