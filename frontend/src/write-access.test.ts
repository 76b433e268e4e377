import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import { afterEach, expect, it, vi } from 'vitest';
import { boris, guestWish, shareToken, sharedWishlist } from './testing/cast.ts';
import { createFakeServer } from './testing/fake-server.ts';
import { createFakeTelegram } from './testing/fake-telegram.ts';
import { renderAt } from './testing/render.ts';

afterEach(() => void vi.useRealTimers());

const mine = { quantity: 1, stage: 'reserved', hideName: false } as const;

/** Boris reserves a wish of Anya's. */
async function reserve({ reachable = false, version = '8.0' } = {}) {
  const wish = guestWish();
  const server = createFakeServer();
  server.on(api.wishlists.shared, sharedWishlist([wish]));
  server.on(api.reservations.put, { available: 0, mine, others: [], waiting: false });
  server.on(api.notifications.settings, { off: [], quietHours: null, reachable });
  server.on(api.notifications.setTelegram, undefined);
  const telegram = createFakeTelegram(version);
  const screen = await renderAt(`/shared/${shareToken}/wishes/${wish.id}`, { server, viewer: boris, telegram });
  await screen.findByRole('heading', { level: 1, name: wish.title });
  expect(telegram.last('web_app_request_write_access')).toBeUndefined();
  telegram.happen('main_button_pressed');
  await screen.findByText('Забронировано за вами');
  return screen;
}

type Screen = Awaited<ReturnType<typeof reserve>>;

const answerCloud = ({ telegram }: Screen, result: object) =>
  waitFor(() => {
    const { req_id } = telegram.last('web_app_invoke_custom_method') as { req_id: string };
    telegram.happen('custom_method_invoked', { req_id, result });
  });

const asked = ({ telegram }: Screen) =>
  waitFor(() => expect(telegram.last('web_app_request_write_access')).toBeDefined());

it('is asked for right after the first reservation, and told to the server when it is given', async () => {
  const screen = await reserve();
  await answerCloud(screen, {});
  await asked(screen);
  screen.telegram.happen('write_access_requested', { status: 'allowed' });
  await waitFor(() => expect(screen.server.callsOf(api.notifications.setTelegram)[0]?.body).toEqual({ allowed: true }));
  expect(screen.telegram.last('web_app_invoke_custom_method')).toMatchObject({
    method: 'saveStorageValue',
    params: { key: 'once-write-access', value: 'yes' },
  });
});

it('hides nothing that could still be undone: that stays until there is an answer, and a while longer', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  const screen = await reserve();
  await answerCloud(screen, {});
  await asked(screen);
  vi.advanceTimersByTime(60_000);
  screen.getByRole('button', { name: 'Отменить' });
  screen.telegram.happen('write_access_requested', { status: 'cancelled' });
  await vi.advanceTimersByTimeAsync(3000);
  screen.getByRole('button', { name: 'Отменить' });
  await vi.advanceTimersByTimeAsync(3000);
  expect(screen.queryByRole('button', { name: 'Отменить' })).toBeNull();
});

it('is not told to the server when it is refused, and not asked for again', async () => {
  const first = await reserve();
  await answerCloud(first, {});
  await asked(first);
  first.telegram.happen('write_access_requested', { status: 'cancelled' });
  first.unmount();
  const again = await reserve();
  await waitFor(() => expect(again.server.callsOf(api.notifications.settings)).toHaveLength(1));
  expect(again.telegram.last('web_app_request_write_access')).toBeUndefined();
  expect(again.server.callsOf(api.notifications.setTelegram)).toHaveLength(0);
});

it('is not asked for again on another phone', async () => {
  const screen = await reserve();
  await answerCloud(screen, { 'once-write-access': 'yes' });
  expect(screen.telegram.last('web_app_request_write_access')).toBeUndefined();
});

it('is not asked of whom the bot may write to', async () => {
  const screen = await reserve({ reachable: true });
  await waitFor(() => expect(screen.server.callsOf(api.notifications.settings)).toHaveLength(1));
  expect(screen.telegram.last('web_app_invoke_custom_method')).toBeUndefined();
});

it('is not asked for in a client that cannot ask', async () => {
  const screen = await reserve({ version: '6.8' });
  expect(screen.server.callsOf(api.notifications.settings)).toHaveLength(0);
});
