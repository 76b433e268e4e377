import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { ReservationState } from '@wishlins/contract/wishes';
import { describe, expect, it } from 'vitest';
import { anya, boris, guestWish, ownWish, ownWishlist, shareToken, sharedWishlist } from '../../testing/cast.ts';
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

  it('takes several pieces by the native button of the open wish', async () => {
    const screen = await openList([guestWish({ title: 'Чашки', quantity: 4 }, { available: 3 })]);
    screen.server.on(api.reservations.put, { ...held, available: 1, mine: { ...mine, quantity: 2 } });
    await screen.user.click(screen.getByRole('button', { name: /^Чашки/ }));
    await screen.user.click(await screen.findByRole('button', { name: 'Больше' }));
    await waitFor(() => expect(screen.telegram.last('web_app_setup_main_button')).toMatchObject({ text: 'Подарю 2' }));
    screen.telegram.happen('main_button_pressed');
    await screen.findByText('Забронировано за вами');
    expect(screen.server.callsOf(api.reservations.put)[0]?.body).toEqual({ quantity: 2 });
  });
});

describe('what Boris holds', () => {
  it('goes from picked to bought to given, and may hide his name', async () => {
    const screen = await openList([guestWish({ title: 'Плед' }, held)]);
    screen.server.on(api.reservations.put, ({ body }) => ({ ...held, mine: { ...mine, ...body } }));
    await screen.user.click(screen.getByRole('button', { name: 'Дарю я' }));
    await screen.user.click(await screen.findByRole('radio', { name: 'Куплен' }));
    await screen.user.click(screen.getByRole('switch', { name: 'Скрыть моё имя' }));
    await waitFor(() => {
      expect(screen.server.callsOf(api.reservations.put).map(({ body }) => body)).toEqual([
        { stage: 'bought' },
        { hideName: true },
      ]);
    });
  });

  it('he can let go of', async () => {
    const screen = await openList([guestWish({}, held)]);
    screen.server.on(api.reservations.remove, undefined);
    await screen.user.click(screen.getByRole('button', { name: 'Дарю я' }));
    await screen.user.click(await screen.findByRole('button', { name: 'Передумать' }));
    await screen.findByText('Бронь снята');
  });
});

it('a taken wish can be waited for', async () => {
  const taken = { available: 0, others: [{ name: null, quantity: 1 }] };
  const screen = await openList([guestWish({ title: 'Лампа' }, taken)]);
  screen.server.on(api.reservations.wait, { ...free, ...taken, waiting: true });
  await screen.user.click(screen.getByRole('button', { name: /^Лампа/ }));
  screen.getByText('Кто-то из гостей');
  await screen.user.click(await screen.findByRole('switch', { name: 'Сообщить, если освободится' }));
  await waitFor(() => expect(screen.server.callsOf(api.reservations.wait)).toHaveLength(1));
  expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Сообщить, если освободится' }).checked).toBe(true);
});

it('“I want it too” makes a first list for whoever has none', async () => {
  const screen = await openList();
  const made = ownWishlist([], { title: 'Мои желания' });
  screen.server.on(api.wishlists.list, { wishlists: [] });
  screen.server.on(api.wishlists.create, made);
  screen.server.on(api.wishes.wantToo, ({ body }) =>
    body.wishlistId === made.id ? ownWish() : refusal('wishlist_not_found'),
  );
  await screen.user.click(screen.getByRole('button', { name: /^Плед/ }));
  await screen.user.click(await screen.findByRole('button', { name: 'Хочу такое же' }));
  await screen.findByText('Теперь и в вашем списке');
});

it('a link to one wish opens that wish', async () => {
  const wish = guestWish({ title: 'Лампа' });
  const server = createFakeServer();
  server.on(api.wishlists.shared, sharedWishlist([guestWish(), wish]));
  const screen = await renderAt(`${path}?wish=${wish.id}`, { server });
  await screen.findByRole('dialog', { name: 'Лампа' });
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
