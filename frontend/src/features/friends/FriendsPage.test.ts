import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { Friend } from '@wishlins/contract/friends';
import type { Relation } from '@wishlins/contract/users';
import { afterEach, expect, it, vi } from 'vitest';
import { anya, boris, faceOf, friend, gleb, profile, vera } from '../../testing/cast.ts';
import { createFakeServer, refusal, silence } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

const strangers: Relation = { following: false, followsMe: false, friends: false, blocked: false };
const follows: Relation = { ...strangers, following: true };
const friends: Relation = { ...follows, followsMe: true, friends: true };

/** Anya's friends page; whoever is in a circle is there for the whole test. */
async function openFriends(circles: Partial<Record<'following' | 'friends' | 'followers', Friend[]>> = {}, path = '') {
  const server = createFakeServer();
  server.on(api.friends.list, ({ query }) => ({ entries: circles[query.relation ?? 'following'] ?? [], next: null }));
  const screen = await renderAt(`/friends${path}`, { server, viewer: anya });
  await screen.findByRole('searchbox');
  return screen;
}

afterEach(() => vi.useRealTimers());

it('the people Anya follows come with their next birthdays, and whose day is today is celebrated', async () => {
  vi.setSystemTime('2026-11-23T09:00:00Z');
  const screen = await openFriends({
    following: [
      friend(vera, { nextBirthday: '2026-11-23' }),
      friend(boris, { nextBirthday: '2026-11-28' }),
      friend(gleb, { nextBirthday: '2027-09-03' }),
    ],
  });
  const names = await screen.findAllByRole('link');
  expect(names.map(({ textContent }) => textContent)).toEqual([
    expect.stringContaining('Сегодня день рождения!'),
    expect.stringContaining('28 ноября · через 5 дней'),
    expect.stringMatching(/3 сентября$/),
  ]);
  expect(names[1]?.getAttribute('href')).toBe(`/people/${boris.id}`);
});

it('an unfollowed person stays in sight, and can be followed again', async () => {
  const screen = await openFriends({ following: [friend(boris)] });
  screen.server.on(api.friends.unfollow, strangers);
  screen.server.on(api.friends.follow, follows);
  await screen.user.click(await screen.findByRole('button', { name: 'Отписаться: Борис' }));
  await screen.findByText('Подписка снята');
  screen.getByRole('button', { name: 'Подписаться: Борис' });
  await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
  await screen.findByRole('button', { name: 'Отписаться: Борис' });
  expect(screen.server.callsOf(api.friends.follow)[0]?.params).toEqual({ userId: boris.id });
});

it('following somebody back makes a friend', async () => {
  const screen = await openFriends({ followers: [friend(gleb, { friends: false })] });
  screen.server.on(api.friends.follow, friends);
  await screen.user.click(screen.getByRole('radio', { name: 'Подписчики' }));
  await screen.user.click(await screen.findByRole('button', { name: 'Подписаться: Глеб' }));
  await screen.findByText('Теперь вы друзья');
  screen.getByRole('button', { name: 'Отписаться: Глеб' });
});

it('a refused follow is taken back with the reason', async () => {
  const screen = await openFriends({ followers: [friend(gleb, { friends: false })] }, '?who=followers');
  screen.server.on(api.friends.follow, refusal('limit_reached', { limit: 5000 }));
  await screen.user.click(await screen.findByRole('button', { name: 'Подписаться: Глеб' }));
  await screen.findByText(/предел — 5\s000/);
  screen.getByRole('button', { name: 'Подписаться: Глеб' });
});

it('the next page comes by its button, and says why when it does not', async () => {
  const screen = await openFriends({ following: [friend(boris)] });
  screen.server.on(api.friends.list, ({ query }) =>
    query.cursor ? { entries: [friend(vera)], next: null } : { entries: [friend(boris)], next: 'next-page' },
  );
  await screen.user.click(screen.getByRole('radio', { name: 'Друзья' }));
  const more = await screen.findByRole('button', { name: 'Показать ещё' });
  screen.server.on(api.friends.list, silence());
  await screen.user.click(more);
  await screen.findByRole('alert');
  screen.server.on(api.friends.list, { entries: [friend(vera)], next: null });
  await screen.user.click(screen.getByRole('button', { name: 'Попробовать ещё раз' }));
  await screen.findByText('Вера');
  screen.getByText('Борис');
  expect(screen.server.callsOf(api.friends.list).at(-1)?.query).toEqual({ relation: 'friends', cursor: 'next-page' });
});

it('coming near the end asks for the next page', async () => {
  const seen: IntersectionObserverCallback[] = [];
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(callback: IntersectionObserverCallback) {
        seen.push(callback);
      }
      observe() {}
      disconnect() {}
    },
  );
  const screen = await openFriends({ following: [friend(boris)] });
  screen.server.on(api.friends.list, ({ query }) =>
    query.cursor ? { entries: [friend(vera)], next: null } : { entries: [friend(boris)], next: 'next-page' },
  );
  await screen.user.click(screen.getByRole('radio', { name: 'Друзья' }));
  await screen.findByRole('button', { name: 'Показать ещё' });
  const entry = { isIntersecting: true } as IntersectionObserverEntry;
  seen.at(-1)?.([entry], {} as IntersectionObserver);
  await screen.findByText('Вера');
  vi.unstubAllGlobals();
});

it.each([
  ['following', 'Соберите своих'],
  ['friends', 'Дружба бывает взаимной'],
  ['followers', 'Подписчиков пока нет'],
])('with nobody in “%s” the page says what belongs there', async (circle, title) => {
  const screen = await openFriends({}, `?who=${circle}`);
  await screen.findByRole('heading', { name: title });
});

it('without a connection the friends page says so and can be tried again', async () => {
  const server = createFakeServer();
  server.on(api.friends.list, silence());
  const screen = await renderAt('/friends', { server, viewer: anya });
  const retry = await screen.findByRole('button', { name: 'Попробовать ещё раз' });
  server.on(api.friends.list, { entries: [friend(boris)], next: null });
  await screen.user.click(retry);
  await screen.findByText('Борис');
});

it('Anya finds Vera by the beginning of her @username, and finds the search again when she comes back', async () => {
  const screen = await openFriends({ following: [friend(boris)] });
  screen.server.on(api.users.search, { people: [faceOf(vera)] });
  screen.server.on(api.users.get, profile(vera));
  screen.server.on(api.wishlists.ofUser, { wishlists: [] });
  await screen.user.type(screen.getByRole('searchbox'), '@ver');
  await screen.user.click(await screen.findByRole('link', { name: /Вера/ }));
  expect(screen.server.callsOf(api.users.search).map(({ query }) => query)).toEqual([{ query: 'ver' }]);
  await screen.findByRole('heading', { name: 'Вера' });
  screen.router.back();
  await screen.findByRole('link', { name: /Вера/ });
  expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('ver');
});

it('one letter asks for another, and the server is not asked', async () => {
  const screen = await openFriends();
  await screen.user.type(screen.getByRole('searchbox'), '@в');
  await screen.findByText('Ещё хотя бы одна буква');
  expect(screen.server.callsOf(api.users.search)).toEqual([]);
  await screen.user.click(screen.getByRole('button', { name: 'Очистить' }));
  await screen.findByRole('heading', { name: 'Соберите своих' });
});

it('a late answer to an earlier text is not shown', async () => {
  const screen = await openFriends();
  let answerLate: () => void = () => {};
  const late = new Promise<void>((resolve) => (answerLate = resolve));
  screen.server.on(api.users.search, async ({ query }) => {
    if (query.query === 'бо') await late;
    return { people: [faceOf(query.query === 'бо' ? boris : vera)] };
  });
  const field = screen.getByRole('searchbox');
  await screen.user.type(field, 'бо');
  await waitFor(() => expect(screen.server.callsOf(api.users.search)).toHaveLength(1));
  await screen.user.clear(field);
  await screen.user.type(field, 'ве');
  await screen.findByRole('link', { name: /Вера/ });
  answerLate();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(screen.queryByRole('link', { name: /Борис/ })).toBeNull();
});

it('when nobody is found the page says so kindly and offers to invite', async () => {
  const telegram = createFakeTelegram();
  const server = createFakeServer();
  server.on(api.friends.list, { entries: [], next: null });
  server.on(api.users.search, { people: [] });
  const screen = await renderAt('/friends', { server, viewer: anya, telegram });
  await screen.user.type(await screen.findByRole('searchbox'), 'Дина');
  await screen.findByRole('heading', { name: 'Никого не нашлось' });
  await waitFor(() => expect(telegram.last('web_app_setup_main_button')).toMatchObject({ text: 'Позвать друзей' }));
  telegram.happen('main_button_pressed');
  const { path_full: path } = telegram.last('web_app_open_tg_link') as { path_full: string };
  const sent = new URLSearchParams(path.slice(path.indexOf('?')));
  expect(sent.get('url')).toMatch(/^https:\/\/t\.me\/wishlins_bot\?startapp=u_[\w-]{22}$/);
});

it('a search that failed can be tried again', async () => {
  const screen = await openFriends();
  screen.server.on(api.users.search, refusal('too_many_requests', { retryAfter: 3 }));
  await screen.user.type(screen.getByRole('searchbox'), 'вер');
  await screen.findByText('Слишком часто. Подождите 3 с.');
  screen.server.on(api.users.search, { people: [faceOf(vera)] });
  await screen.user.click(screen.getByRole('button', { name: 'Попробовать ещё раз' }));
  await screen.findByRole('link', { name: /Вера/ });
});
