import { waitFor } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { GuestWish, ReservationState } from '@wishlins/contract/wishes';
import { describe, expect, it } from 'vitest';
import { boris, guestWish, ownWish, ownWishlist, shareToken, sharedWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal, silence } from '../../testing/fake-server.ts';
import { createFakeTelegram } from '../../testing/fake-telegram.ts';
import { renderAt } from '../../testing/render.ts';

const free: ReservationState = { available: 1, mine: null, others: [], waiting: false };
const mine = { quantity: 1, stage: 'reserved', hideName: false } as const;
const held: ReservationState = { ...free, available: 0, mine };

async function openWish(wish: GuestWish = guestWish(), fields = {}) {
  const server = createFakeServer();
  server.on(api.wishlists.shared, sharedWishlist([guestWish({ title: 'Другое' }), wish], fields));
  const telegram = createFakeTelegram();
  const screen = await renderAt(`/shared/${shareToken}/wishes/${wish.id}`, { server, viewer: boris, telegram });
  await screen.findByRole('heading', { level: 1, name: wish.title });
  return { ...screen, mainButton: () => screen.telegram.last('web_app_setup_main_button') };
}

describe('the page of a wish', () => {
  it('tells everything of it', async () => {
    const screen = await openWish(
      guestWish({
        title: 'Чашки',
        note: 'Собираю шесть штук',
        price: { amount: 125_000, currency: 'RUB' },
        priority: 'high',
        quantity: 6,
      }),
    );
    screen.getByText('Собираю шесть штук');
    screen.getByText(/1\s250\s₽/);
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['Осталось 6', 'Мечта']);
  });

  it('leads to the shop without telling it where from', async () => {
    const screen = await openWish(guestWish({ url: 'https://www.shop.example/plaid' }));
    const link = screen.getByRole('link', { name: /Открыть в магазине.*shop\.example/s });
    expect(link.getAttribute('rel')).toBe('noopener nofollow');
    await screen.user.click(link);
    expect(screen.telegram.last('web_app_open_link')).toEqual({ url: 'https://www.shop.example/plaid' });
  });

  it('says whose it is, and leads to the list', async () => {
    const screen = await openWish();
    const list = screen.getByRole('link', { name: /Аня.*День рождения/s });
    expect(list.getAttribute('href')).toBe(`/shared/${shareToken}`);
  });

  it('says before the first reservation what Anya will know of it, and no longer afterwards', async () => {
    const screen = await openWish(guestWish(), { surprise: 'reserved' });
    screen.getByText(/Аня увидит, что подарок занят, но не узнает, кем/);
    screen.server.on(api.reservations.put, held);
    screen.telegram.happen('main_button_pressed');
    await screen.findByText('Забронировано за вами');
    expect(screen.queryByText(/Аня увидит/)).toBeNull();
  });

  it('is shared as a card of its own', async () => {
    const wish = guestWish();
    const screen = await openWish(wish);
    screen.server.on(api.sharing.prepare, { id: 'card', expiresAt: '2999-01-01T00:00:00.000Z' });
    await screen.user.click(screen.getByRole('button', { name: 'Поделиться' }));
    await waitFor(() => expect(screen.telegram.last('web_app_send_prepared_message')).toEqual({ id: 'card' }));
    const [asked] = screen.server.callsOf(api.sharing.prepare);
    expect([asked?.params, asked?.body]).toEqual([{ shareToken }, { wishId: wish.id }]);
    expect(screen.telegram.last('web_app_open_tg_link')).toBeUndefined();
  });

  it('is shared by a link that opens it where there is no card', async () => {
    const screen = await openWish();
    screen.server.on(api.sharing.prepare, refusal('telegram_unavailable'));
    await screen.user.click(screen.getByRole('button', { name: 'Поделиться' }));
    await waitFor(() => {
      const told = JSON.stringify(screen.telegram.last('web_app_open_tg_link'));
      expect(told).toContain(encodeURIComponent(`https://t.me/wishlins_bot?startapp=w_${shareToken}`));
    });
  });

  it('of a wish that is gone leads back to the list', async () => {
    const server = createFakeServer();
    server.on(api.wishlists.shared, sharedWishlist([]));
    const screen = await renderAt(`/shared/${shareToken}/wishes/${ownWish().id}`, { server });
    await screen.findByRole('heading', { name: 'Этого желания больше нет' });
    await screen.user.click(screen.getByRole('button', { name: 'К списку' }));
    await waitFor(() => expect(screen.router.currentRoute.value.path).toBe(`/shared/${shareToken}`));
  });

  it.each([
    ['the list was closed', refusal('wishlist_not_found'), 'Списка нет, или его закрыли от посторонних.'],
    ['there is no connection', silence(), 'Нет связи. Проверьте интернет и попробуйте ещё раз.'],
  ])('says why it cannot be shown: %s', async (_why, answer, text) => {
    const server = createFakeServer();
    server.on(api.wishlists.shared, answer);
    const screen = await renderAt(`/shared/${shareToken}/wishes/${ownWish().id}`, { server });
    expect((await screen.findByRole('alert')).textContent).toContain(text);
  });
});

describe('giving', () => {
  it('takes several pieces by the native button', async () => {
    const screen = await openWish(guestWish({ quantity: 4 }, { available: 3 }));
    screen.server.on(api.reservations.put, { ...held, available: 1, mine: { ...mine, quantity: 2 } });
    await screen.user.click(screen.getByRole('button', { name: 'Больше' }));
    await waitFor(() => expect(screen.mainButton()).toMatchObject({ text: 'Подарю 2' }));
    screen.telegram.happen('main_button_pressed');
    await screen.findByText('Забронировано за вами');
    expect(screen.server.callsOf(api.reservations.put)[0]?.body).toEqual({ quantity: 2 });
    await waitFor(() => expect(screen.mainButton()).toEqual({ is_visible: false }));
  });

  it('is taken back with the reason when someone was quicker', async () => {
    const screen = await openWish();
    screen.server.on(api.reservations.put, refusal('already_reserved', { available: 0 }));
    screen.telegram.happen('main_button_pressed');
    await screen.findByText('Кто-то успел раньше');
    expect(screen.queryByRole('button', { name: 'Передумать' })).toBeNull();
  });

  it('a taken wish can be waited for', async () => {
    const taken = { available: 0, others: [{ name: null, quantity: 1 }] };
    const screen = await openWish(guestWish({}, taken));
    expect(screen.mainButton()).toBeUndefined();
    screen.getByText('Кто-то из гостей');
    screen.server.on(api.reservations.wait, { ...free, ...taken, waiting: true });
    await screen.user.click(screen.getByRole('switch', { name: 'Сообщить, если освободится' }));
    await waitFor(() => expect(screen.server.callsOf(api.reservations.wait)).toHaveLength(1));
    expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Сообщить, если освободится' }).checked).toBe(true);
  });

  it('of what has come true nothing is offered', async () => {
    const screen = await openWish(guestWish({ receivedAt: '2026-11-01T00:00:00.000Z' }));
    screen.getByText('Уже есть');
    expect(screen.mainButton()).toBeUndefined();
    expect(screen.queryByRole('switch')).toBeNull();
  });
});

describe('what Boris holds', () => {
  it('goes from picked to bought to given, and may hide his name', async () => {
    const screen = await openWish(guestWish({}, held));
    screen.server.on(api.reservations.put, ({ body }) => ({ ...held, mine: { ...mine, ...body } }));
    await screen.user.click(screen.getByRole('radio', { name: 'Куплен' }));
    await screen.user.click(screen.getByRole('switch', { name: 'Скрыть моё имя' }));
    await waitFor(() => {
      expect(screen.server.callsOf(api.reservations.put).map(({ body }) => body)).toEqual([
        { stage: 'bought' },
        { hideName: true },
      ]);
    });
  });

  it('can be more or fewer pieces, as far as there are any', async () => {
    const screen = await openWish(guestWish({ quantity: 2 }, { ...held, available: 1 }));
    screen.server.on(api.reservations.put, { ...held, mine: { ...mine, quantity: 2 } });
    await screen.user.click(screen.getByRole('button', { name: 'Больше' }));
    await waitFor(() => expect(screen.server.callsOf(api.reservations.put)[0]?.body).toEqual({ quantity: 2 }));
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Больше' }).disabled).toBe(true);
  });

  it('he can let go of, and take again', async () => {
    const screen = await openWish(guestWish({}, held));
    screen.server.on(api.reservations.remove, undefined);
    screen.server.on(api.reservations.put, held);
    await screen.user.click(screen.getByRole('button', { name: 'Передумать' }));
    await screen.findByText('Бронь снята');
    await screen.user.click(screen.getByRole('button', { name: 'Отменить' }));
    await screen.findByRole('button', { name: 'Передумать' });
  });
});

it('“I want it too” makes a first list for whoever has none', async () => {
  const screen = await openWish();
  const made = ownWishlist([], { title: 'Мои желания' });
  screen.server.on(api.wishlists.list, { wishlists: [] });
  screen.server.on(api.wishlists.create, made);
  screen.server.on(api.wishes.wantToo, ({ body }) =>
    body.wishlistId === made.id ? ownWish() : refusal('wishlist_not_found'),
  );
  await screen.user.click(screen.getByRole('button', { name: 'Хочу такое же' }));
  await screen.findByText('Теперь и в вашем списке');
});
