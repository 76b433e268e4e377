import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const encodings = { br: promisify(brotliCompress), gz: promisify(gzip) };

/** Puts what is built beside itself as small as it gets, once and not at each request: `app.js.br` and `app.js.gz`. */
export function compressed(): Plugin {
  return {
    name: 'wishlins:compressed',
    // What the server imports is sent to nobody.
    apply: ({ build }, { command }) => command === 'build' && !build?.ssr,
    async writeBundle({ dir = '' }, bundle) {
      for (const output of Object.values(bundle)) {
        const content = output.type === 'chunk' ? output.code : output.source;
        for (const [ending, compress] of Object.entries(encodings)) {
          await writeFile(join(dir, `${output.fileName}.${ending}`), await compress(content));
        }
      }
    },
  };
}
