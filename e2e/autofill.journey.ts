import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Resolver } from 'node:dns/promises';
import { createLog } from '../process/src/log.ts';
import { createPageReader } from '../fetcher/src/read-page.ts';
import { serve } from '../fetcher/src/server.ts';
import { journey } from './src/journey.ts';
import { makeList, signIn } from './src/people.ts';
import { openSimulator } from './src/simulator.ts';
import { startSystem } from './src/system.ts';

const kettle = `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>Чайник «Заря» | Лавка</title>
<script type="application/ld+json">{"@type":"Product","name":"Чайник «Заря»","offers":{"price":"2490","priceCurrency":"RUB"}}</script></head><body></body></html>`;

/** A shop on this machine, which lets nobody see what is behind its counter. */
async function openShop(): Promise<{ link: (path: string) => string; port: number; close: () => void }> {
  const server = createServer((request, response) => {
    const status = request.url?.startsWith('/closed') ? 403 : 200;
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(kettle);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { link: (path) => `http://127.0.0.1:${port}${path}`, port, close: () => void server.close() };
}

journey(
  'a link gets its name and price by itself, in the list and in the editor',
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
    const { startapp } = await makeList(anya, { title: 'По ссылкам' }, [{ title: 'Плед' }]);
    const phone = await (await openSimulator(context, system.origin)).open({ persona: 'anya', startapp });

    const field = phone.app.getByLabel('Новое желание');
    await field.fill(shop.link('/p/1'));
    await field.press('Enter');
    await phone.app.getByRole('link', { name: /Чайник «Заря».*2\s490\s₽/ }).waitFor();
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
  },
);
