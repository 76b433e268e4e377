import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface Outcome {
  code: number;
  /** What it printed, errors included. */
  output: string;
}

interface Settings {
  cwd?: string;
  env?: Record<string, string>;
}

/** Runs a program to its end, whatever that is. */
export async function attempt(program: string, given: string[], settings: Settings = {}): Promise<Outcome> {
  const child = spawn(program, given, {
    cwd: settings.cwd,
    env: { ...process.env, ...settings.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 128));
  });
  const [code, ...outputs] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output: outputs.join('') };
}

/** Runs a program that must succeed; answers what it printed. */
export async function command(program: string, given: string[], settings: Settings = {}): Promise<string> {
  const { code, output } = await attempt(program, given, settings);
  if (code !== 0) throw new Error(`${program} ${given.join(' ')} ended with ${code}:\n${output}`);
  return output;
}
