import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { servePages, type DrawList } from './pages.ts';

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

describe('a list that a link points at', () => {
  const drawn = 'drawn-0000000000000000';
  let asked: string[];
  let draw: DrawList;
  let withLists: FastifyInstance;
  beforeAll(async () => {
    await writeFile(join(folder, 'index.html'), '<main><!--face--></main>');
    withLists = Fastify();
    await servePages(withLists, folder, { drawList: (...question) => draw(...question) });
  });
  beforeEach(() => {
    asked = [];
    draw = async (shareToken, language) => {
      asked.push(`${shareToken} ${language}`);
      return shareToken === drawn ? '<ul></ul>' : undefined;
    };
  });
  afterAll(() => withLists.close());
  const open = (url: string, headers = {}) => withLists.inject({ url, headers: { ...page, ...headers } });

  test.each([`/?tgWebAppStartParam=l_${drawn}`, `/shared/${drawn}`])(
    '%s is in the page, which is asked for anew each time and framed by nobody else',
    async (url) => {
      const { statusCode, headers, body } = await open(url, { 'accept-language': 'ru-RU,ru;q=0.9' });
      expect(statusCode).toBe(200);
      expect(body).toBe('<main><div id="face" lang="ru" inert aria-hidden="true"><ul></ul></div></main>');
      expect(headers['cache-control']).toBe('no-cache');
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['content-security-policy']).toMatch(/^frame-ancestors 'self'/);
      expect(asked).toEqual([`${drawn} ru`]);
    },
  );

  test.each([
    '/',
    `/shared/${drawn}/wishes/1`,
    `/lists/${drawn}`,
    `/?tgWebAppStartParam=w_${drawn}${drawn}`,
    `/shared/${drawn}?tgWebAppStartParam=u_${drawn}`,
    `/?tgWebAppStartParam=l_${drawn}&tgWebAppStartParam=l_${drawn}`,
    `/?tgWebAppStartParam=l_${drawn}%27`,
  ])('%s asks for none', async (url) => {
    expect((await open(url)).body).toBe('<main><!--face--></main>');
    expect(asked).toEqual([]);
  });

  test('one that nobody may open leaves the page as it is, like none at all', async () => {
    const [closed, none] = [await open('/?tgWebAppStartParam=l_closed-000000000000000'), await open('/')];
    expect(asked).toHaveLength(1);
    expect([closed.statusCode, closed.body]).toEqual([none.statusCode, none.body]);
    expect({ ...closed.headers, date: '' }).toEqual({ ...none.headers, date: '' });
  });

  test('one that fails, or that is late, or one too many at once, is left out', async () => {
    draw = () => Promise.reject(new Error('no database'));
    expect((await open(`/shared/${drawn}`)).body).toBe('<main><!--face--></main>');
    const stuck = Promise.withResolvers<string>();
    draw = () => stuck.promise;
    const late = Array.from({ length: 4 }, () => open(`/shared/${drawn}`));
    for (const reply of await Promise.all(late)) expect(reply.body).toBe('<main><!--face--></main>');
    draw = async () => '<ul></ul>';
    expect((await open(`/shared/${drawn}`)).body).toBe('<main><!--face--></main>');
    stuck.resolve('');
    await stuck.promise;
    expect((await open(`/shared/${drawn}`)).body).toContain('<ul></ul>');
  });
});
