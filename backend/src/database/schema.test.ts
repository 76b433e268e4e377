import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../testing/database.ts';

/** The folder in which `npm run schema` runs. */
const backend = path.join(import.meta.dirname, '../..');

it('schema.ts is what the migrations make', { timeout: 60_000 }, async () => {
  const { scripts } = JSON.parse(await readFile(path.join(backend, 'package.json'), 'utf8')) as {
    scripts: { schema: string };
  };
  const { url, drop } = await createTestDatabase({ pool: 1 });
  const command = `${scripts.schema} --verify`;
  const env = {
    ...process.env,
    DATABASE_URL: url,
    PATH: `${path.join(backend, '../node_modules/.bin')}:${process.env['PATH']}`,
  };
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: backend, env });
  await drop();
  expect(stdout).toMatch(/up[- ]to[- ]date/i);
});
