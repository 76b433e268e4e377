import type { Endpoint, Input, Output } from './endpoint.ts';
import type { ErrorBody, ErrorCode, ErrorDetails } from './errors.ts';

/** A refusal by the API, or `unreachable` when no answer came. */
export class ApiError extends Error {
  readonly code: ErrorCode | 'unreachable';
  readonly status: number;
  readonly requestId: string | undefined;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode | 'unreachable', status: number, requestId?: string, details: ErrorDetails = {}) {
    super(`${code} (${status}${requestId ? `, request ${requestId}` : ''})`);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.details = details;
  }
}

/** Thrown when the owner of a wishlist follows its share link: they belong in the owner's view at `path`. */
export class SentToOwnView extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`the owner's view is at ${path}`);
    this.name = 'SentToOwnView';
    this.path = path;
  }
}

export interface CallOptions {
  signal?: AbortSignal;
  /** For endpoints that accept one: repeat a call after a lost answer with the same key. */
  idempotencyKey?: string;
  /** Is told how much of a file has left, from 0 to 1, where there is something that carries files. */
  told?: (share: number) => void;
}

export type Call = <E extends Endpoint>(endpoint: E, input: Input<E>, options?: CallOptions) => Promise<Output<E>>;

type AnyInput = { params?: Record<string, string>; query?: Record<string, string | undefined>; body?: unknown };

/**
 * Makes a typed client of the API.
 *
 * `origin` is where `/api/v1` lives, '' in a browser; `token` is asked before each call for the session, or, with
 * another scheme, for the bot’s own secret or what a visitor keeps.
 */
export function createClient(settings: {
  origin: string;
  token: () => string | undefined | Promise<string | undefined>;
  scheme?: 'Bearer' | 'Bot' | 'Visitor';
  fetch?: typeof fetch;
  /** Carries a file as `fetch` would, telling how far it is. */
  carry?: (told: (share: number) => void) => typeof fetch;
}): Call {
  const send = settings.fetch ?? ((...request: Parameters<typeof fetch>) => fetch(...request));

  const carrierOf = ({ told }: CallOptions) => (told && settings.carry ? settings.carry(told) : send);

  return async <E extends Endpoint>(endpoint: E, input: Input<E>, options: CallOptions = {}): Promise<Output<E>> => {
    const { params = {}, query = {}, body } = input as AnyInput;
    const token = await settings.token();
    const headers = new Headers({ accept: 'application/json' });
    if (token) headers.set('authorization', `${settings.scheme ?? 'Bearer'} ${token}`);
    if (body !== undefined)
      headers.set('content-type', endpoint.upload ? 'application/octet-stream' : 'application/json');
    if (options.idempotencyKey) headers.set('idempotency-key', options.idempotencyKey);

    const response = await carrierOf(options)(`${settings.origin}/api/v1${address(endpoint.path, params, query)}`, {
      method: endpoint.method,
      headers,
      ...(body === undefined
        ? {}
        : { body: endpoint.upload ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    }).catch((cause: unknown) => {
      if (options.signal?.aborted) throw cause;
      throw new ApiError('unreachable', 0);
    });
    if (!response.ok) throw await refusal(response);
    if (response.redirected) throw new SentToOwnView(new URL(response.url).pathname);
    return (response.status === 204 ? undefined : await response.json()) as Output<E>;
  };
}

function address(path: string, params: Record<string, string>, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = new URLSearchParams(given).toString();
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  return search ? `${filled}?${search}` : filled;
}

async function refusal(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => undefined)) as Partial<ErrorBody> | undefined;
  const { code, requestId, details } = body?.error ?? {};
  if (!code) return new ApiError(response.status >= 500 ? 'unavailable' : 'internal', response.status);
  return new ApiError(code, response.status, requestId, details);
}
