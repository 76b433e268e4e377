import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A call that came in. */
export interface TelegramCall {
  chatId: number;
  text: string;
  keyboard: { text: string; web_app?: { url: string }; callback_data?: string }[][];
  /** Milliseconds. */
  at: number;
}

/** What becomes of a call: Telegram’s answer, or none; `delivered` when the person gets the message whatever is answered. */
export interface Fate {
  status?: number;
  /** JSON, or text that is none. */
  body?: object | string;
  /** The connection breaks, or nothing ever comes, instead of an answer. */
  silence?: 'reset' | 'timeout';
  delivered?: boolean;
}

const refusal = (status: number, description: string, parameters?: object): Fate => ({
  status,
  body: { ok: false, error_code: status, description, ...(parameters ? { parameters } : {}) },
});

/** What Telegram does with a message. */
export const fates = {
  ok: { status: 200, body: { ok: true, result: { message_id: 1 } }, delivered: true },
  flood: (seconds: number) => refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds }),
  serverError: refusal(500, 'Internal Server Error'),
  gateway: { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' },
  blocked: refusal(403, 'Forbidden: bot was blocked by the user'),
  noChat: refusal(400, 'Bad Request: chat not found'),
  badMessage: refusal(400, "Bad Request: can't parse entities"),
  revoked: refusal(401, 'Unauthorized'),
  moved: (chatId: number) => refusal(400, 'Bad Request: group chat was upgraded', { migrate_to_chat_id: chatId }),
  malformed: { status: 200, body: '{"ok":tru', delivered: true },
  reset: { silence: 'reset', delivered: true },
  lostOnTheWay: { silence: 'reset' },
  timeout: { silence: 'timeout', delivered: true },
} satisfies Record<string, Fate | ((value: number) => Fate)>;

/** A Bot API that knows one method, does what it is told and remembers every call. */
export interface TestTelegram {
  apiRoot: string;
  calls: TelegramCall[];
  /** What people got, in their order. */
  delivered: TelegramCall[];
  /** Decides over each call; everything succeeds until a test says otherwise. */
  decide: (call: TelegramCall) => Fate;
  close: () => Promise<void>;
}

/** Starts it on a port of its own. */
export async function startTestTelegram(): Promise<TestTelegram> {
  const server = createServer((request, response) => void handle(request, response));
  const telegram: TestTelegram = {
    apiRoot: '',
    calls: [],
    delivered: [],
    decide: () => fates.ok,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const {
      chat_id,
      text: words,
      reply_markup,
    } = JSON.parse(await text(request)) as {
      chat_id: number;
      text: string;
      reply_markup: { inline_keyboard: TelegramCall['keyboard'] };
    };
    const call = { chatId: chat_id, text: words, keyboard: reply_markup.inline_keyboard, at: performance.now() };
    telegram.calls.push(call);
    const { status = 200, body = '', silence, delivered } = telegram.decide(call);
    if (delivered) telegram.delivered.push(call);
    if (silence === 'reset') request.socket.destroy();
    if (silence) return;
    const type = typeof body === 'string' && body.startsWith('<') ? 'text/html' : 'application/json';
    response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  telegram.apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return telegram;
}
