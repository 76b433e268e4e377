import { api } from '@wishlins/contract';
import type { Visibility } from '@wishlins/contract/wishlists';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorld, makeList, type World } from '../testing/world.ts';
import { findWishlistFace } from './repository.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

it('anybody who has its link sees what an open list is, and whose, by the first name', async () => {
  const { list } = await makeList(
    world.anya,
    { title: 'Новоселье', emoji: '🏡', color: 'mint', eventDate: '2099-05-01', note: 'Без цветов' },
    [
      {
        title: 'Лампа',
        note: 'Тёплая',
        url: 'https://shop.example/lamp',
        price: { amount: 499_000, currency: 'RUB' },
        pictures: [
          { url: '/pictures/a.webp', width: 800, height: 600 },
          { url: '/pictures/b.webp', width: 800, height: 600 },
        ],
      },
    ],
  );
  expect(await findWishlistFace(world.db, list.shareToken)).toEqual({
    title: 'Новоселье',
    emoji: '🏡',
    color: 'mint',
    eventDate: '2099-05-01',
    note: 'Без цветов',
    surprise: 'full',
    revealOn: '2099-05-04',
    owner: { name: 'Аня', photoUrl: null },
    count: 1,
    wanted: 1,
    wishes: [
      {
        id: expect.any(String),
        title: 'Лампа',
        picture: { url: '/pictures/a.webp', width: 800, height: 600 },
        price: { amount: 499_000, currency: 'RUB' },
        priority: 'normal',
        quantity: 1,
        received: false,
      },
    ],
  });
});

it.each<[Visibility, boolean]>([
  ['private', false],
  ['selected', false],
  ['friends', false],
  ['link', true],
  ['public', true],
])('a list whose visibility is %s is seen by nobody in particular: %s', async (visibility, seen) => {
  const { list } = await makeList(world.anya, { visibility });
  expect((await findWishlistFace(world.db, list.shareToken)) !== undefined).toBe(seen);
});

it('a link that was replaced, and a list that was put away or deleted, show nothing', async () => {
  const faceOf = ({ shareToken }: { shareToken: string }) => findWishlistFace(world.db, shareToken);
  const [rotated, archived, deleted] = [
    await makeList(world.anya),
    await makeList(world.anya),
    await makeList(world.anya),
  ];
  await world.anya.call(api.wishlists.rotateLink, { params: { wishlistId: rotated.list.id } });
  await world.anya.call(api.wishlists.archive, { params: { wishlistId: archived.list.id } });
  await world.anya.call(api.wishlists.remove, { params: { wishlistId: deleted.list.id } });
  expect(await Promise.all([rotated.list, archived.list, deleted.list].map(faceOf))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(await faceOf({ shareToken: 'no-such-link-000000000' })).toBeUndefined();
});

it('what is reserved changes nothing of it, in any surprise', async () => {
  for (const surprise of ['full', 'reserved', 'open'] as const) {
    const { list, wishes } = await makeList(world.anya, { surprise, eventDate: '2099-05-01' }, [
      { title: 'Лампа' },
      { title: 'Чашки', quantity: 3 },
      { title: 'Шоколад', quantity: null },
      { title: 'Плед' },
    ]);
    const before = JSON.stringify(await findWishlistFace(world.db, list.shareToken));
    await world.boris.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    const [lamp, cups, chocolate, plaid] = wishes.map(({ id }) => ({ wishId: id }));
    if (!lamp || !cups || !chocolate || !plaid) throw new Error('a wish is missing');
    await world.boris.call(api.reservations.put, { params: lamp, body: { stage: 'bought' } });
    await world.vera.call(api.reservations.put, { params: cups, body: { quantity: 2 } });
    await world.vera.call(api.reservations.put, { params: chocolate, body: {} });
    await world.boris.call(api.reservations.put, { params: plaid, body: { hideName: true } });
    await world.vera.call(api.reservations.wait, { params: plaid });
    expect(JSON.stringify(await findWishlistFace(world.db, list.shareToken))).toBe(before);
  }
});

it('what came true comes last, and of a long list only the first screen', async () => {
  const { list, wishes } = await makeList(
    world.anya,
    {},
    Array.from({ length: 15 }, (_, index) => ({ title: `Желание ${index}` })),
  );
  const [last] = wishes.toReversed();
  await world.anya.call(api.wishes.batch, { body: { action: 'receive', wishIds: [last?.id ?? ''] } });
  const face = await findWishlistFace(world.db, list.shareToken);
  expect([face?.count, face?.wanted, face?.wishes.length]).toEqual([15, 14, 12]);
  expect(face?.wishes.map(({ title }) => title)).toEqual(
    Array.from({ length: 12 }, (_, index) => `Желание ${13 - index}`),
  );
});
