import { api } from '@wishlins/contract';
import type { Surprise } from '@wishlins/contract/wishlists';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anya, boris, faceOf, ownWish, ownWishlist } from '../../testing/cast.ts';
import { createFakeServer, refusal } from '../../testing/fake-server.ts';
import { renderAt } from '../../testing/render.ts';
import { knowable } from './useKnownGifts.ts';

const vera = { ...faceOf(boris), id: '01900000-0000-7000-8000-000000000003', name: 'Вера' };

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-12-14T08:00:00Z'), toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

describe('what an owner may ask', () => {
  it.each([
    ['full', null, undefined],
    ['full', '2026-12-15', undefined],
    ['full', '2026-12-14', 'givers'],
    ['reserved', null, 'counts'],
    ['reserved', '2026-12-15', 'counts'],
    ['reserved', '2026-12-01', 'givers'],
    ['open', null, 'givers'],
  ] as const)('in mode %s with the end on %s: %s', (surprise, revealOn, kind) => {
    expect(knowable({ surprise, revealOn }, 'Europe/Moscow')).toBe(kind);
  });

  it('the day begins in the owner’s time zone', () => {
    const list = { surprise: 'full', revealOn: '2026-12-15' } as const;
    vi.setSystemTime('2026-12-14T20:30:00Z');
    expect(knowable(list, 'Europe/Moscow')).toBeUndefined();
    expect(knowable(list, 'Asia/Vladivostok')).toBe('givers');
  });
});

/** Anya opens her list of three wishes. */
async function openList(surprise: Surprise, revealOn: string | null = null) {
  const wishes = [
    ownWish({ title: 'Плед' }),
    ownWish({ title: 'Кружка', quantity: 4 }),
    ownWish({ title: 'Носки', quantity: null }),
  ];
  const [blanket, cup, socks] = wishes.map(({ id }) => id);
  if (!blanket || !cup || !socks) throw new Error('three wishes were made');
  const server = createFakeServer();
  server.on(api.wishlists.get, ownWishlist(wishes, { surprise, revealOn }));
  server.on(api.reservations.counts, {
    wishes: [
      { wishId: blanket, reserved: 1 },
      { wishId: cup, reserved: 3 },
    ],
  });
  const gift = { visitor: false, quantity: 1, stage: 'bought' } as const;
  server.on(api.reservations.givers, {
    wishes: [
      { wishId: blanket, givers: [{ person: faceOf(boris), ...gift }] },
      {
        wishId: cup,
        givers: [
          { person: vera, ...gift },
          { person: faceOf(boris), ...gift },
        ],
      },
      { wishId: socks, givers: [] },
    ],
  });
  const screen = await renderAt(`/lists/${ownWishlist().id}`, { server, viewer: anya });
  await screen.findByRole('heading', { name: 'День рождения' });
  return screen;
}

it('a full surprise stays one until its end: nothing is asked', async () => {
  const { server } = await openList('full', '2026-12-15');
  expect(server.calls.map(({ endpoint }) => endpoint.path)).toEqual(['/session', '/wishlists/{wishlistId}']);
});

it('in mode “reserved” the owner sees what is taken, and no name', async () => {
  const screen = await openList('reserved');
  await screen.findByText('Занято желаний: 2 из 3');
  screen.getByText('Занято');
  screen.getByText('Занято 3 из 4');
  expect(screen.server.callsOf(api.reservations.givers)).toHaveLength(0);
});

it('the owner of an open list sees who gives what', async () => {
  const screen = await openList('open');
  await screen.findByRole('heading', { name: 'Кто что дарит' });
  screen.getByRole('link', { name: /Борис.*Плед · Кружка/s });
  screen.getByRole('link', { name: /Вера.*Кружка/s });
  screen.getByText('Вера и Борис');
});

it('the end of a surprise is celebrated, with confetti only the first time', async () => {
  const screen = await openList('full', '2026-12-14');
  await screen.findByRole('heading', { name: 'Сюрприз раскрыт!' });
  screen.getByText(/Вот кто что подарил/);
  expect(screen.container.querySelector('.confetti')).not.toBeNull();
  expect(screen.server.callsOf(api.reservations.counts)).toHaveLength(0);
  screen.unmount();
  const again = await openList('full', '2026-12-14');
  await again.findByRole('heading', { name: 'Сюрприз раскрыт!' });
  expect(again.container.querySelector('.confetti')).toBeNull();
});

it('a server whose day has not begun yet keeps the surprise without a word of failure', async () => {
  const server = createFakeServer();
  server.on(api.wishlists.get, ownWishlist([ownWish()], { revealOn: '2026-12-14' }));
  server.on(api.reservations.givers, refusal('surprise_kept'));
  const screen = await renderAt(`/lists/${ownWishlist().id}`, { server, viewer: anya });
  await vi.waitFor(() => expect(server.callsOf(api.reservations.givers)).toHaveLength(1));
  expect(screen.queryByRole('alert')).toBeNull();
  expect(screen.queryByText('Сюрприз раскрыт!')).toBeNull();
});
