import type { Endpoint, Input, Output } from '@wishlins/contract/endpoint';
import { errorStatus, type ErrorCode, type ErrorDetails } from '@wishlins/contract/errors';

/** A call as the server saw it. */
export interface SeenCall {
  endpoint: Endpoint;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
  token: string | undefined;
  idempotencyKey: string | undefined;
}

/** Something else than the endpoint's reply. */
class Exceptional {
  readonly respond: () => Response;

  constructor(respond: () => Response) {
    this.respond = respond;
  }
}

/** A refusal out of the contract's vocabulary. */
export function refusal(code: ErrorCode, details: ErrorDetails = {}): Exceptional {
  const body = { error: { code, requestId: 'request-1', details } };
  return new Exceptional(() => Response.json(body, { status: errorStatus[code] }));
}

/** No answer at all: the phone is in a tunnel. */
export function silence(): Exceptional {
  return new Exceptional(() => {
    throw new TypeError('Failed to fetch');
  });
}

/** The owner of a list is sent to their own view of it. */
export function sentTo(path: string): Exceptional {
  return new Exceptional(() => {
    const response = new Response('{}');
    Object.defineProperty(response, 'redirected', { value: true });
    Object.defineProperty(response, 'url', { value: `http://localhost/api/v1${path}` });
    return response;
  });
}

type Answer<E extends Endpoint> = Output<E> | Exceptional;
type Handler<E extends Endpoint> = (input: Input<E>) => Answer<E> | Promise<Answer<E>>;

interface Mounted {
  endpoint: Endpoint;
  path: RegExp;
  handle: (input: never) => unknown;
}

/**
 * A server without a network: its answers are typed by the contract, it remembers what it was asked, and an endpoint nobody
 * prepared is an error of the test.
 */
export function createFakeServer() {
  const mounted: Mounted[] = [];
  const calls: SeenCall[] = [];

  /** Answers an endpoint with a value, or by a function of the input; the latest word counts. */
  function on<E extends Endpoint>(endpoint: E, answer: Answer<E> | Handler<E>): void {
    const path = new RegExp(`^/api/v1${endpoint.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const handle = typeof answer === 'function' ? (answer as Handler<E>) : () => answer;
    mounted.unshift({ endpoint, path, handle });
  }

  const fetch: typeof window.fetch = async (address, { method = 'GET', headers, body } = {}) => {
    const url = new URL(address instanceof Request ? address.url : address, 'http://localhost');
    const found = mounted.find(({ endpoint, path }) => endpoint.method === method && path.test(url.pathname));
    if (!found) throw new Error(`the test prepared no answer to ${method} ${url.pathname}`);
    const given = new Headers(headers);
    const input = {
      params: { ...found.path.exec(url.pathname)?.groups },
      query: Object.fromEntries(url.searchParams),
      body: typeof body === 'string' ? JSON.parse(body) : undefined,
    };
    calls.push({
      endpoint: found.endpoint,
      ...input,
      token: given.get('authorization')?.replace('Bearer ', ''),
      idempotencyKey: given.get('idempotency-key') ?? undefined,
    });
    const answer = await found.handle(input as never);
    if (answer instanceof Exceptional) return answer.respond();
    return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
  };

  /** What was asked of an endpoint, in order. */
  const callsOf = (endpoint: Endpoint) =>
    calls.filter((call) => call.endpoint.method === endpoint.method && call.endpoint.path === endpoint.path);

  return { on, fetch, calls, callsOf };
}

export type FakeServer = ReturnType<typeof createFakeServer>;
