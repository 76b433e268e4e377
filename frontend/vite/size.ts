import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';

/** The most, in kB of brotli, that JS and CSS of a list opened by its link may weigh. */
export const budget = 60;

/** What a list opened by its link loads, with its weight in bytes of brotli. */
export async function weighSharedList(): Promise<Map<string, number>> {
  const root = join(import.meta.dirname, '..');
  const built = await build({ root, logLevel: 'error', build: { write: false } });
  const outputs = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  const files = new Map(outputs.map((output) => [output.fileName, output]));
  const needed = new Set<string>();

  function need(chunk: Rolldown.OutputChunk): void {
    if (needed.has(chunk.fileName)) return;
    needed.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) needed.add(style);
    for (const name of chunk.imports) {
      const imported = files.get(name);
      if (imported?.type === 'chunk') need(imported);
    }
  }
  for (const output of outputs) {
    if (output.type !== 'chunk') continue;
    const isPart = output.moduleIds.some((id) => id.endsWith('SharedWishlistPage.vue'));
    if (isPart || output.isEntry) need(output);
  }
  return new Map([...needed].map((name) => [name, weigh(files.get(name))]));
}

function weigh(file: Rolldown.OutputChunk | Rolldown.OutputAsset | undefined): number {
  return brotliCompressSync((file?.type === 'chunk' ? file.code : file?.source) ?? '').length;
}

if (import.meta.main) {
  const weights = await weighSharedList();
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0) / 1000;
  for (const [name, weight] of weights) process.stdout.write(`${(weight / 1000).toFixed(1).padStart(6)} kB  ${name}\n`);
  process.stdout.write(`${total.toFixed(1).padStart(6)} kB of ${budget} kB brotli for a list opened by its link\n`);
  process.exitCode = total > budget ? 1 : 0;
}
