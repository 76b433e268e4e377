import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * `node nginx/prepare.ts dist srv`: lays out the built app as `nginx.conf` serves it: `srv/plain` with `.gz` beside each
 * text, `srv/br` with the same names compressed by Brotli, and `srv/policy.conf` with the page's security policy, which
 * `srv/policy.txt` holds for whoever serves the page with a list drawn into it.
 */
const [built = 'dist', served = 'srv'] = process.argv.slice(2);
const texts = '**/*.{css,html,js,json,svg}';

// Without what only the build and the server of `npm start` read.
cpSync(built, join(served, 'plain'), { recursive: true, filter: (path) => !/\/\.\w+|\.(?:br|gz)$/.test(path) });
for (const name of globSync(texts, { cwd: join(served, 'plain') })) {
  const content = readFileSync(join(served, 'plain', name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  write(join(served, 'plain', `${name}.gz`), gzipSync(content, { level: 9 }));
  write(join(served, 'br', name), brotliCompressSync(content, { params }));
}
write(join(served, 'policy.txt'), policy());
write(join(served, 'policy.conf'), `add_header Content-Security-Policy "${policy()}";\n`);

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** What the page may load, and who may frame it: Telegram's web clients. The script inside it is known by its hash. */
function policy(): string {
  const page = readFileSync(join(built, 'index.html'), 'utf8');
  const inline = [...page.matchAll(/<script>(?<code>.+?)<\/script>/gs)].map(({ groups }) => groups?.['code'] ?? '');
  const hashes = inline.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
  const rules = {
    'default-src': ["'self'"],
    'script-src': ["'self'", ...hashes],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'object-src': ["'none'"],
    'frame-ancestors': ['https://web.telegram.org', 'https://*.telegram.org'],
  };
  return Object.entries(rules)
    .map(([rule, sources]) => `${rule} ${sources.join(' ')}`)
    .join('; ');
}
