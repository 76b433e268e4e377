import type { Static, TSchema } from 'typebox';
import type { ErrorCode } from './errors.ts';

/**
 * Who may call an endpoint. The access matrix of the tests is generated from it.
 *
 * - `anyone`: no session is needed
 * - `viewer`: any signed-in person, acting on what is theirs
 * - `owner`: the owner of the wishlist or wish in the path; everybody else gets its 404
 * - `reader`: whoever may open the wishlist, the owner included
 * - `guest`: whoever may open the wishlist, except its owner
 * - `person`: any signed-in person, about the person in the path; a block hides the two from each other
 * - `visitor`: a visitor, on what is theirs; no session opens it
 * - `bot`: the bot, by the secret that it shares with the backend; no session opens it
 */
export type Access = 'anyone' | 'viewer' | 'owner' | 'reader' | 'guest' | 'person' | 'visitor' | 'bot';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation of the API: the same object mounts a route in the backend and types a call in the clients. */
export interface Endpoint<
  Params extends TSchema | undefined = TSchema | undefined,
  Query extends TSchema | undefined = TSchema | undefined,
  Body extends TSchema | undefined = TSchema | undefined,
  Reply extends TSchema | undefined = TSchema | undefined,
> {
  readonly method: Method;
  /** Below `/api/v1`, with parameters as in OpenAPI: `/wishes/{wishId}`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly access: Access;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Status of success: 200, or 201 for a creation; 204 when there is no reply. */
  readonly status: 200 | 201 | 204;
  readonly reply?: Reply;
  /** What this endpoint may refuse with, besides the errors that every endpoint shares. */
  readonly errors: readonly ErrorCode[];
  /** The body is a file of so many bytes at the most, sent as it is (`application/octet-stream`), and not JSON. */
  readonly upload?: { readonly maxBytes: number };
  /** Also for visitors, guests without an account: of the wishlist by whose link they came, and of no other. */
  readonly visitors?: true;
  /** Accepts an `Idempotency-Key` header: the same key and body are executed once and answered alike. */
  readonly idempotencyKey?: true;
  /** Where the owner of the wishlist is sent (303) instead of being served. */
  readonly ownerGoesTo?: string;
}

/** Declares an endpoint; exists to infer its types. */
export function endpoint<
  Params extends TSchema | undefined = undefined,
  Query extends TSchema | undefined = undefined,
  Body extends TSchema | undefined = undefined,
  Reply extends TSchema | undefined = undefined,
>(definition: Endpoint<Params, Query, Body, Reply>): Endpoint<Params, Query, Body, Reply> {
  return definition;
}

type Part<Name extends string, Schema> = Schema extends TSchema ? { readonly [key in Name]: Static<Schema> } : unknown;

/** What a caller passes: `{ params, query, body }`, each only where the endpoint has it. */
export type Input<E extends Endpoint> =
  E extends Endpoint<infer Params, infer Query, infer Body, infer _Reply>
    ? Part<'params', Params> & Part<'query', Query> & Part<'body', Body>
    : never;

/** What a successful call answers; `undefined` for 204. */
export type Output<E extends Endpoint> =
  E extends Endpoint<infer _Params, infer _Query, infer _Body, infer Reply>
    ? Reply extends TSchema
      ? Static<Reply>
      : undefined
    : never;
