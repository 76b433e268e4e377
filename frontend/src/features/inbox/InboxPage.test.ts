import { waitFor, within } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { Notification } from '@wishlins/contract/notifications';
import { expect, it } from 'vitest';
import { anya, boris, notice, shareToken, vera } from '../../testing/cast.ts';
import { createFakeServer, refusal, silence } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

function serverWith(notices: Notification[], next: string | null = null) {
  const server = createFakeServer();
  server.on(api.notifications.list, { entries: notices, next });
  server.on(api.notifications.markRead, undefined);
  server.on(api.notifications.unread, { count: notices.filter(({ read }) => !read).length });
  return server;
}

async function open(notices: Notification[], next: string | null = null) {
  const server = serverWith(notices, next);
  const screen = await renderAt('/inbox', { server, viewer: boris });
  await screen.findByRole('heading', { name: 'Уведомления' });
  return screen;
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

it('tells what happened by day, latest first, and marks what is new', async () => {
  const screen = await open([
    notice({ kind: 'new_follower', actor: vera, createdAt: new Date().toISOString() }),
    notice({ kind: 'new_follower', actor: anya, createdAt: hoursAgo(72), read: true }),
  ]);
  await screen.findByText(/Новый подписчик: Вера/);
  const [today, before] = screen.getAllByRole('region');
  expect(within(today as HTMLElement).getByRole('heading').textContent).toBe('Сегодня');
  expect(within(today as HTMLElement).getByRole('link').textContent).toMatch(/Новое: Новый подписчик: Вера/);
  expect(within(before as HTMLElement).getByRole('link').textContent).not.toContain('Новое');
});

const list = {
  id: '01900000-0000-7000-8000-000000000010',
  title: 'Именины',
  emoji: '🎂',
  color: 'rose',
  eventDate: null,
  shareToken,
} as const;
const wish = { id: '01900000-0000-7000-8000-000000000099', title: 'Плед' };

it.each([
  ['wish_changed', 'Аня: желание «Плед» изменилось', `/shared/${shareToken}/wishes/${wish.id}`],
  ['wish_removed', 'Аня: желания «Плед» больше нет в списке', '/gifts'],
  ['wish_received', 'Аня: желание «Плед» уже исполнилось', `/shared/${shareToken}/wishes/${wish.id}`],
  [
    'wish_oversubscribed',
    '«Плед» дарят больше, чем нужно. Теперь нужно:\\s2',
    `/shared/${shareToken}/wishes/${wish.id}`,
  ],
  ['wish_free', '«Плед» снова можно подарить', `/shared/${shareToken}/wishes/${wish.id}`],
  ['friend_news', 'Аня: 2 новых списка и 5 новых желаний', `/shared/${shareToken}`],
  ['new_follower', 'Новый подписчик: Аня', `/people/${anya.id}`],
  ['birthday_soon', 'Аня: день рождения 31 декабря', `/people/${anya.id}`],
  ['occasion_soon', 'Аня: «Именины» — 31 декабря', `/shared/${shareToken}`],
  ['gift_not_bought', '«Плед» ещё не куплен, а праздник 31 декабря', '/gifts'],
  ['surprise_revealed', 'Сюрприз раскрыт: «Именины». Посмотрите, кто что дарил', `/lists/${list.id}`],
] as const)('%s is a sentence that leads to its page', async (kind, sentence, path) => {
  const day = `${new Date().getFullYear()}-12-31`;
  const facts = { day, days: 7, quantity: 2, newLists: 2, newWishes: 5 };
  const screen = await open([notice({ kind, actor: anya, wishlist: list, wish, facts })]);
  const link = await screen.findByRole('link', { name: new RegExp(sentence) });
  expect(link.getAttribute('href')).toBe(path);
});

it.each([
  ['its price', { price: { amount: 120_000, currency: 'RUB' } }, /1\s000\s₽ → 1\s200\s₽$/],
  ['its name', { title: 'Большой плед' }, /Плед → Большой плед$/],
  ['that it has a price', { price: null }, /1\s000\s₽ → без цены$/],
])('says what a wish was and is: %s', async (_what, changed, text) => {
  const before = { title: 'Плед', price: { amount: 100_000, currency: 'RUB' }, url: null };
  const facts = { before, after: { ...before, ...changed } };
  const screen = await open([notice({ kind: 'wish_changed', actor: anya, wishlist: list, wish, facts })]);
  await screen.findByText(text);
});

it('of a list that Boris may not open any more leads to what he reserved', async () => {
  const screen = await open([
    notice({ kind: 'wish_changed', actor: anya, wishlist: { ...list, shareToken: null }, wish }),
  ]);
  expect((await screen.findByRole('link', { name: /Плед/ })).getAttribute('href')).toBe('/gifts');
});

it('counts as read once it was seen', async () => {
  const latest = notice({ kind: 'new_follower', actor: vera });
  const screen = await open([latest, notice({ kind: 'new_follower', actor: anya })]);
  await waitFor(() => expect(screen.server.callsOf(api.notifications.markRead)).toHaveLength(1));
  expect(screen.server.callsOf(api.notifications.markRead)[0]?.body).toEqual({ upTo: latest.id });
  expect(screen.getAllByText('Новое:')).toHaveLength(2);
});

it('is not marked again when there is nothing new', async () => {
  const screen = await open([notice({ kind: 'new_follower', actor: vera, read: true })]);
  await screen.findByText(/Вера/);
  expect(screen.server.callsOf(api.notifications.markRead)).toHaveLength(0);
});

it('invites when it is empty', async () => {
  const screen = await open([]);
  await screen.findByRole('heading', { name: 'Пока тихо' });
});

it('says why it is not there, and can be tried again', async () => {
  const server = createFakeServer();
  server.on(api.notifications.list, silence());
  const screen = await renderAt('/inbox', { server, viewer: boris });
  await screen.findByText(/Нет связи/);
  server.on(api.notifications.list, { entries: [notice({ kind: 'new_follower', actor: vera })], next: null });
  await screen.user.click(screen.getByRole('button', { name: 'Попробовать ещё раз' }));
  await screen.findByText(/Вера/);
});

it('goes on by its button', async () => {
  const screen = await open([notice({ kind: 'new_follower', actor: vera })], 'next');
  await screen.findByText(/Вера/);
  screen.server.on(api.notifications.list, { entries: [notice({ kind: 'new_follower', actor: anya })], next: null });
  await screen.user.click(screen.getByRole('button', { name: 'Показать ещё' }));
  await screen.findByText(/Аня/);
  expect(screen.server.callsOf(api.notifications.list).at(-1)?.query).toEqual({ cursor: 'next' });
});

it('is announced at home by a bell that counts, until it was read', async () => {
  const server = serverWith([notice({ kind: 'new_follower', actor: vera })]);
  server.on(api.wishlists.list, refusal('unavailable'));
  const screen = await renderAt('/', { server, viewer: boris });
  await screen.user.click(await screen.findByRole('link', { name: 'Уведомления: 1 новое' }));
  await screen.findByText(/Вера/);
  await waitFor(() => expect(server.callsOf(api.notifications.markRead)).toHaveLength(1));
  server.on(api.notifications.unread, { count: 0 });
  screen.router.back();
  await screen.findByRole('link', { name: 'Уведомления' });
});
