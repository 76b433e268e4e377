import { within } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { News } from '@wishlins/contract/feed';
import { expect, it } from 'vitest';
import { anya, boris, news, shareToken, vera, faceOf } from '../../testing/cast.ts';
import { createFakeServer, silence } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

function serverWith(
  entries: News[],
  { next = null, followsAnybody = true }: { next?: string | null; followsAnybody?: boolean } = {},
) {
  const server = createFakeServer();
  server.on(api.feed.list, { entries, next, followsAnybody });
  return server;
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const wish = (number: number) => ({
  id: `01900000-0000-7000-8000-00000000070${number}`,
  title: `Желание ${number}`,
  picture: null,
  price: number === 1 ? { amount: 250_000, currency: 'RUB' } : null,
});

it('tells by day who has what new, each wish leading to its page and the list to all of them', async () => {
  const wishes = [1, 2, 3, 4].map(wish);
  const server = serverWith([
    news({ at: new Date().toISOString(), wishes, wishCount: 7 }),
    news({ at: hoursAgo(72), person: faceOf(vera), newList: true }),
  ]);
  const screen = await renderAt('/feed', { server, viewer: boris });
  const card = within(await screen.findByRole('article', { name: 'Аня: 7 новых желаний' }));
  const [today, before] = screen.getAllByRole('region');
  expect(within(today as HTMLElement).getByRole('heading').textContent).toBe('Сегодня');
  within(before as HTMLElement).getByRole('article', { name: 'Вера: Новый список: 1 желание' });
  const leads = card.getAllByRole('link').map((link) => [link.textContent?.trim(), link.getAttribute('href')]);
  expect(leads).toEqual([
    [expect.stringContaining('Аня'), `/people/${anya.id}`],
    [expect.stringMatching(/Желание 1.*2\s500\s₽/), `/shared/${shareToken}/wishes/${wishes[0]?.id}`],
    ...wishes.slice(1).map(({ id, title }) => [expect.stringContaining(title), `/shared/${shareToken}/wishes/${id}`]),
    ['Ещё 3', `/shared/${shareToken}`],
    [expect.stringContaining('День рождения'), `/shared/${shareToken}`],
  ]);
  screen.getByText('Это всё новое за три месяца');
});

it('is pleasant when there is nothing new', async () => {
  const screen = await renderAt('/feed', { server: serverWith([]) });
  await screen.findByRole('heading', { name: 'Пока ничего нового' });
  expect(screen.queryByRole('button', { name: 'Найти друзей' })).toBeNull();
});

it('shows the way to people to who follows nobody', async () => {
  const server = serverWith([], { followsAnybody: false });
  server.on(api.friends.list, { entries: [], next: null });
  const screen = await renderAt('/feed', { server });
  await screen.findByRole('heading', { name: 'Здесь будут новости близких' });
  await screen.user.click(screen.getByRole('button', { name: 'Найти друзей' }));
  await screen.findByRole('heading', { name: 'Друзья' });
});

it('says why it is not there, and can be tried again', async () => {
  const server = createFakeServer();
  server.on(api.feed.list, silence());
  const screen = await renderAt('/feed', { server });
  await screen.findByText(/Нет связи/);
  server.on(api.feed.list, { entries: [news()], next: null, followsAnybody: true });
  await screen.user.click(screen.getByRole('button', { name: 'Попробовать ещё раз' }));
  await screen.findByRole('article');
});

it('goes on by its button, and says where it ends', async () => {
  const server = serverWith([news()], { next: 'next' });
  const screen = await renderAt('/feed', { server });
  await screen.findByRole('article');
  expect(screen.queryByText('Это всё новое за три месяца')).toBeNull();
  server.on(api.feed.list, { entries: [news({ person: faceOf(vera) })], next: null, followsAnybody: true });
  await screen.user.click(screen.getByRole('button', { name: 'Показать ещё' }));
  await screen.findByRole('article', { name: /Вера/ });
  expect(server.callsOf(api.feed.list).at(-1)?.query).toEqual({ cursor: 'next' });
  await screen.findByText('Это всё новое за три месяца');
});
