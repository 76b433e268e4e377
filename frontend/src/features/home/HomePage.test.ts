import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  anya,
  boris,
  friend,
  gift,
  gleb,
  news,
  ownWish,
  ownWishlist,
  shareToken,
  sharedWishlist,
  vera,
} from '../../testing/cast.ts';
import { createFakeServer, refusal, silence } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

const { wishes: _wishes, ...list } = ownWishlist();
const nobody = { entries: [], next: null };

function serverWith(wishlists: (typeof list)[]) {
  const server = createFakeServer();
  server.on(api.wishlists.list, { wishlists });
  server.on(api.wishlists.opened, nobody);
  server.on(api.reservations.mine, nobody);
  server.on(api.friends.list, nobody);
  server.on(api.feed.list, { ...nobody, followsAnybody: false });
  return server;
}

it('a newcomer writes one wish and has a list to share', async () => {
  const server = serverWith([]);
  const wish = ownWish({ title: 'Ozon.ru' });
  server.on(api.wishlists.create, list);
  server.on(api.wishlists.get, ownWishlist([wish]));
  server.on(api.wishes.create, { ...wish, duplicateOf: null });
  const screen = await renderAt('/', { server, viewer: anya });

  await screen.user.type(await screen.findByLabelText('Первое желание'), 'https://shop.example/p/1{Enter}');

  await screen.findByText('Первое желание загадано!');
  expect(server.callsOf(api.wishlists.create)[0]?.body).toMatchObject({ title: 'Мои желания', visibility: 'link' });
  expect(server.callsOf(api.wishes.create)[0]?.body).toEqual({
    title: 'shop.example',
    url: 'https://shop.example/p/1',
  });
});

it('a list that was not made leaves the wish in its field, with the reason', async () => {
  const server = serverWith([]);
  server.on(api.wishlists.create, refusal('limit_reached', { limit: 200 }));
  const screen = await renderAt('/', { server });
  await screen.user.type(await screen.findByLabelText('Первое желание'), 'Плед{Enter}');
  await screen.findByText('Больше не поместится: предел — 200.');
  expect(screen.getByLabelText<HTMLInputElement>('Первое желание').value).toBe('Плед');
});

it('lists are covers with what they hold and how long until the day', async () => {
  vi.setSystemTime('2026-11-23T09:00:00Z');
  const server = serverWith([{ ...list, wishCount: 5, eventDate: '2026-12-05' }]);
  const screen = await renderAt('/', { server, viewer: anya });
  const cover = await screen.findByRole('link', { name: /День рождения/ });
  expect(cover.textContent).toMatch(/через 12 дней.*5 желаний/);
  expect(cover.getAttribute('href')).toBe(`/lists/${list.id}`);
  vi.useRealTimers();
});

it('a list for an occasion is one tap', async () => {
  const server = serverWith([list]);
  server.on(api.wishlists.create, { ...list, title: 'Новый год' });
  server.on(api.wishlists.get, ownWishlist());
  const screen = await renderAt('/', { server });
  await screen.user.click(await screen.findByRole('button', { name: 'Новый список' }));
  await screen.user.click(await screen.findByRole('button', { name: /Новый год/ }));
  await waitFor(() => expect(screen.router.currentRoute.value.path).toBe(`/lists/${list.id}`));
  expect(server.callsOf(api.wishlists.create)[0]?.body).toMatchObject({ title: 'Новый год', occasion: 'new_year' });
});

it('Boris sees what he still has to buy, and the lists he was shown', async () => {
  const server = serverWith([list]);
  const { wishes: _none, ...cover } = sharedWishlist([]);
  server.on(api.wishlists.opened, { entries: [{ ...cover, wishCount: 3 }], next: null });
  const plaid = gift({ snapshot: { title: 'Плед', price: { amount: 250_000, currency: 'RUB' }, url: null } });
  server.on(api.reservations.mine, {
    entries: [plaid, gift({ stage: 'bought', snapshot: { title: 'Книга', price: null, url: null } })],
    next: null,
  });
  const screen = await renderAt('/', { server, viewer: boris });
  expect((await screen.findByRole('link', { name: 'Я дарю' })).getAttribute('href')).toBe('/gifts');
  const row = screen.getByRole('link', { name: /Плед.*Для: Аня.*2\s500\s₽/s });
  expect(row.getAttribute('href')).toBe(`/shared/${shareToken}/wishes/${plaid.wishId}`);
  expect(screen.queryByText('Книга')).toBeNull();
  await screen.findByRole('heading', { name: 'Списки друзей' });
});

it('whose birthday comes next stands on a shelf that leads to all friends', async () => {
  vi.setSystemTime('2026-11-23T09:00:00Z');
  const server = serverWith([list]);
  const next = [friend(boris, { nextBirthday: '2026-11-23' }), friend(vera, { nextBirthday: '2026-12-02' })];
  server.on(api.friends.list, { entries: [...next, friend(gleb)], next: null });
  const screen = await renderAt('/', { server, viewer: anya });
  await screen.findByRole('heading', { name: 'Скоро дни рождения' });
  expect(screen.getByRole('link', { name: /Борис.*сегодня/s }).getAttribute('href')).toBe(`/people/${boris.id}`);
  screen.getByRole('link', { name: /Вера.*через 9 дней/s });
  expect(screen.queryByText('Глеб')).toBeNull();
  expect(screen.getByRole('link', { name: 'Все друзья' }).getAttribute('href')).toBe('/friends');
  vi.useRealTimers();
});

describe('what is new with friends', () => {
  it('leads to the lists, and to all of it', async () => {
    const server = serverWith([list]);
    const entries = [news({ wishCount: 3 }), news({ newList: true, wishCount: 5 }), news(), news()];
    server.on(api.feed.list, { entries, next: null, followsAnybody: true });
    const screen = await renderAt('/', { server, viewer: boris });
    expect((await screen.findByRole('link', { name: 'Новое у друзей' })).getAttribute('href')).toBe('/feed');
    const rows = screen.getAllByRole('link', { name: /Аня/ });
    expect(rows.map((row) => row.textContent)).toEqual([
      expect.stringContaining('3 новых желания'),
      expect.stringContaining('Новый список: 5 желаний'),
      expect.stringContaining('1 новое желание'),
    ]);
    expect(rows[0]?.getAttribute('href')).toBe(`/shared/${shareToken}`);
  });

  it('may be nothing', async () => {
    const server = serverWith([list]);
    server.on(api.feed.list, { entries: [], next: null, followsAnybody: true });
    const screen = await renderAt('/', { server });
    expect((await screen.findByRole('link', { name: 'Пока ничего нового' })).getAttribute('href')).toBe('/feed');
  });

  it('is not spoken of to who follows nobody', async () => {
    const screen = await renderAt('/', { server: serverWith([list]) });
    await waitFor(() => expect(screen.server.callsOf(api.feed.list)).toHaveLength(1));
    await screen.findByRole('link', { name: /День рождения/ });
    expect(screen.queryByText('Новое у друзей')).toBeNull();
  });
});

it('without a connection home says so and can be tried again', async () => {
  const server = serverWith([list]);
  server.on(api.wishlists.list, silence());
  const screen = await renderAt('/', { server });
  const retry = await screen.findByRole('button', { name: 'Попробовать ещё раз' });
  server.on(api.wishlists.list, { wishlists: [list] });
  await screen.user.click(retry);
  await screen.findByRole('link', { name: /День рождения/ });
});

it('covers are put into another order by buttons, and the place is told', async () => {
  const other = { ...list, id: '01900000-0000-7000-8000-000000000020', title: 'Новоселье' };
  const server = serverWith([list, other]);
  server.on(api.wishlists.order, undefined);
  const screen = await renderAt('/', { server, viewer: anya });
  await screen.user.click(await screen.findByRole('button', { name: 'Изменить порядок' }));
  await screen.user.click(screen.getByRole('button', { name: 'Выше: Новоселье' }));
  await screen.findByText('«Новоселье»: место 1 из 2');
  await waitFor(() =>
    expect(server.callsOf(api.wishlists.order)[0]?.body).toEqual({ wishlistIds: [other.id, list.id] }),
  );
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Выше: Новоселье' }).disabled).toBe(true);
  await screen.user.click(screen.getByRole('button', { name: 'Готово' }));
  expect(screen.queryByRole('button', { name: 'Выше: Новоселье' })).toBeNull();
});

it('an order that the server refuses is as it was', async () => {
  const server = serverWith([list, { ...list, id: '01900000-0000-7000-8000-000000000020', title: 'Новоселье' }]);
  server.on(api.wishlists.order, refusal('unavailable'));
  const screen = await renderAt('/', { server, viewer: anya });
  await screen.user.click(await screen.findByRole('button', { name: 'Изменить порядок' }));
  await screen.user.click(screen.getByRole('button', { name: 'Выше: Новоселье' }));
  await screen.findByText(/Сервис отдыхает/);
  const covers = screen.getAllByRole('link', { name: /День рождения|Новоселье/ });
  expect(covers.map(({ textContent }) => /Новоселье/.test(textContent))).toEqual([false, true]);
});

it.each([[[list]], [[]]])('lists that are put away are one tap from home', async (active) => {
  const server = serverWith(active);
  server.on(api.wishlists.list, ({ query }) => ({ wishlists: query.state === 'archived' ? [list, list] : active }));
  const screen = await renderAt('/', { server, viewer: anya });
  const link = await screen.findByRole('link', { name: 'Архив · 2' });
  expect(link.getAttribute('href')).toBe('/archive');
});
