import { picturesPath, readingsPath } from '@wishlins/contract/page-reading';
import { Resolver } from 'node:dns/promises';
import { createLog } from '@wishlins/process/log';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPageReader } from './read-page.ts';
import { serve, type RunningFetcher } from './server.ts';
import { openShop, type Shop } from './testing/shop.ts';

const bytesOf = (text: string) => Buffer.from(text, 'latin1');
const png = bytesOf('\u0089PNG\r\n\u001A\n and so on');
const pictures: Record<string, [type: string, bytes: Buffer]> = {
  '/png': ['image/png', png],
  '/jpeg-called-png': ['image/png', bytesOf('\u00FF\u00D8\u00FF\u00E0 and so on')],
  '/webp': ['application/octet-stream', bytesOf('RIFF1234WEBPVP8 ')],
  '/avif': ['image/avif', bytesOf('\0\0\0\u001Cftypavif')],
  '/svg': ['image/svg+xml', bytesOf('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  '/svg-called-png': ['image/png', bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  '/page-called-jpeg': ['image/jpeg', bytesOf('<!doctype html><title>Hello</title>')],
  '/picture-called-page': ['text/html', png],
  '/gif': ['image/gif', bytesOf('GIF89a')],
  '/nothing': ['image/png', bytesOf('')],
  '/huge': ['image/png', Buffer.concat([png, Buffer.alloc(10 * 1024 * 1024)])],
};

let shop: Shop;
let fetcher: RunningFetcher;
beforeAll(async () => {
  shop = await openShop((request, response) => {
    const [type, bytes] = pictures[request.url ?? ''] ?? ['text/html', bytesOf('<title>Kettle</title><h1>Kettle</h1>')];
    response.writeHead(200, { 'content-type': type }).end(bytes);
  });
  const reach = { port: (port: number) => port === shop.port, address: (address: string) => address === '127.0.0.1' };
  const reader = createPageReader({ reach, resolver: new Resolver() });
  fetcher = await serve(reader, { host: '127.0.0.1', port: 0, log: createLog('silent') });
});
afterAll(async () => {
  await fetcher.stop();
  shop.close();
});

const ask = (path: string, body: unknown) =>
  fetch(`${fetcher.origin}${path}`, { method: 'POST', body: JSON.stringify(body) });
const at = (path: string) => ({ url: `http://127.0.0.1:${shop.port}${path}` });

describe('the fetcher', () => {
  it('says what a page says', async () => {
    const response = await ask(readingsPath, at('/kettle'));
    expect(await response.json()).toMatchObject({ facts: { title: 'Kettle', price: null }, problem: null });
  });

  it.each([
    ['/png', 'image/png'],
    ['/jpeg-called-png', 'image/jpeg'],
    ['/webp', 'image/webp'],
  ])('brings the picture %s as what it is: %s', async (path, type) => {
    const response = await ask(picturesPath, at(path));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(pictures[path]?.[1]);
  });

  it.each([
    '/svg',
    '/svg-called-png',
    '/page-called-jpeg',
    '/picture-called-page',
    '/avif',
    '/gif',
    '/nothing',
    '/huge',
    '/kettle',
  ])('brings no picture of %s', async (path) => {
    const response = await ask(picturesPath, at(path));
    expect([response.status, await response.json()]).toEqual([422, { problem: 'no_page' }]);
  });

  it('goes for a picture only where it goes for a page', async () => {
    const response = await ask(picturesPath, { url: 'http://169.254.169.254/logo.png' });
    expect(await response.json()).toEqual({ problem: 'address' });
  });

  it.each([
    [readingsPath, {}, 400],
    [readingsPath, { url: 5 }, 400],
    [readingsPath, { url: `https://shop.example/${'x'.repeat(3000)}` }, 400],
    [readingsPath, { url: 'x'.repeat(9000) }, 413],
    ['/', { url: 'https://shop.example/' }, 404],
  ])('answers nothing else: %s', async (path, body, status) => {
    const response = await ask(path, body);
    expect(response.status).toBe(status);
    await response.arrayBuffer();
  });

  it('is alive', async () => {
    expect(await (await fetch(`${fetcher.origin}/live`)).json()).toEqual({ status: 'ok' });
  });
});
