import { ConfigError } from '@wishlins/process/settings';
import { EmbeddedPostgresError } from '../backend/src/database/embedded.ts';
import { DatabaseProblem } from '../backend/src/database/migrate.ts';
import { BuildError } from './build.ts';
import { CannotListen } from './ports.ts';

/** As in sysexits.h: something in the configuration is wrong. */
const EX_CONFIG = 78;
const PATIENCE_MS = 15_000;

/**
 * Starts something that runs until a signal, or the end of the process that started us, and then closes what was opened,
 * the latest first. A start that fails for a reason we know ends with a sentence instead of a stack.
 */
export async function runUntilStopped(start: (running: AsyncDisposableStack) => Promise<void>): Promise<void> {
  const running = new AsyncDisposableStack();

  async function stop(exitCode: number): Promise<void> {
    if (running.disposed) return;
    // Whatever hangs must not keep the terminal: PostgreSQL recovers by itself the next time.
    setTimeout(() => process.exit(exitCode || 1), PATIENCE_MS);
    await running.disposeAsync();
    process.exit(exitCode);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
  process.on('disconnect', () => void stop(0));
  process.channel?.unref();

  try {
    await start(running);
  } catch (error) {
    if (running.disposed) return;
    console.error(describe(error));
    await stop(error instanceof ConfigError ? EX_CONFIG : 1);
  }
}

function describe(error: unknown): unknown {
  if (error instanceof ConfigError) return error.mistakes.join('\n');
  const known = [EmbeddedPostgresError, DatabaseProblem, BuildError, CannotListen];
  return error instanceof Error && known.some((kind) => error instanceof kind) ? error.message : error;
}
