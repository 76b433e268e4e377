import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A call of the Bot API as it arrived. */
export interface BotCall {
  method: string;
  payload: Record<string, unknown>;
}

/**
 * Telegram’s side of the Bot API, for what requests wait for. Not the simulator, which is a process of its own and
 * answers with new ids and the time of day: every world has one of these, and worlds are compared byte for byte.
 */
export interface TestBotApi {
  root: string;
  calls: BotCall[];
  /** Answers calls instead of the usual way, until it is given `undefined`. */
  answer: ((call: BotCall, response: ServerResponse) => void) | undefined;
  close(): void;
}

/** What Telegram answers to each method when all is well. */
const results: Record<string, unknown> = {
  // 2100-01-01, the same for every message, so that replies can be compared.
  savePreparedInlineMessage: { id: 'prepared', expiration_date: 4_102_444_800 },
};

/** Starts it on a port of its own. */
export async function startBotApi(): Promise<TestBotApi> {
  const server = createServer((request, response) => void receive(request, response));
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.url?.split('/').at(-1) ?? '';
    const call = { method, payload: (await json(request)) as Record<string, unknown> };
    telegram.calls.push(call);
    if (telegram.answer) telegram.answer(call, response);
    else response.end(JSON.stringify({ ok: true, result: results[method] ?? true }));
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const telegram: TestBotApi = {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    answer: undefined,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return telegram;
}
