import { Api, GrammyError, HttpError } from 'grammy';
import type { InlineKeyboardMarkup } from 'grammy/types';

export interface Message {
  html: string;
  keyboard: InlineKeyboardMarkup;
}

/**
 * What became of a message.
 *
 * - `later`: certainly not sent; to be tried again after `seconds`, or after a while of the sender’s choice
 * - `flood`: Telegram says how many `seconds` to wait
 * - `closed`: Telegram does not know this bot (any more)
 * - `unreachable`: the person has blocked the bot, or never had it
 * - `moved`: the chat has another id
 * - `unknown`: it may have been sent
 */
export type Outcome =
  | { outcome: 'sent' | 'later' | 'closed' | 'unreachable' | 'unknown' }
  | { outcome: 'flood'; seconds: number }
  | { outcome: 'moved'; chatId: number };

/** Seconds that Telegram is given to answer. */
export const patience = 10;

/** Sends a message to a chat and answers what became of it; never throws. */
export type Deliver = (chatId: number, message: Message) => Promise<Outcome>;

/** Opens the way to the Bot API. It paces nothing and tries once. */
export function openDelivery(settings: { apiRoot: string; token: string }): Deliver {
  const api = new Api(settings.token, {
    apiRoot: settings.apiRoot,
    timeoutSeconds: patience + 1,
    fetch: fetchFromTelegram,
  });
  return async (chatId, { html, keyboard }) => {
    try {
      await api.sendMessage(chatId, html, {
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        reply_markup: keyboard,
      });
      return { outcome: 'sent' };
    } catch (error) {
      return outcomeOf(error);
    }
  };
}

/** A gateway in front of Telegram answered in its place, in HTML: the request did not come through. */
class GatewayError extends Error {}

async function fetchFromTelegram(url: string, { method, headers, body }: RequestInit): Promise<Response> {
  // grammY’s own signal is not one that this `fetch` knows.
  const signal = AbortSignal.timeout(patience * 1000);
  const response = await fetch(url, { method, headers, body, signal });
  const isJson = response.headers.get('content-type')?.includes('json');
  if (response.status >= 500 && !isJson) {
    await response.body?.cancel();
    throw new GatewayError(String(response.status));
  }
  return response;
}

/** Errors on the way to Telegram: nothing was sent. Any other may have come after Telegram had the message. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function outcomeOf(error: unknown): Outcome {
  if (error instanceof GrammyError) return refusalOf(error);
  const cause = error instanceof HttpError ? error.error : error;
  return {
    outcome:
      cause instanceof GatewayError || codesOf(cause).some((code) => beforeSending.has(code)) ? 'later' : 'unknown',
  };
}

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner = error instanceof AggregateError ? error.errors : [error.cause];
  return [...code, ...inner.flatMap(codesOf)];
}

/** Source: https://core.telegram.org/bots/api#making-requests and #responseparameters */
function refusalOf({ error_code, description, parameters }: GrammyError): Outcome {
  const { migrate_to_chat_id: chatId, retry_after: seconds } = parameters;
  if (chatId !== undefined) return { outcome: 'moved', chatId };
  if (error_code === 429) return { outcome: 'flood', seconds: seconds ?? 1 };
  if (error_code === 401 || error_code === 404) return { outcome: 'closed' };
  if (error_code === 403) return { outcome: 'unreachable' };
  if (/chat not found|user is deactivated|PEER_ID_INVALID/i.test(description)) return { outcome: 'unreachable' };
  return { outcome: 'later' };
}
