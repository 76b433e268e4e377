import { textOf, type Fields } from './fields.ts';
import type { Bot, Fault } from './model.ts';

const seen = new WeakMap<Fault, number>();

/** The fault that strikes this call, if any; it is counted. */
export function strike({ faults, struck }: Bot, method: string, fields: Fields): Fault | undefined {
  const message = JSON.stringify([fields.chat_id, fields.text]);
  return faults.find((fault) => {
    if (fault.times === 0) return false;
    if (fault.method ? fault.method.toLowerCase() !== method.toLowerCase() : /^getUpdates$/i.test(method)) return false;
    if (fault.chatId !== undefined && textOf(fields, 'chat_id') !== String(fault.chatId)) return false;
    const count = (seen.get(fault) ?? 0) + 1;
    seen.set(fault, count);
    if (count % (fault.every ?? 1) !== 0) return false;
    if (fault.spares && struck.has(message)) return false;
    if (fault.spares) struck.add(message);
    if (fault.times !== undefined) fault.times -= 1;
    return true;
  });
}

/** What a fault answers, of those that answer in Telegram's own form. */
export function answerOf({ fault, description, retryAfter = 1, migrateTo }: Fault): object | undefined {
  const refusal = (error_code: number, words: string, parameters?: object): object => ({
    ok: false,
    error_code,
    description: description ?? words,
    ...(parameters && { parameters }),
  });
  switch (fault) {
    case '400':
      return refusal(400, 'Bad Request: chat not found');
    case '401':
      return refusal(401, 'Unauthorized');
    case '403':
      return refusal(403, 'Forbidden: bot was blocked by the user');
    case '429':
      return refusal(429, `Too Many Requests: retry after ${retryAfter}`, { retry_after: retryAfter });
    case '500':
      return refusal(500, 'Internal Server Error');
    case 'migrated': {
      const words = 'Bad Request: group chat was upgraded to a supergroup chat';
      return refusal(400, words, { migrate_to_chat_id: migrateTo });
    }
    case '502-html':
    case 'malformed':
    case 'timeout':
    case 'reset':
    case 'slow':
      return undefined;
  }
}
