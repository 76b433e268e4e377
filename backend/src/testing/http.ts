import type { Endpoint } from '@wishlins/contract/endpoint';

/** An answer as it came over the wire, without the two headers that differ each time. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** The text as it was sent; of a refusal, without the id of the request. */
  body: string;
}

/** What a call passes, for tests that do not know the endpoint. */
export interface AnyInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
}

/** What a caller shows: the token of a session or of a visitor, or the secret of the bot. */
export type Credential = string | { visitorToken: string } | { botSecret: string };

/** Calls an endpoint with nothing between the test and the wire: redirects are not followed, nothing is translated. */
export async function send(
  origin: string,
  endpoint: Endpoint,
  input: AnyInput,
  credential?: Credential,
): Promise<Reply> {
  const { method, path } = endpoint;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name]).toWellFormed()),
  );
  const query = Object.entries(input.query ?? {}).filter(([, value]) => value !== undefined);
  const url = new URL(`/api/v1${filled}?${new URLSearchParams(query as [string, string][]).toString()}`, origin);
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      // As it is: how long a packed reply is depends on its ids, of which no two are alike.
      'accept-encoding': 'identity',
      ...(credential ? { authorization: authorizationOf(credential) } : {}),
      ...(input.body === undefined
        ? {}
        : { 'content-type': endpoint.upload ? 'application/octet-stream' : 'application/json' }),
    },
    ...(input.body === undefined ? {} : { body: bodyOf(endpoint, input.body) }),
  });
  const { date: _date, 'x-request-id': requestId, ...headers } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: (await response.text()).replace(requestId ?? '', '') };
}

function bodyOf({ upload }: Endpoint, body: unknown): string | Uint8Array<ArrayBuffer> {
  return upload && body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

function authorizationOf(credential: Credential): string {
  if (typeof credential === 'string') return `Bearer ${credential}`;
  return 'botSecret' in credential ? `Bot ${credential.botSecret}` : `Visitor ${credential.visitorToken}`;
}

/** The code of a refusal, or the status of anything else: what became of a call. */
export function outcome({ status, body }: Reply): string | number {
  return status >= 400 ? (JSON.parse(body) as { error: { code: string } }).error.code : status;
}
