import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { ReservationState } from '@wishlins/contract/wishes';
import { describe, expect, it } from 'vitest';
import { anya, boris, guestWish, ownWishlist, shareToken, sharedWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal, sentTo, silence } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

const path = `/shared/${shareToken}`;
const free: ReservationState = { available: 1, mine: null, others: [], waiting: false };
const mine = { quantity: 1, stage: 'reserved', hideName: false } as const;
const held: ReservationState = { ...free, available: 0, mine };

async function openList(wishes = [guestWish()], fields = {}) {
  const server = createFakeServer();
  server.on(api.wishlists.shared, sharedWishlist(wishes, fields));
  const telegram = createFakeTelegram();
  const screen = await renderAt(path, { server, viewer: boris, telegram });
  await screen.findByRole('heading', { name: 'День рождения' });
  return screen;
}

describe('before Boris reserves anything', () => {
  it('he reads what Anya will know of it', async () => {
    const screen = await openList([guestWish()], { surprise: 'reserved' });
    screen.getByText(/Аня увидит, что подарок занят, но не узнает, кем/);
  });

  it('what can still be given comes before what is taken or received', async () => {
    const screen = await openList([
      guestWish({ title: 'Чайник', receivedAt: '2026-11-01T00:00:00.000Z' }),
      guestWish({ title: 'Лампа' }, { available: 0, others: [{ name: 'Вера', quantity: 1 }] }),
      guestWish({ title: 'Плед' }),
    ]);
    const titles = screen.getAllByRole('article').map((card) => card.textContent);
    expect(titles.map((text) => /Плед|Лампа|Чайник/.exec(text ?? '')?.[0])).toEqual(['Плед', 'Лампа', 'Чайник']);
    expect(screen.getAllByRole('button', { name: /^Подарю/ })).toHaveLength(1);
  });

  it('an empty list says so kindly', async () => {
    const screen = await openList([]);
    screen.getByText('Здесь пока пусто');
  });
});

describe('reserving', () => {
  it('shows at once, before the server has answered', async () => {
    const screen = await openList();
    screen.server.on(api.reservations.put, () => new Promise(() => {}));
    await screen.user.click(screen.getByRole('button', { name: /^Подарю/ }));
    await screen.findByRole('button', { name: 'Дарю я' });
  });

  it('can be undone from the toast', async () => {
    const screen = await openList();
    screen.server.on(api.reservations.put, held);
    screen.server.on(api.reservations.remove, undefined);
    await screen.user.click(screen.getByRole('button', { name: /^Подарю/ }));
    await screen.user.click(await screen.findByRole('button', { name: 'Отменить' }));
    await screen.findByRole('button', { name: /^Подарю/ });
    expect(screen.server.callsOf(api.reservations.remove)).toHaveLength(1);
  });

  it('is taken back with the reason when someone was quicker, and the list is read again', async () => {
    const wish = guestWish();
    const screen = await openList([wish]);
    screen.server.on(api.reservations.put, refusal('already_reserved', { available: 0 }));
    screen.server.on(
      api.wishlists.shared,
      sharedWishlist([{ ...wish, reservation: { ...free, available: 0, others: [{ name: 'Вера', quantity: 1 }] } }]),
    );
    await screen.user.click(screen.getByRole('button', { name: /^Подарю/ }));
    await screen.findByText('Кто-то успел раньше');
    await screen.findByText('Уже дарят');
    expect(screen.telegram.last('web_app_trigger_haptic_feedback')).toMatchObject({ notification_type: 'error' });
  });

  it.each([
    ['offline', silence(), 'Нет связи. Проверьте интернет и попробуйте ещё раз.'],
    ['too fast', refusal('too_many_requests', { retryAfter: 7 }), 'Слишком часто. Подождите 7 с.'],
    ['the wish is gone', refusal('wish_not_found'), 'Этого желания больше нет.'],
  ])('is taken back with the reason: %s', async (_why, answer, text) => {
    const screen = await openList();
    screen.server.on(api.reservations.put, answer);
    await screen.user.click(screen.getByRole('button', { name: /^Подарю/ }));
    await screen.findByText(text);
    await screen.findByRole('button', { name: /^Подарю/ });
  });

  it('an expired session is renewed unseen', async () => {
    const screen = await openList();
    let attempts = 0;
    screen.server.on(api.reservations.put, () => ((attempts += 1) === 1 ? refusal('unauthenticated') : held));
    await screen.user.click(screen.getByRole('button', { name: /^Подарю/ }));
    await screen.findByText('Забронировано за вами');
    expect(screen.server.callsOf(api.session.create)).toHaveLength(2);
  });
});

it('a card leads to the page of its wish, and so does what Boris holds', async () => {
  const wish = guestWish({ title: 'Плед' }, held);
  const screen = await openList([wish]);
  const address = `${path}/wishes/${wish.id}`;
  expect(screen.getByRole('link', { name: /^Плед/ }).getAttribute('href')).toBe(address);
  await screen.user.click(screen.getByRole('button', { name: 'Дарю я' }));
  await waitFor(() => expect(screen.router.currentRoute.value.path).toBe(address));
});

it('the cover counts what is still wished for', async () => {
  const screen = await openList([guestWish(), guestWish(), guestWish({ receivedAt: '2026-11-01T00:00:00.000Z' })]);
  screen.getByText('2 желания');
});

it('the owner who follows her own link lands in her own view', async () => {
  const server = createFakeServer();
  const own = ownWishlist();
  server.on(api.wishlists.shared, sentTo(`/wishlists/${own.id}`));
  server.on(api.wishlists.get, own);
  const screen = await renderAt(path, { server, viewer: anya });
  await waitFor(() => expect(screen.router.currentRoute.value.fullPath).toBe(`/lists/${own.id}`));
  await screen.findByRole('button', { name: 'Настройки списка' });
});

describe('when the list cannot be shown', () => {
  it.each([
    ['wishlist_not_found', 'Списка нет, или его закрыли от посторонних.'],
    ['link_changed', 'Ссылку на этот список сменили. Попросите новую.'],
  ] as const)('%s is told, and there is nothing to try again', async (code, text) => {
    const server = createFakeServer();
    server.on(api.wishlists.shared, refusal(code));
    const screen = await renderAt(path, { server });
    expect((await screen.findByRole('alert')).textContent).toContain(text);
    expect(screen.queryByRole('button', { name: 'Попробовать ещё раз' })).toBeNull();
  });

  it('without a connection it can be tried again', async () => {
    const server = createFakeServer();
    server.on(api.wishlists.shared, silence());
    const screen = await renderAt(path, { server });
    const retry = await screen.findByRole('button', { name: 'Попробовать ещё раз' });
    server.on(api.wishlists.shared, sharedWishlist([guestWish()]));
    await screen.user.click(retry);
    await screen.findByRole('heading', { name: 'День рождения' });
  });
});
