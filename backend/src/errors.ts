import type { ErrorCode, ErrorDetails } from '@wishlins/contract/errors';

/** A refusal in the contract’s vocabulary; the only thing that rules throw. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;
  /** What somebody else said, for the log only. */
  readonly reason: string | undefined;

  constructor(code: ErrorCode, details?: ErrorDetails, reason?: string) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
    this.reason = reason;
  }
}

/**
 * Refuses with a code of the contract.
 *
 * @param reason what somebody else said who is to blame, for the log only
 */
export function refuse(code: ErrorCode, details?: ErrorDetails, reason?: string): never {
  throw new Refusal(code, details, reason);
}

/** Refuses one field of the request, as the contract’s own checks do. */
export function refuseField(field: string, rule: string): never {
  throw new Refusal('invalid_request', { field, rule });
}
