/**
 * The closed vocabulary of refusals and the HTTP status of each. The API never sends human text: every client
 * has a sentence per code in its locales.
 */
export const errorStatus = {
  invalid_request: 400,
  not_yourself: 400,
  unauthenticated: 401,
  init_data_invalid: 401,
  init_data_expired: 401,
  own_wish: 403,
  surprise_kept: 403,
  not_found: 404,
  user_not_found: 404,
  wishlist_not_found: 404,
  wish_not_found: 404,
  reservation_not_found: 404,
  photo_not_found: 404,
  visitor_not_found: 404,
  already_reserved: 409,
  wish_received: 409,
  version_conflict: 409,
  limit_reached: 409,
  photo_space_full: 409,
  link_changed: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  photo_unreadable: 422,
  idempotency_key_reused: 422,
  too_many_requests: 429,
  internal: 500,
  unavailable: 503,
  telegram_unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** Every endpoint may answer these; they are not repeated in its declaration. */
export const sharedErrors = [
  'invalid_request',
  'unauthenticated',
  'payload_too_large',
  'unsupported_media_type',
  'too_many_requests',
  'internal',
  'unavailable',
] as const satisfies readonly ErrorCode[];

/** Facts that go with a refusal; never a sentence, never a person. */
export interface ErrorDetails {
  /** `invalid_request`: the offending field as a dotted path, e.g. `body.price.amount`. */
  field?: string;
  /** `invalid_request`: the broken rule, e.g. `required`, `maxLength`. */
  rule?: string;
  /** `already_reserved`: how many are still free. */
  available?: number;
  /** `limit_reached`: the limit. */
  limit?: number;
  /** `too_many_requests`, `unavailable`: seconds to wait. */
  retryAfter?: number;
}

/** The body of every refusal. */
export interface ErrorBody {
  error: { code: ErrorCode; requestId: string; details?: ErrorDetails };
}
