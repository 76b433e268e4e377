import { isUpload } from './fields.ts';
import type { Bot, Call } from './model.ts';

// Enough for the longest test, and an end for a demo that is never closed.
const mostCalls = 200_000;

/** Writes a call into the log; of files only name and size. */
export function log(bot: Bot, call: Omit<Call, 'n' | 'answered'>): void {
  const payload = Object.fromEntries(
    Object.entries(call.payload).map(([name, value]) => [
      name,
      isUpload(value) ? { file: value.name, size: value.content.length } : value,
    ]),
  );
  bot.calls.push({ ...call, payload, n: bot.next.call++, answered: Date.now() });
  if (bot.calls.length > mostCalls) bot.calls.shift();
}
