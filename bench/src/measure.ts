import { cpuOf, cpuOfEndedChildren, cpuOfPostgres } from './cpu.ts';
import { runClosedLoop, type Lane } from './load.ts';
import { runPgbench, type Script } from './pgbench.ts';
import type { Server } from './processes.ts';

/** What one request costs, in microseconds of CPU, and how many there were a second. */
export interface Cost {
  /** Of the application, of pgbench, or of the bare server. */
  program: number;
  postgres: number;
  perSecond: number;
}

/** Measures a server under a closed loop. */
export async function measureServer(
  server: Server,
  postmaster: number,
  lanes: readonly Lane[],
  seconds: number,
): Promise<Cost> {
  const [program, postgres, started] = [await cpuOf(server.pid), await cpuOfPostgres(postmaster), performance.now()];
  const count = await runClosedLoop(server.origin, lanes, seconds);
  return {
    program: ((await cpuOf(server.pid)) - program) / count,
    postgres: ((await cpuOfPostgres(postmaster)) - postgres) / count,
    perSecond: (count * 1000) / (performance.now() - started),
  };
}

/** What pgbench costs before it measures: its connections, and each statement's first time. */
export interface Overhead {
  transactions: number;
  program: number;
  postgres: number;
}

type Pgbench = { program: string; url: string; postmaster: number; script: Script };

async function costOfRun(
  { program, url, postmaster, script }: Pgbench,
  length: ['-T' | '-t', number],
): Promise<Overhead & { perSecond: number }> {
  const [before, postgres] = [await cpuOfEndedChildren(), await cpuOfPostgres(postmaster)];
  const { transactions, perSecond } = await runPgbench(program, url, script, length);
  return {
    transactions,
    perSecond,
    program: (await cpuOfEndedChildren()) - before,
    postgres: (await cpuOfPostgres(postmaster)) - postgres,
  };
}

/** Measures how pgbench starts, to be taken off what {@link measureLimit} measures. */
export function measureOverhead(pgbench: Pgbench): Promise<Overhead> {
  return costOfRun(pgbench, ['-t', 1]);
}

/** Measures the limit: the same statements without an application. */
export async function measureLimit(
  pgbench: Pgbench,
  overhead: Overhead,
  requestsPerTransaction: number,
  seconds: number,
): Promise<Cost> {
  const whole = await costOfRun(pgbench, ['-T', seconds]);
  const requests = (whole.transactions - overhead.transactions) * requestsPerTransaction;
  return {
    program: (whole.program - overhead.program) / requests,
    postgres: (whole.postgres - overhead.postgres) / requests,
    perSecond: whole.perSecond * requestsPerTransaction,
  };
}

/** The round in which the neighbours on the machine disturbed least: CPU goes up with them, never down. */
export function quietest(rounds: readonly Cost[]): Cost {
  const sorted = rounds.toSorted((one, other) => total(one) - total(other));
  return sorted[0] ?? { program: Number.NaN, postgres: Number.NaN, perSecond: Number.NaN };
}

export function total({ program, postgres }: Cost): number {
  return program + postgres;
}
