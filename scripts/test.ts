import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './check.ts';

/** What a step found; the sum over all steps is the closing line. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

const root = join(import.meta.dirname, '..');

/** `npm test`: every check, every suite, the journeys, and then the invariants on what the journeys left behind. */
async function main(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'wishlins-test-'));
  const counts: Count[] = [];
  const steps: Record<string, () => Promise<Count>> = {
    Checks: async () => ({ ...(await runChecks()), skipped: 0 }),
    Suites: () => runVitest('vitest.config.ts', scratch),
    Journeys: () => runVitest('e2e/vitest.config.ts', scratch),
    Invariants: () => runInvariants(scratch),
  };
  for (const [name, step] of Object.entries(steps)) {
    const started = Date.now();
    console.log(`\n${name}`);
    counts.push(await step().catch(asFailure));
    console.log(`${name} took ${Math.round((Date.now() - started) / 1000)} s.`);
  }
  await rm(scratch, { recursive: true });

  console.log(`\n${closingLine(counts)}`);
  process.exitCode = isGreen(counts) ? 0 : 1;
}

/** `N passed, N failed`, and `, N skipped` only when there are any. */
export function closingLine(counts: Count[]): string {
  const { passed, failed, skipped } = sum(counts);
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** A step in which nothing ran, or something was skipped, is as bad as one that failed. */
export function isGreen(counts: Count[]): boolean {
  return counts.every(({ passed, failed, skipped }) => passed > 0 && failed === 0 && skipped === 0);
}

function sum(counts: Count[]): Count {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const count of counts) {
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
  }
  return total;
}

function asFailure(error: unknown): Count {
  console.error(error);
  return { passed: 0, failed: 1, skipped: 0 };
}

async function runVitest(config: string, scratch: string): Promise<Count> {
  const report = join(scratch, 'report.json');
  await rm(report, { force: true });
  const flags = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const succeeded = await run([vitest, ...flags], { JOURNEYS_DATA_DIR: join(scratch, 'journeys') });
  return countReport(await readFile(report, 'utf8').catch(() => '{}'), succeeded);
}

/** Counts Vitest's JSON report; what fails outside a test (a file, a set-up, a stray error) counts as one failure. */
export function countReport(report: string, succeeded: boolean): Count {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = JSON.parse(report);
  const failed = numFailedTests || (succeeded ? 0 : 1);
  return { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
}

async function runInvariants(scratch: string): Promise<Count> {
  const succeeded = await run(['scripts/invariants.ts'], { DATA_DIR: join(scratch, 'journeys'), DATABASE_URL: '' });
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 };
}

async function run(command: string[], env: Record<string, string>): Promise<boolean> {
  const child = spawn(process.execPath, command, { cwd: root, env: { ...process.env, ...env }, stdio: 'inherit' });
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code === 0));
  });
}

if (import.meta.main) await main();
