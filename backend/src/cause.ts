import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Found and not passed, as nothing else is: no rule depends on it, and every one of them would have to hand it on only for
 * the log of the worker.
 */
const causes = new AsyncLocalStorage<string | undefined>();

/** Does something because of the request with this id: answers it, or carries out a job that it left behind. */
export function becauseOf<Result>(requestId: string | undefined, work: () => Result): Result {
  return causes.run(requestId, work);
}

/** The id of the request because of which this is done, if it was one; for logs only, never for anybody’s eyes. */
export function causingRequest(): string | null {
  return causes.getStore() ?? null;
}
