import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';

const root = join(import.meta.dirname, '..', '..');

/** How a script ended, and all it said. */
export interface Outcome {
  code: number | null;
  output: string;
}

/** Runs one of our scripts with nothing of our environment but what it is given. */
export async function runScript(script: string, flags: string[], env: Record<string, string>): Promise<Outcome> {
  return await outcome(startScript(script, flags, env));
}

/** Detached, it leads a process group of its own, which can be killed as a whole. */
export function startScript(
  script: string,
  flags: string[],
  env: Record<string, string>,
  { detached = false } = {},
): ChildProcess {
  return spawn('bash', [join(root, 'deploy', script), ...flags], { env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function outcome(child: ChildProcess): Promise<Outcome> {
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('A script without output cannot be heard.');
  const [code, ...said] = await Promise.all([ended, text(stdout), text(stderr)]);
  return { code, output: said.join('') };
}

/** Puts programs of our own into a folder that comes first on the PATH: name → Bash. */
export async function plantCommands(folder: string, commands: Record<string, string>): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [name, body] of Object.entries(commands)) {
    const path = join(folder, name);
    await writeFile(path, `#!/usr/bin/env bash\n${body}\n`);
    await chmod(path, 0o755);
  }
  return [folder, process.env['PATH']].join(delimiter);
}

/** A `date` that believes it is the given moment; what is asked about a named day is left to the real one. */
export function dateOf(moment: string): string {
  const real = '/usr/bin/env -i PATH=/usr/bin:/bin TZ=UTC date';
  return `for a in "$@"; do case $a in --date | -d) exec ${real} "$@" ;; esac; done; exec ${real} --date '${moment}' "$@"`;
}
