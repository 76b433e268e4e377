import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { servePages } from './pages.ts';

const page = { accept: 'text/html,application/xhtml+xml' };
let folder: string;
let app: FastifyInstance;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wishlins-pages-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<h1>Wishlins</h1>');
  await writeFile(join(folder, 'assets', 'app-1a2b.js'), 'open()');
  await writeFile(join(folder, 'assets', 'app-1a2b.js.br'), brotliCompressSync('open()'));
  app = Fastify();
  app.get('/api/v1/here', async () => ({ here: true }));
  await servePages(app, folder);
});

afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

test.each(['/', '/lists/7', '/s/a-share-link?from=chat'])(
  '%s opens the app, and is asked for anew each time',
  async (url) => {
    const reply = await app.inject({ url, headers: page });
    expect(reply.statusCode).toBe(200);
    expect(reply.body).toContain('<h1>Wishlins</h1>');
    expect(reply.headers['cache-control']).toBe('no-cache');
  },
);

test('only Telegram and we ourselves may frame the app', async () => {
  const { headers } = await app.inject({ url: '/lists/7', headers: page });
  expect(headers['content-security-policy']).toMatch(/^frame-ancestors 'self' https:\/\/web\.telegram\.org/);
});

test('what has a hash in its name is kept for ever', async () => {
  const reply = await app.inject('/assets/app-1a2b.js');
  expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable');
});

test('what was made small when it was built is sent small, to whoever takes it', async () => {
  const url = '/assets/app-1a2b.js';
  const small = await app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate, br' } });
  expect(small.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'application/javascript; charset=utf-8',
  });
  expect(brotliDecompressSync(small.rawPayload).toString()).toBe('open()');
  const asItIs = await app.inject(url);
  expect([asItIs.headers['content-encoding'], asItIs.body]).toEqual([undefined, 'open()']);
  expect(small.headers['cache-control']).toBe(asItIs.headers['cache-control']);
});

test.each([
  ['an address of the API that is none', '/api/v1/nowhere', page],
  ['a file that is gone', '/assets/app-gone.js', { accept: '*/*' }],
])('%s is not answered with the page', async (_what, url, headers) => {
  expect((await app.inject({ url, headers })).statusCode).toBe(404);
  expect((await app.inject({ url: '/api/v1/here', headers })).statusCode).toBe(200);
});
