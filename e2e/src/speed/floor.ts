import { once } from 'node:events';
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';
import type { SharedWishlist } from '@wishlins/contract/wishlists';

/** What no mini app can be faster than. */
export interface Floor {
  /** A page that draws the list without a framework, from one request that its first line sends. */
  plain: string;
  /** A page in which the list is drawn already. */
  drawn: string;
  stop: () => Promise<void>;
}

interface File {
  type: string;
  body: Uint8Array;
}

/** Serves the same list, with its pictures, by nothing but canned answers, compressed as well as can be. */
export async function serveFloor(list: SharedWishlist, origin: string): Promise<Floor> {
  const files = new Map<string, File>([
    ['/plain', text('text/html', page(`<script>${asked}</script><ul></ul><script>${drawing}</script>`))],
    [
      '/drawn',
      text('text/html', page(`<h1><i>${list.emoji}</i>${list.title}</h1><ul>${list.wishes.map(card).join('')}</ul>`)),
    ],
    ['/list', text('application/json', JSON.stringify(list))],
  ]);
  for (const { url } of list.wishes.flatMap(({ pictures }) => pictures)) {
    const response = await fetch(origin + url);
    files.set(url, { type: 'image/webp', body: new Uint8Array(await response.arrayBuffer()) });
  }
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '');
    const encoding = file?.type.startsWith('image') ? {} : { 'content-encoding': 'br' };
    response.writeHead(file ? 200 : 404, file && { 'content-type': file.type, ...encoding });
    response.end(file?.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const base = `http://localhost:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    plain: `${base}/plain`,
    drawn: `${base}/drawn`,
    async stop() {
      server.close().closeAllConnections();
      await once(server, 'close');
    },
  };
}

function text(type: string, content: string): File {
  return { type: `${type}; charset=utf-8`, body: brotliCompressSync(content) };
}

function page(body: string): string {
  return `<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<style>body{margin:0;font:17px system-ui;background:#f3f3f7}h1{padding:100px 20px 24px;background:#fbd}i{float:right;font-size:128px}
ul{display:grid;grid-template-columns:1fr 1fr;gap:12px;padding:16px;list-style:none}
li{padding:6px;border-radius:24px;background:#fff}img{width:100%;height:auto;border-radius:18px}
button{width:100%;height:44px}</style><body>${body}</body></html>`;
}

const asked = `const list = fetch('/list').then((reply) => reply.json())`;
const card = ({ title, price, pictures: [picture] }: SharedWishlist['wishes'][number]): string =>
  `<li>${picture ? `<img src="${picture.url}" width="${picture.width}" height="${picture.height}" loading="lazy">` : ''}<b>${title}</b><p>${(price?.amount ?? 0) / 100} ₽</p><button>Подарю</button></li>`;
const drawing = `const card = ${card.toString()};
list.then(({ title, emoji, wishes }) => {
  document.body.insertAdjacentHTML('afterbegin', '<h1><i>' + emoji + '</i>' + title + '</h1>');
  document.querySelector('ul').innerHTML = wishes.map(card).join('');
});`;
