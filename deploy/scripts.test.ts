import { accessSync, constants, globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runScript } from './testing/shell.ts';

/** The operator's commands; what is only sourced, or run by a container, is not executable or lies in postgres/. */
const commands = globSync('**/*.sh', { cwd: import.meta.dirname }).filter(
  (file) => isExecutable(file) && !file.startsWith('postgres/'),
);
const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };

function isExecutable(file: string): boolean {
  try {
    accessSync(join(import.meta.dirname, file), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

describe.each(commands)('%s', (command) => {
  test('says what it does, and refuses what it does not know before it does anything', async () => {
    const help = await runScript(command, ['--help'], env);
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining(`deploy/${command}`) });
    const unknown = await runScript(command, ['--unknown'], env);
    expect(unknown).toMatchObject({ code: 64, output: expect.stringContaining('--unknown') });
  });

  test('stops at the first mistake, and can be tried without effect', async () => {
    const text = await readFile(join(import.meta.dirname, command), 'utf8');
    expect(text).toMatch(/^#!\/usr\/bin\/env bash\n# [A-Z][^]*^set -euo pipefail$/m);
    expect(text).toContain('--dry-run');
  });
});

test('all commands of the document are there', () => {
  const named = ['provision', 'deploy', 'rollback', 'backup', 'restore', 'verify-backup', 'doctor', 'logs'];
  expect(commands).toEqual(expect.arrayContaining(named.map((name) => `${name}.sh`)));
});
