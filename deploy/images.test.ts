import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('the mini app is built by the same lines for frontend and backend, so once, and its files have the same names in both', async () => {
  const [frontend, backend] = await Promise.all(
    ['frontend', 'backend'].map(async (workspace) => {
      const dockerfile = await readFile(join(import.meta.dirname, '..', workspace, 'Dockerfile'), 'utf8');
      return /^FROM .+ AS pages\n[^]+?\n(?=\nFROM )/m.exec(dockerfile)?.[0];
    }),
  );
  expect(backend).toMatch(/^FROM .+ AS pages\n[^]+ npm run .*build/);
  expect(frontend).toBe(backend);
});
