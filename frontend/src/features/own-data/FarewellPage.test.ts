import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { Farewell } from '@wishlins/contract/account';
import { expect, it } from 'vitest';
import App from '../../App.vue';
import { anya } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt, renderPart } from '../../testing/render.ts';

const leavesAt = '2026-11-26T11:30:00.000Z';
const until = 'Аккаунт будет удалён 26 ноября в 14:30';

function prepare(farewell: Partial<Farewell> = {}) {
  const server = createFakeServer();
  server.on(api.account.farewell, { leavesAt: null, wishlists: 2, wishes: 5, gifts: 3, ...farewell });
  server.on(api.account.leave, { ...anya, leavesAt });
  server.on(api.account.stay, anya);
  return server;
}

const open = (server = prepare()) =>
  renderAt('/settings/data/farewell', { server, viewer: anya, telegram: createFakeTelegram('6.0') });

it('says first what goes and what others notice, and offers a copy', async () => {
  const screen = await open();
  await screen.findByText('2 списка и 5 желаний с фотографиями и заметками');
  screen.getByText('Ваши 3 брони: подарки снова станут свободными');
  screen.getByText(/никто не найдёт/);
  screen.getByText(/Ваше имя нигде не останется/);
  screen.getByText(/до полугода/);
  screen.getByRole('button', { name: 'Скачать всё' });
  expect(screen.getByRole('link', { name: /Мои подарки/ }).getAttribute('href')).toBe('/gifts');
});

it('says nothing of what there is none of', async () => {
  const screen = await open(prepare({ wishlists: 0, wishes: 0, gifts: 0 }));
  await screen.findByRole('heading', { name: 'Что исчезнет' });
  expect(screen.queryByText(/списка|список/)).toBeNull();
  expect(screen.queryByRole('link', { name: /Мои подарки/ })).toBeNull();
});

it('asks again before it is done; who does not confirm stays as they are', async () => {
  const screen = await open();
  await screen.user.click(await screen.findByRole('button', { name: 'Удалить аккаунт' }));
  await screen.user.click(await screen.findByRole('button', { name: 'Остаться' }));
  expect(screen.server.callsOf(api.account.leave)).toEqual([]);

  await screen.user.click(screen.getByRole('button', { name: 'Удалить аккаунт' }));
  await screen.user.click(await screen.findByRole('button', { name: 'Удалить' }));
  await screen.findByRole('heading', { name: until });
  expect(screen.queryByRole('button', { name: 'Удалить аккаунт' })).toBeNull();
  await screen.user.click(screen.getByRole('button', { name: 'Оставить аккаунт' }));
  await screen.findByText('Как хорошо, что вы остаётесь! Всё на месте.');
  await screen.findByRole('button', { name: 'Удалить аккаунт' });
});

it('says why it could not be done, and everything stays', async () => {
  const server = prepare();
  server.on(api.account.leave, refusal('unavailable'));
  const screen = await open(server);
  await screen.user.click(await screen.findByRole('button', { name: 'Удалить аккаунт' }));
  await screen.user.click(await screen.findByRole('button', { name: 'Удалить' }));
  await screen.findByText(/Сервис отдыхает/);
  screen.getByRole('button', { name: 'Удалить аккаунт' });
});

it('who is leaving reads it above every page, and stays by a tap', async () => {
  const server = prepare();
  server.on(api.users.me, { ...anya, leavesAt });
  const fake = createFakeTelegram('8.0');
  const telegram = { ...fake, launch: { ...fake.launch, initData: 'signed' } };
  const viewer = { ...anya, leavesAt };
  const screen = await renderPart(App, {}, { server, viewer, telegram, path: '/settings' });
  await screen.findByText(until);
  await screen.user.click(screen.getByRole('button', { name: 'Оставить' }));
  await waitFor(() => expect(screen.queryByText(until)).toBeNull());
  expect(server.callsOf(api.account.stay)).toHaveLength(1);
});
