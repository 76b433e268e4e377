// @vitest-environment node
import { build } from 'vite';
import { expect, it } from 'vitest';
import { slimContract } from './contract.ts';

const entry = '\0entry';

/** Bundles a few lines that import the contract as the app does. */
async function bundle(lines: string): Promise<{ code: string; modules: string[] }> {
  const source = {
    name: 'entry',
    resolveId: (id: string) => (id === entry ? id : undefined),
    load: (id: string) => (id === entry ? lines : undefined),
  };
  const built = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'error',
    plugins: [source, slimContract()],
    build: { write: false, minify: false, rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' } },
  });
  const outputs = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  const chunks = outputs.filter((output) => output.type === 'chunk');
  return { code: chunks.map(({ code }) => code).join('\n'), modules: chunks.flatMap(({ moduleIds }) => moduleIds) };
}

it('the bundle carries endpoints and lists of words, but no schema and no TypeBox', async () => {
  const { code, modules } = await bundle(`
    export { api } from '@wishlins/contract';
    export { colors, wishlistLimits } from '@wishlins/contract/wishlists';
    export { createClient } from '@wishlins/contract/client';
  `);
  expect(code).toContain('/wishlists/{wishlistId}/wishes');
  expect(code).toContain('idempotencyKey');
  expect(code).toContain('"slate"');
  expect(code).toContain('createClient');
  expect(code).not.toMatch(/additionalProperties|summary|minLength/);
  expect(modules.filter((id) => id.includes('typebox'))).toEqual([]);
});

it('a schema cannot be imported by mistake', async () => {
  await expect(bundle(`export { OwnWishlist } from '@wishlins/contract/wishlists';`)).rejects.toThrow(/OwnWishlist/);
});
