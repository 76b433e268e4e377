import { expect } from 'vitest';
import { hold } from './src/hold.ts';
import { journey } from './src/journey.ts';
import { makeList, type Actor, type Prepared } from './src/people.ts';
import type { Phone } from './src/simulator.ts';

const titles = ['Книга о маяках', 'Плед', 'Лампа', 'Чайник', 'Палатка', 'Глобус'];

async function prepare(owner: Actor): Promise<Prepared> {
  const [first = '', ...others] = titles;
  const wish = (title: string) => ({ title, price: { amount: 89_000, currency: 'RUB' } });
  return await makeList(owner, { title: 'Тихие радости', emoji: '🕯️', note: 'Только не носки' }, [
    wish(first),
    ...others.map(wish),
  ]);
}

/** Where the wishes stand on the phone. */
async function placesOf(phone: Phone, where: string): Promise<unknown[]> {
  const wishes = phone.app.locator(`${where} .wish-card`);
  return await wishes.evaluateAll((cards) =>
    cards.map((card) => {
      const { left, top, width, height } = card.getBoundingClientRect();
      return [card.querySelector('.title')?.textContent, left, top, width, height];
    }),
  );
}

journey('a list is seen before any script, style or answer of the API is there', async ({ simulator, as }) => {
  const { startapp } = await prepare(await as('anya'));
  const release = await hold(simulator, /^[a-z]+:\/\/[^/]+\/(?:assets|api\/v1)\//);
  const opened = simulator.open({ persona: 'gleb', startapp });
  const gleb = simulator.phone('gleb');
  for (const text of ['Тихие радости', 'Только не носки', ...titles]) await gleb.sees(text);
  // And it looks as it will look.
  const card = gleb.app.locator('#face .wish-card').first();
  expect(await card.evaluate((element) => getComputedStyle(element).borderRadius)).toBe('24px');
  release();
  await (await opened).app.getByRole('button', { name: 'Подарю: Плед' }).waitFor();
});

journey('the app takes the place of what was drawn, and nothing moves', async ({ simulator, as }) => {
  const { startapp } = await prepare(await as('anya'));
  // Telegram's browser speaks the language of the person.
  await simulator.context.setExtraHTTPHeaders({ 'accept-language': 'ru' });
  const release = await hold(simulator, /\/api\/v1\//);
  const opened = simulator.open({ persona: 'boris', startapp });
  const boris = simulator.phone('boris');
  await boris.sees('Глобус');
  const drawn = await placesOf(boris, '#face');
  release();
  await (await opened).app.getByRole('button', { name: 'Подарю: Плед' }).waitFor();
  await boris.app.locator('#face').waitFor({ state: 'detached' });
  expect(await placesOf(boris, '#app')).toEqual(drawn);
});

journey('what is open to nobody without a session is not drawn', async ({ simulator, origin, as }) => {
  const anya = await as('anya');
  const page = async (path: string) => {
    const reply = await fetch(origin + path, { headers: { accept: 'text/html' } });
    const { date: _date, 'x-request-id': _id, ...headers } = Object.fromEntries(reply.headers);
    return { status: reply.status, headers, body: await reply.text() };
  };
  const { startapp, list } = await prepare(anya);
  expect((await page(`/?tgWebAppStartParam=${startapp}`)).body).toContain('Книга о маяках');
  expect((await page(`/shared/${list.shareToken}`)).body).toContain('Книга о маяках');
  const nothing = await page('/');
  expect(nothing.body).not.toContain('id="face"');
  for (const visibility of ['private', 'selected', 'friends'] as const) {
    const closed = await makeList(anya, { title: 'Тайное', visibility }, [{ title: 'Секрет' }]);
    expect(await page(`/?tgWebAppStartParam=${closed.startapp}`)).toEqual(nothing);
  }
  expect(await page('/?tgWebAppStartParam=l_0000000000000000000000')).toEqual(nothing);
  expect(await page(`/?tgWebAppStartParam=${startapp}&tgWebAppStartParam=${startapp}`)).toEqual(nothing);
  // Outside Telegram the app shows how to get there.
  await simulator.page.goto(`${origin}/shared/${list.shareToken}`);
  await simulator.page.getByRole('heading', { level: 1 }).waitFor();
  expect(await simulator.page.getByText('Книга о маяках').isVisible()).toBe(false);
});
