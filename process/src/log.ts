import { pino, type Logger } from 'pino';

/**
 * Makes the log: one line of JSON per event. Lines leave together, at most half a second late: a system call for each
 * would cost more than the line.
 */
export function createLog(level: string): Logger {
  const lines = pino.destination({ minLength: 4096, periodicFlush: 500, sync: false });
  return pino({ level, base: null, serializers: { err: withoutValues } }, lines);
}

/** PostgreSQL explains an error by the row that it is about, and that row is somebody’s. */
function withoutValues(error: Error & { code?: string }) {
  const { name, message, code, stack } = error;
  return { name, message, code, stack };
}
