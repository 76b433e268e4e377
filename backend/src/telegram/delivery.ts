import { Api, GrammyError, HttpError } from 'grammy';
import type { InlineKeyboardMarkup } from 'grammy/types';

export interface Message {
  html: string;
  keyboard: InlineKeyboardMarkup;
}

/**
 * What became of a message.
 *
 * - `later`: certainly not sent; to be tried again after a while
 * - `away`: Telegram was not reached, so certainly not sent; no message is at fault
 * - `flood`: Telegram says how many `seconds` to wait
 * - `closed`: Telegram does not know this bot (any more)
 * - `unreachable`: the person has blocked the bot, or never had it
 * - `moved`: the chat has another id
 * - `unknown`: it may have been sent
 */
export type Outcome =
  | { outcome: 'sent' | 'later' | 'away' | 'closed' | 'unreachable' | 'unknown' }
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

/** What fails before anything is sent: the name, the connection, its encryption. Any other error may come after Telegram had the message. */
const beforeSending = {
  syscall: /^(?:getaddrinfo|connect)$/,
  code: /^(?:UND_ERR_CONNECT|ERR_TLS_CERT|ERR_SSL_(?:WRONG_VERSION|PACKET_LENGTH|UNSUPPORTED_PROTOCOL)|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/,
};

function outcomeOf(error: unknown): Outcome {
  if (error instanceof GrammyError) return refusalOf(error);
  const cause = error instanceof HttpError ? error.error : error;
  if (cause instanceof GatewayError) return { outcome: 'later' };
  return { outcome: nothingWasSent(cause) ? 'away' : 'unknown' };
}

function nothingWasSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { syscall = '', code = '' } = error as NodeJS.ErrnoException;
  if (beforeSending.syscall.test(syscall) || beforeSending.code.test(code)) return true;
  // Node says so of a connection that ends while its encryption is agreed on, and names no system call.
  if (code === 'ECONNRESET' && !syscall && 'localAddress' in error) return true;
  // Of several addresses each one failed.
  return error instanceof AggregateError ? error.errors.every(nothingWasSent) : nothingWasSent(error.cause);
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
