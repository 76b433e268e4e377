import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resolver } from 'node:dns/promises';
import sharp from 'sharp';
import { expect } from 'vitest';
import { createLog } from '../process/src/log.ts';
import { createPageReader } from '../fetcher/src/read-page.ts';
import { serve } from '../fetcher/src/server.ts';
import { journey } from './src/journey.ts';
import { makeList, signIn } from './src/people.ts';
import { openSimulator } from './src/simulator.ts';
import { startSystem } from './src/system.ts';

const kettle = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Чайник «Заря» | Лавка</title>
<meta property="og:image" content="/kettle.jpg"><meta property="og:image" content="/gone.jpg">
<script type="application/ld+json">{"@type":"Product","name":"Чайник «Заря»","offers":{"price":"2490","priceCurrency":"RUB"}}</script></head><body></body></html>`;

const photo = sharp(
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900" viewBox="0 0 90 90">
  <rect width="90" height="90" fill="#f3e3cf"/><ellipse cx="45" cy="74" rx="30" ry="4" fill="#d8c2a6"/>
  <path d="M29 33a16 14 0 0 1 32 0" fill="none" stroke="#3c3a39" stroke-width="3"/>
  <path d="M25 72q-6-40 20-40t20 40z" fill="#c8442f"/><path d="M63 46l14-8 3 3-15 18z" fill="#c8442f"/>
  <circle cx="45" cy="30" r="3" fill="#3c3a39"/><path d="M33 66q-3-22 8-28" fill="none" stroke="#e98a76" stroke-width="3"/></svg>`),
).jpeg();

/** A shop on this machine, which lets nobody see what is behind its counter. */
async function openShop(): Promise<{ link: (path: string) => string; port: number; close: () => void }> {
  const bytes = await photo.toBuffer();
  const server = createServer((request, response) => {
    if (request.url === '/kettle.jpg') return response.writeHead(200, { 'content-type': 'image/jpeg' }).end(bytes);
    if (request.url === '/gone.jpg') return response.writeHead(404).end();
    const status = request.url?.startsWith('/closed') ? 403 : 200;
    return response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(kettle);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { link: (path) => `http://127.0.0.1:${port}${path}`, port, close: () => void server.close() };
}

journey(
  'a link gets its name, price and photo by itself, in the list and in the editor',
  async ({ context, onTestFinished }) => {
    const shop = await openShop();
    // No setting opens this way: it is an argument of the fetcher’s.
    const reach = { port: (port: number) => port === shop.port, address: (address: string) => address === '127.0.0.1' };
    const reader = createPageReader({ reach, resolver: new Resolver() });
    const fetcher = await serve(reader, { host: '127.0.0.1', port: 0, log: createLog('silent') });
    const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-autofill-'));
    const system = await startSystem({ dataDir, settings: { FETCHER_URL: fetcher.origin } });
    onTestFinished(async () => {
      await system.stop();
      await fetcher.stop();
      shop.close();
      await rm(dataDir, { recursive: true });
    });
    const anya = await signIn(system.origin, 'anya');
    const { startapp } = await makeList(anya, { title: 'По ссылкам', visibility: 'link' }, [{ title: 'Плед' }]);
    const simulator = await openSimulator(context, system.origin);
    const phone = await simulator.open({ persona: 'anya', startapp });

    const field = phone.app.getByLabel('Новое желание');
    await field.fill(shop.link('/p/1'));
    await field.press('Enter');
    await phone.app.getByRole('link', { name: /Чайник «Заря».*2\s490\s₽/ }).waitFor();
    await phone.app
      .getByRole('link', { name: /Чайник/ })
      .locator('img[src*="/pictures/photos/"]')
      .waitFor();
    await phone.look('autofill-list');

    await phone.app.getByRole('link', { name: /^Плед/ }).click();
    await phone.press('Изменить');
    const editor = phone.app.getByRole('dialog', { name: 'Желание' });
    await editor.getByLabel('Что это').fill('');
    await editor.getByLabel('Ссылка').fill(shop.link('/p/2'));
    await phone.sees('Название и цену взяли со страницы');
    await phone.look('autofill-editor');
    await phone.app.getByRole('button', { name: 'Вернуть как было' }).click();
    await editor.getByLabel('Ссылка').fill(shop.link('/closed'));
    await phone.sees('Магазин не пустил нас — впишите название и цену сами');
    await phone.look('autofill-refused');
    await editor.getByLabel('Что это').fill('Плед, и пусть');
    await phone.press('Сохранить');
    await editor.waitFor({ state: 'detached' });
    await phone.sees('Плед, и пусть');

    const guest = await simulator.open({ persona: 'boris', startapp });
    const seen = guest.app.getByRole('link', { name: /^Чайник/ }).locator('img');
    await expect
      .poll(() => seen.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth))
      .toBeGreaterThan(0);
    await guest.app.getByRole('link', { name: /^Чайник/ }).click();
    await guest.app.locator('img[src*="/pictures/photos/"]').first().waitFor();
    await guest.look('autofill-photo');
  },
);
