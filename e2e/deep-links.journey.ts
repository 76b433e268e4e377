import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList, type Actor, type Prepared } from './src/people.ts';

const book = 'Книга о маяках';

async function prepare(owner: Actor): Promise<Prepared> {
  return await makeList(owner, { title: 'Тихие радости', emoji: '🕯️' }, [
    { title: book, note: 'С картами', url: 'https://mayak.example/kniga', price: { amount: 89_000, currency: 'RUB' } },
    { title: 'Плед' },
  ]);
}

journey('the link of a list opens it for a stranger, in one request after the session', async ({ simulator, as }) => {
  const { startapp } = await prepare(await as('anya'));
  const asked: string[] = [];
  simulator.page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) asked.push(`${request.method()} ${pathname}`);
  });
  const gleb = await simulator.open({ persona: 'gleb', startapp });
  await gleb.app.getByRole('heading', { name: 'Тихие радости' }).waitFor();
  await gleb.app.getByRole('button', { name: `Подарю: ${book}` }).waitFor();
  expect(asked).toEqual(['POST /api/v1/session', `GET /api/v1/shared/${startapp.slice(2)}`]);
  await gleb.look('gleb-shared-list');

  await gleb.press('Back');
  await gleb.app.getByRole('heading', { name: 'Мои списки' }).waitFor();
  await gleb.look('gleb-home');
});

journey('the link of a wish opens that wish, and back leads to its list', async ({ simulator, as }) => {
  const { wishStartapp } = await prepare(await as('anya'));
  const vera = await simulator.open({ persona: 'vera', startapp: wishStartapp });
  await vera.app.getByRole('heading', { level: 1, name: book }).waitFor();
  await vera.sees('С картами');
  await vera.app.getByRole('link', { name: /mayak\.example/ }).waitFor();
  await vera.look('vera-wish');
  await vera.press('I’ll give it');
  await vera.sees('Picked');

  await vera.press('Back');
  await vera.app.getByRole('heading', { name: 'Тихие радости' }).waitFor();
});

journey('the owner lands in the own view, by the link of the list and of a wish', async ({ simulator, as }) => {
  const { list, wishes, startapp, wishStartapp } = await prepare(await as('anya'));
  const anya = await simulator.open({ persona: 'anya', startapp });
  await anya.app.getByLabel('Новое желание').waitFor();
  expect(new URL(anya.frame().url()).pathname).toBe(`/lists/${list.id}`);
  expect(await anya.app.getByRole('button', { name: /^Подарю/ }).count()).toBe(0);

  const again = await simulator.open({ persona: 'anya', startapp: wishStartapp });
  await again.app.getByRole('button', { name: 'Уже у меня' }).waitFor();
  expect(new URL(again.frame().url()).pathname).toBe(`/lists/${list.id}/wishes/${wishes[0]?.id}`);
  expect(await again.telegram.getByRole('button', { name: 'Подарю' }).count()).toBe(0);
});

journey('who is blocked finds nothing, and learns no more', async ({ simulator, troubles, as }) => {
  const { startapp } = await prepare(await as('anya'));
  troubles.expect(/^refused: GET .*\/shared\/.* 404$/);
  const dina = await simulator.open({ persona: 'dina', startapp });
  await dina.sees('Списка нет, или его закрыли от посторонних.');
  await dina.look('dina-nothing');
  expect(await dina.app.getByRole('main').innerText()).not.toMatch(/Тихие|Аня|Соболева/);
});

journey('who comes by an old link is told that it was changed', async ({ simulator, troubles, as }) => {
  const anya = await as('anya');
  const { list, startapp } = await prepare(anya);
  await anya.call(api.wishlists.rotateLink, { params: { wishlistId: list.id } });
  troubles.expect(/^refused: GET .*\/shared\/.* 410$/);
  const gleb = await simulator.open({ persona: 'gleb', startapp });
  await gleb.sees('Ссылку на этот список сменили. Попросите новую.');
  await gleb.look('gleb-link-changed');
});
