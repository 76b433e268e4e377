import { waitFor, within } from '@testing-library/vue';
import { api } from '@wishlins/contract';
import type { MyReservation } from '@wishlins/contract/reservations';
import { describe, expect, it, vi } from 'vitest';
import { boris, gift } from '../../testing/cast.ts';
import { createFakeServer, refusal, silence } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';

const titled = (title: string, amount?: number) => ({
  title,
  url: null,
  price: amount === undefined ? null : { amount, currency: 'RUB' },
});
const held = { available: 0, mine: null, others: [], waiting: false };

async function openGifts(gifts: MyReservation[], path = '/gifts') {
  const server = createFakeServer();
  server.on(api.reservations.mine, { entries: gifts, next: null });
  const screen = await renderAt(path, { server, viewer: boris });
  await waitFor(() => expect(screen.queryByText('Загружаем')).toBeNull());
  return screen;
}

describe('what Boris gives', () => {
  it('stands under the person and the occasion, with the days that are left', async () => {
    vi.setSystemTime('2026-11-23T09:00:00Z');
    const wishlist = { ...gift().wishlist, eventDate: '2026-12-05' };
    const screen = await openGifts([gift({ wishlist, quantity: 2, snapshot: titled('Чашка', 125_000) })]);
    const group = screen.getByRole('group', { name: /^Аня.*День рождения$/ });
    expect(group.textContent).toMatch(/День рождения.*через 12 дней/s);
    expect(within(group).getByRole('article').textContent).toMatch(/Чашка.*1\s250\s₽ × 2/s);
    vi.useRealTimers();
  });

  it('leads to the page of the wish', async () => {
    const plaid = gift();
    const screen = await openGifts([plaid]);
    const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
    expect(links).toContain(`/shared/${plaid.wishlist.shareToken}/wishes/${plaid.wishId}`);
  });

  it('is read to the last page', async () => {
    const server = createFakeServer();
    server.on(api.reservations.mine, ({ query }) =>
      query.cursor === 'more'
        ? { entries: [gift({ snapshot: titled('Книга') })], next: null }
        : { entries: [gift({ snapshot: titled('Плед') })], next: 'more' },
    );
    const screen = await renderAt('/gifts', { server });
    await screen.findByText('Плед');
    screen.getByText('Книга');
  });

  it('adds up what is still to buy', async () => {
    const screen = await openGifts([
      gift({ snapshot: titled('Плед', 300_000) }),
      gift({ snapshot: titled('Чашка', 50_000), quantity: 2 }),
      gift({ snapshot: titled('Книга', 70_000), stage: 'bought' }),
      gift({ snapshot: titled('Лампа', 80_000), current: null, notice: 'removed' }),
    ]);
    const totals = screen.getByRole('region', { name: 'Осталось купить' });
    expect(totals.textContent).toMatch(/4\s000\s₽.*2 подарка/s);
  });

  it('can be narrowed to what is still to buy', async () => {
    const screen = await openGifts([gift({ snapshot: titled('Плед') }), gift({ stage: 'bought' })]);
    await screen.user.click(screen.getByRole('radio', { name: 'Ещё купить' }));
    await waitFor(() => expect(screen.getAllByRole('article')).toHaveLength(1));
    screen.getByText('Плед');
    expect(screen.router.currentRoute.value.fullPath).toBe('/gifts?show=to-buy');
  });

  it('with everything bought there is nothing left to buy, and that is a joy', async () => {
    const screen = await openGifts([gift({ stage: 'bought' })], '/gifts?show=to-buy');
    screen.getByRole('heading', { name: 'Покупать нечего' });
  });

  it('is nothing at first: then the page says how to begin', async () => {
    const screen = await openGifts([]);
    screen.getByRole('heading', { name: 'Пока без подарков' });
  });
});

describe('how far he has come', () => {
  it('is set in place, at once', async () => {
    const plaid = gift();
    const screen = await openGifts([plaid]);
    screen.server.on(api.reservations.put, () => new Promise(() => {}));
    await screen.user.click(screen.getByRole('radio', { name: 'Куплен' }));
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Куплен' }).checked).toBe(true));
    screen.getByText('Всё куплено');
    const [call] = screen.server.callsOf(api.reservations.put);
    expect([call?.params['wishId'], call?.body]).toEqual([plaid.wishId, { stage: 'bought' }]);
  });

  it('goes back where it was when the server refuses', async () => {
    const screen = await openGifts([gift()]);
    screen.server.on(api.reservations.put, silence());
    await screen.user.click(screen.getByRole('radio', { name: 'Куплен' }));
    await screen.findByText('Нет связи. Проверьте интернет и попробуйте ещё раз.');
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Выбран' }).checked).toBe(true);
  });

  it('what is bought leaves the list of what is to be bought, and can be called back', async () => {
    const screen = await openGifts([gift()], '/gifts?show=to-buy');
    screen.server.on(api.reservations.put, held);
    await screen.user.click(screen.getByRole('radio', { name: 'Куплен' }));
    await screen.user.click(await screen.findByRole('button', { name: 'Отменить' }));
    await waitFor(() =>
      expect(screen.server.callsOf(api.reservations.put).map(({ body }) => body)).toEqual([
        { stage: 'bought' },
        { stage: 'reserved' },
      ]),
    );
    await screen.findByRole('article');
  });
});

describe('letting go', () => {
  it('takes the gift away at once, and it can be taken again as it was', async () => {
    const screen = await openGifts([gift({ quantity: 2, hideName: true })]);
    screen.server.on(api.reservations.remove, undefined);
    screen.server.on(api.reservations.put, held);
    await screen.user.click(screen.getByRole('button', { name: /^Передумать/ }));
    await waitFor(() => expect(screen.queryByRole('article')).toBeNull());
    await screen.user.click(await screen.findByRole('button', { name: 'Отменить' }));
    await screen.findByRole('article');
    expect(screen.server.callsOf(api.reservations.put)[0]?.body).toEqual({
      quantity: 2,
      stage: 'reserved',
      hideName: true,
    });
  });

  it('is taken back with the reason when the server refuses', async () => {
    const screen = await openGifts([gift({ snapshot: titled('Плед') }), gift({ snapshot: titled('Книга') })]);
    screen.server.on(api.reservations.remove, refusal('too_many_requests', { retryAfter: 7 }));
    await screen.user.click(screen.getByRole('button', { name: 'Передумать: Плед' }));
    await screen.findByText('Слишком часто. Подождите 7 с.');
    expect(screen.getAllByRole('article').map((card) => /Плед|Книга/.exec(card.textContent ?? '')?.[0])).toEqual([
      'Плед',
      'Книга',
    ]);
  });

  it('asks first where the gift could not be taken again: the list was closed to him', async () => {
    const wishlist = { ...gift().wishlist, shareToken: null };
    const screen = await openGifts([gift({ current: null, wishlist })]);
    screen.getByText(/больше не открывается/);
    expect(screen.queryByRole('link')).toBeNull();
    screen.server.on(api.reservations.remove, undefined);
    await screen.user.click(screen.getByRole('button', { name: /^Передумать/ }));
    const question = await screen.findByRole('dialog');
    await screen.user.click(within(question).getByRole('button', { name: 'Отмена' }));
    expect(screen.server.callsOf(api.reservations.remove)).toEqual([]);
    await screen.user.click(screen.getByRole('button', { name: /^Передумать/ }));
    await screen.user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Передумать' }));
    await screen.findByText('Бронь снята');
    expect(screen.queryByRole('button', { name: 'Отменить' })).toBeNull();
  });
});

describe('what became of the wish', () => {
  it('a change is told before and after, until he has seen it', async () => {
    const current = { ...titled('Чайник из глины', 399_000), url: 'https://glina.example/b', picture: null };
    const snapshot = { ...titled('Чайник', 349_000), url: 'https://chai.example/a' };
    const screen = await openGifts([gift({ notice: 'changed', snapshot, current })]);
    const told = screen.getByText('Желание изменили').closest('div')?.textContent?.replaceAll(/\s+/g, ' ');
    expect(told).toMatch(/Чайник Чайник из глины.*3 490 ₽ 3 990 ₽.*chai\.example glina\.example/);
    screen.server.on(api.reservations.acknowledge, undefined);
    await screen.user.click(screen.getByRole('button', { name: 'Понятно' }));
    await waitFor(() => expect(screen.queryByText('Желание изменили')).toBeNull());
    expect(screen.getByRole('article').textContent).toMatch(/Чайник из глины.*3\s990\s₽/s);
  });

  it('only what differs is told', async () => {
    const snapshot = titled('Чайник', 349_000);
    const screen = await openGifts([
      gift({ notice: 'changed', snapshot, current: { ...snapshot, price: null, picture: null } }),
    ]);
    expect(screen.getAllByRole('term').map(({ textContent }) => textContent)).toEqual(['Цена']);
    screen.getByText('не указано');
  });

  it('a notice that could not be put away stays', async () => {
    const snapshot = titled('Чайник');
    const screen = await openGifts([
      gift({ notice: 'changed', snapshot, current: { ...titled('Лампа'), picture: null } }),
    ]);
    screen.server.on(api.reservations.acknowledge, refusal('reservation_not_found'));
    await screen.user.click(screen.getByRole('button', { name: 'Понятно' }));
    await screen.findByText('Этой брони больше нет.');
    expect(screen.server.callsOf(api.reservations.mine)).toHaveLength(2);
  });

  it.each([
    ['removed', 'reserved', /больше нет в списке/],
    ['received', 'reserved', /уже исполнилось/],
    ['received', 'given', /Отличный подарок/],
  ] as const)('%s while %s is said kindly, and can be put away for good', async (notice, stage, text) => {
    const current = notice === 'removed' ? null : gift().current;
    const screen = await openGifts([gift({ notice, stage, current })]);
    screen.getByText(text);
    screen.server.on(api.reservations.remove, undefined);
    await screen.user.click(screen.getByRole('button', { name: 'Убрать отсюда' }));
    await screen.findByText('Убрано');
    expect(screen.queryByRole('article')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Отменить' })).toBeNull();
  });

  it('more givers than pieces is told, and the gift stays his', async () => {
    const screen = await openGifts([gift({ notice: 'oversubscribed' })]);
    screen.getByText(/Дарителей больше, чем нужно/);
    screen.getByRole('radio', { name: 'Куплен' });
  });
});

it('without a connection the page says so and can be tried again', async () => {
  const server = createFakeServer();
  server.on(api.reservations.mine, silence());
  const screen = await renderAt('/gifts', { server });
  const retry = await screen.findByRole('button', { name: 'Попробовать ещё раз' });
  server.on(api.reservations.mine, { entries: [gift()], next: null });
  await screen.user.click(retry);
  await screen.findByRole('article');
});
