import { waitFor, within } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { expect, it } from 'vitest';
import { boris, guestWish, shareToken, sharedWishlist } from '../../testing/cast.ts';
import { createFakeServer } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

const path = `/shared/${shareToken}`;
const priced = (title: string, amount: number, fields = {}) =>
  guestWish({ title, price: { amount: amount * 100, currency: 'RUB' }, ...fields });

async function openList(query = '', wishes = fiveWishes()) {
  const server = createFakeServer();
  server.on(api.wishlists.shared, sharedWishlist(wishes));
  const screen = await renderAt(path + query, { server, viewer: boris });
  await screen.findByRole('heading', { name: 'День рождения' });
  const titles = () => Array.from(screen.container.querySelectorAll('.title'), ({ textContent }) => textContent);
  return { ...screen, titles };
}

function fiveWishes() {
  return [
    priced('Плед', 3000),
    { ...priced('Чайник', 2000), reservation: { available: 0, mine: null, others: [], waiting: false } },
    priced('Слон', 90_000, { priority: 'high' }),
    priced('Носки', 500),
    guestWish({ title: 'Объятия' }),
  ];
}

it('a short list is seen at a glance and has no filter', async () => {
  const screen = await openList('', fiveWishes().slice(0, 4));
  await waitFor(() => expect(screen.titles()).toHaveLength(4));
  expect(screen.queryByRole('group', { name: 'Фильтры' })).toBeNull();
});

it('only what is free, by one tap, and the address keeps it', async () => {
  const screen = await openList();
  const free = await screen.findByRole('button', { name: 'Свободные' });
  await screen.user.click(free);
  await waitFor(() => expect(screen.titles()).toEqual(['Плед', 'Слон', 'Носки', 'Объятия']));
  expect(free.getAttribute('aria-pressed')).toBe('true');
  expect(screen.router.currentRoute.value.fullPath).toBe(`${path}?free=yes`);
  await screen.user.click(free);
  await waitFor(() => expect(screen.titles()).toHaveLength(5));
});

it('in another order', async () => {
  const screen = await openList();
  await screen.user.selectOptions(await screen.findByRole('combobox', { name: 'Порядок' }), 'Сначала дешевле');
  await waitFor(() => expect(screen.titles()).toEqual(['Носки', 'Плед', 'Слон', 'Объятия', 'Чайник']));
});

it('by price as people write it, with how many fit said before they are shown', async () => {
  const screen = await openList();
  await screen.user.click(await screen.findByRole('button', { name: 'Фильтры' }));
  const sheet = within(await screen.findByRole('dialog', { name: 'Фильтры' }));
  sheet.getByText('Желания без цены и в другой валюте сюда не попадут.');
  await screen.user.type(sheet.getByLabelText('До'), '3 000');
  await screen.user.click(await sheet.findByRole('button', { name: 'Показать 3 желания' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.titles()).toEqual(['Плед', 'Носки', 'Чайник']);
  screen.getByRole('button', { name: /^Фильтры\s*1$/ });
});

it('a price that is none says so, and asks for nothing', async () => {
  const screen = await openList();
  await screen.user.click(await screen.findByRole('button', { name: 'Фильтры' }));
  await screen.user.type(await screen.findByLabelText('От'), 'дорого');
  await screen.findByText('Не похоже на цену');
  expect(screen.titles()).toHaveLength(5);
});

it('when nothing fits, that is said, and everything comes back by one tap', async () => {
  const screen = await openList('?wanted=low&sort=cheap');
  await screen.findByRole('heading', { name: 'Ничего не подошло' });
  expect(screen.titles()).toEqual([]);
  await screen.user.click(screen.getByRole('button', { name: 'Сбросить фильтры' }));
  await waitFor(() => expect(screen.titles()).toHaveLength(5));
});

it('several kinds of wishes can be asked for, and left out again', async () => {
  const screen = await openList();
  await screen.user.click(await screen.findByRole('button', { name: 'Фильтры' }));
  const dream = await screen.findByRole('button', { name: 'Мечта' });
  await screen.user.click(dream);
  await screen.user.click(screen.getByRole('button', { name: 'Хочется' }));
  await waitFor(() => expect(screen.router.currentRoute.value.query['wanted']).toBe('normal.high'));
  await screen.user.click(dream);
  await waitFor(() => expect(screen.router.currentRoute.value.query['wanted']).toBe('normal'));
});
