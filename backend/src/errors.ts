import type { ErrorCode, ErrorDetails } from '@wishlins/contract/errors';

/** A refusal in the contract’s vocabulary; the only thing that rules throw. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails | undefined;

  constructor(code: ErrorCode, details?: ErrorDetails) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}

/** Refuses with a code of the contract. */
export function refuse(code: ErrorCode, details?: ErrorDetails): never {
  throw new Refusal(code, details);
}

/** Refuses one field of the request, as the contract’s own checks do. */
export function refuseField(field: string, rule: string): never {
  throw new Refusal('invalid_request', { field, rule });
}
