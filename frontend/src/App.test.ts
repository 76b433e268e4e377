import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { expect, it } from 'vitest';
import App from './App.vue';
import { anya, boris, guestWish, ownWishlist, shareToken, sharedWishlist } from './testing/cast.ts';
import { createFakeServer, refusal } from './testing/fake-server.ts';
import { createFakeTelegram } from './testing/fake-telegram.ts';
import { renderPart } from './testing/render.ts';

const nobody = { entries: [], next: null };

async function openApp(path: string, { version = '8.0', viewer = anya, isLaunched = true } = {}) {
  const server = createFakeServer();
  const list = ownWishlist();
  server.on(api.users.me, viewer);
  server.on(api.users.updateMe, ({ body }) => ({ ...viewer, ...body }));
  server.on(api.wishlists.list, { wishlists: [list] });
  server.on(api.wishlists.opened, nobody);
  server.on(api.reservations.mine, nobody);
  const fake = createFakeTelegram(version);
  const telegram = { ...fake, launch: { ...fake.launch, initData: isLaunched ? 'signed' : undefined } };
  return { ...(await renderPart(App, {}, { server, viewer, telegram, path })), telegram };
}

it('Telegram’s back arrow is there everywhere but at home, and whoever came by a link goes home', async () => {
  const { telegram, router } = await openApp('/settings');
  await waitFor(() => expect(telegram.last('web_app_setup_back_button')).toEqual({ is_visible: true }));
  telegram.happen('back_button_pressed');
  await waitFor(() => expect(router.currentRoute.value.path).toBe('/'));
  await waitFor(() => expect(telegram.last('web_app_setup_back_button')).toEqual({ is_visible: false }));
});

it('whoever came by a link to a wish goes back to its list, and from there home', async () => {
  const wish = guestWish();
  const list = `/shared/${shareToken}`;
  const { telegram, router, server } = await openApp(`${list}/wishes/${wish.id}`, { viewer: boris });
  server.on(api.wishlists.shared, sharedWishlist([wish]));
  await waitFor(() => expect(telegram.last('web_app_setup_back_button')).toEqual({ is_visible: true }));
  telegram.happen('back_button_pressed');
  await waitFor(() => expect(router.currentRoute.value.path).toBe(list));
  telegram.happen('back_button_pressed');
  await waitFor(() => expect(router.currentRoute.value.path).toBe('/'));
});

it('a Telegram without a back arrow gets one on the page', async () => {
  const { user, router, findByRole } = await openApp('/settings', { version: '6.0' });
  await user.click(await findByRole('button', { name: 'Назад' }));
  await waitFor(() => expect(router.currentRoute.value.path).toBe('/'));
});

it('“Settings” in Telegram’s menu opens the settings', async () => {
  const { telegram, router } = await openApp('/');
  telegram.happen('settings_button_pressed');
  await waitFor(() => expect(router.currentRoute.value.path).toBe('/settings'));
});

it('the language is the one chosen in the settings, whatever Telegram speaks', async () => {
  const screen = await openApp('/', { viewer: { ...anya, language: 'en' } });
  await screen.findByRole('heading', { name: 'My lists' });
});

it('outside Telegram there is a page that says what this is', async () => {
  const { findByRole, server } = await openApp('/', { isLaunched: false });
  await findByRole('heading', { name: 'Списки желаний в Telegram' });
  expect(server.calls).toEqual([]);
});

it('a shared list outside Telegram says where it opens', async () => {
  const screen = await openApp('/shared/AbCdEfGhIjKlMnOpQrStUv', { isLaunched: false });
  await screen.findByRole('heading', { name: 'Вас ждёт список желаний' });
});

it('when Telegram’s signature has grown old the app asks to be opened again', async () => {
  const screen = await openApp('/settings');
  screen.server.on(api.users.me, refusal('unauthenticated'));
  screen.server.on(api.session.create, refusal('init_data_expired'));
  window.dispatchEvent(new Event('online'));
  await screen.findByRole('heading', { name: 'Откройте ещё раз' });
});

it('a newcomer gets the time zone of their device, and a chosen one is left alone', async () => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const newcomer = await openApp('/', { viewer: { ...anya, timeZone: 'UTC' } });
  await newcomer.findByRole('heading', { name: 'Мои списки' });
  const expected = zone === 'UTC' ? [] : [{ timeZone: zone }];
  await waitFor(() => expect(newcomer.server.callsOf(api.users.updateMe).map(({ body }) => body)).toEqual(expected));
});
