import { Refusal } from './telegram.ts';
import type { PaceLimits, Pace } from './model.ts';

/** Source: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this */
export const telegramsPace: PaceLimits = { perSecond: 30, perChatPerSecond: 1, perGroupPerMinute: 20 };

// No chat has this id: what is sent to all of them together.
const everywhere = 0;

/** Counts something sent to a chat, or refuses it with the seconds to wait. */
export function keepPace(pace: Pace, chatId: number): void {
  const time = Date.now();
  const { perSecond, perChatPerSecond, perGroupPerMinute } = pace.limits;
  const windows = [
    { key: everywhere, most: perSecond, milliseconds: 1000 },
    { key: chatId, most: perChatPerSecond, milliseconds: 1000 },
    ...(chatId < 0 ? [{ key: chatId, most: perGroupPerMinute, milliseconds: 60_000 }] : []),
  ];
  const waits = windows.map(({ key, most, milliseconds }) => {
    const times = pace.sent.get(key) ?? [];
    const first = times.at(-most);
    const full = first !== undefined && time - first < milliseconds;
    return Math.max(pace.waiting.get(key) ?? 0, full ? first + milliseconds : 0) - time;
  });
  const wait = Math.max(...waits);
  if (wait > 0) {
    const seconds = Math.ceil(wait / 1000);
    const key = (waits[0] ?? 0) === wait ? everywhere : chatId;
    pace.waiting.set(key, time + seconds * 1000);
    throw new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
  }
  for (const key of [everywhere, chatId]) pace.sent.set(key, [...(pace.sent.get(key) ?? []), time].slice(-100));
}
