import { api } from '@wishlins/contract';
import type { Profile } from '@wishlins/contract/users';
import { afterEach, expect, it, vi } from 'vitest';
import { anya, boris, dina, gleb, profile, shareToken, sharedWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal, silence } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

const strangers = { following: false, followsMe: false, friends: false, blocked: false };
const follows = { ...strangers, following: true };
const friends = { ...follows, followsMe: true, friends: true };
const { wishes: _none, ...face } = sharedWishlist([]);
const list = { ...face, wishCount: 5 };

/** Anya looks at somebody's page. */
async function meet(person: Profile, lists = [list]) {
  const server = createFakeServer();
  server.on(api.users.get, person);
  server.on(api.wishlists.ofUser, { wishlists: lists });
  const screen = await renderAt(`/people/${person.id}`, { server, viewer: anya });
  await screen.findByRole('heading', { level: 1, name: person.name });
  return screen;
}

afterEach(() => vi.useRealTimers());

it('a friend’s page tells who they are, when to congratulate them and what they wish for', async () => {
  vi.setSystemTime('2026-11-23T09:00:00Z');
  const birthday = { day: 28, month: 11, year: 1992 };
  const screen = await meet(profile(boris, friends, { about: 'Хожу в горы', birthday }));
  screen.getByText('Вы друзья');
  screen.getByText('@boris');
  screen.getByText('Хожу в горы');
  expect(screen.getByText(/28 ноября · через 5 дней/).textContent).toContain('исполняется 34 года');
  const cover = await screen.findByRole('link', { name: /День рождения/ });
  expect(cover.getAttribute('href')).toBe(`/shared/${shareToken}`);
});

it('whoever hides their year is not told their age, and on the day it is celebrated', async () => {
  vi.setSystemTime('2026-11-23T09:00:00Z');
  const screen = await meet(profile(boris, friends, { birthday: { day: 23, month: 11, year: null } }));
  screen.getByText('Сегодня день рождения!');
  expect(screen.queryByText(/исполняется/)).toBeNull();
});

it('Anya follows back whoever follows her, and they are friends', async () => {
  const screen = await meet(profile(gleb, { followsMe: true }), []);
  screen.server.on(api.friends.follow, friends);
  screen.getByText('Ваш подписчик');
  await screen.user.click(screen.getByRole('button', { name: 'Подписаться в ответ' }));
  await screen.findByText('Теперь вы друзья');
  screen.getByText('Вы друзья');
});

it('unfollowing shows at once and can be taken back', async () => {
  const screen = await meet(profile(boris, follows));
  screen.server.on(api.friends.unfollow, strangers);
  screen.server.on(api.friends.follow, follows);
  await screen.user.click(screen.getByRole('button', { name: 'Отписаться' }));
  screen.getByRole('button', { name: 'Подписаться' });
  await screen.user.click(await screen.findByRole('button', { name: 'Отменить' }));
  await screen.findByText('Вы подписаны');
});

it('a follow that was refused is taken back with the reason', async () => {
  const screen = await meet(profile(gleb));
  screen.server.on(api.friends.follow, refusal('user_not_found'));
  await screen.user.click(screen.getByRole('button', { name: 'Подписаться' }));
  await screen.findByText('Такого человека здесь нет.');
  screen.getByRole('button', { name: 'Подписаться' });
  expect(screen.queryByText('Вы подписаны')).toBeNull();
});

it('blocking is asked first, with what it means, and takes the lists away', async () => {
  const screen = await meet(profile(dina, friends, { about: 'Мы с кошкой' }));
  screen.server.on(api.friends.block, { ...strangers, blocked: true });
  await screen.user.click(screen.getByRole('button', { name: 'Заблокировать' }));
  const question = await screen.findByRole('dialog', { name: /Дина больше не найдёт вас.*О\sблокировке мы не скажем/ });
  await screen.user.click(screen.getByRole('button', { name: 'Отмена' }));
  expect(question.isConnected).toBe(false);
  expect(screen.server.callsOf(api.friends.block)).toEqual([]);

  screen.server.on(api.users.get, profile(dina, { blocked: true }));
  screen.server.on(api.wishlists.ofUser, refusal('user_not_found'));
  await screen.user.click(screen.getByRole('button', { name: 'Заблокировать' }));
  const [, confirm] = await screen.findAllByRole('button', { name: 'Заблокировать' });
  if (confirm) await screen.user.click(confirm);
  await screen.findByText('Заблокировано');
  screen.getByText(/Дина не находит вас/);
  expect(screen.queryByRole('link', { name: /День рождения/ })).toBeNull();
  expect(screen.queryByRole('button', { name: /Подписаться/ })).toBeNull();
});

it('a lifted block makes strangers of the two, with their lists to be seen again', async () => {
  const screen = await meet(profile(dina, { blocked: true }));
  screen.server.on(api.friends.unblock, strangers);
  screen.server.on(api.users.get, profile(dina));
  await screen.user.click(screen.getByRole('button', { name: 'Разблокировать' }));
  await screen.findByText('Блокировка снята');
  screen.getByRole('button', { name: 'Подписаться' });
  await screen.findByRole('link', { name: /День рождения/ });
});

it('a block that was refused leaves everything as it was', async () => {
  const screen = await meet(profile(dina, friends, { about: 'Мы с кошкой' }));
  screen.server.on(api.friends.block, silence());
  await screen.user.click(screen.getByRole('button', { name: 'Заблокировать' }));
  const [, confirm] = await screen.findAllByRole('button', { name: 'Заблокировать' });
  if (confirm) await screen.user.click(confirm);
  await screen.findByText(/Нет связи/);
  screen.getByText('Вы друзья');
  screen.getByText('Мы с кошкой');
});

it('one’s own page offers to invite friends, and nothing to follow or block', async () => {
  const screen = await meet(profile(anya));
  screen.getByText('Это вы');
  screen.getByRole('button', { name: 'Позвать друзей' });
  expect(screen.queryByRole('button', { name: /Подписаться|Заблокировать/ })).toBeNull();
});

it('a person without open lists is not an empty page', async () => {
  const screen = await meet(profile(gleb), []);
  await screen.findByRole('heading', { name: 'Пока без списков' });
});

it('lists that could not be read can be tried again', async () => {
  const server = createFakeServer();
  server.on(api.users.get, profile(boris, friends));
  server.on(api.wishlists.ofUser, silence());
  const screen = await renderAt(`/people/${boris.id}`, { server, viewer: anya });
  const retry = await screen.findByRole('button', { name: 'Попробовать ещё раз' });
  server.on(api.wishlists.ofUser, { wishlists: [list] });
  await screen.user.click(retry);
  await screen.findByRole('link', { name: /День рождения/ });
});

it('somebody who is not there, or does not want to be found, is told alike', async () => {
  const server = createFakeServer();
  server.on(api.users.get, refusal('user_not_found'));
  server.on(api.wishlists.ofUser, refusal('user_not_found'));
  const screen = await renderAt(`/people/${gleb.id}`, { server, viewer: anya });
  await screen.findByText('Такого человека здесь нет.');
  expect(screen.queryByRole('button', { name: 'Попробовать ещё раз' })).toBeNull();
});
