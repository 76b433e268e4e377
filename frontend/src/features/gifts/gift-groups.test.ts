import { expect, it } from 'vitest';
import { anya, boris, faceOf, gift } from '../../testing/cast.ts';
import { groupGifts, totalOf } from './gift-groups.ts';

const priced = (amount: number, currency = 'RUB') => ({ title: 'Плед', price: { amount, currency }, url: null });

it('gifts for one person and occasion stand together, in the order of the nearest', () => {
  const birthday = gift().wishlist;
  const move = { ...birthday, title: 'Новоселье' };
  const [first, second, third, forBoris] = [
    gift(),
    gift({ wishlist: move }),
    gift(),
    gift({ owner: faceOf(boris), wishlist: birthday }),
  ];
  const groups = groupGifts([first, second, third, forBoris]);
  expect(groups.map(({ owner, wishlist }) => [owner.name, wishlist.title])).toEqual([
    ['Аня', 'День рождения'],
    ['Аня', 'Новоселье'],
    ['Борис', 'День рождения'],
  ]);
  expect(groups[0]?.gifts).toEqual([first, third]);
  expect(groups[0]?.owner).toEqual(faceOf(anya));
});

it('totals are counted in each currency by itself, by the price of today and by the piece', () => {
  const dearer = gift({ snapshot: priced(10_000), current: { ...priced(12_000), picture: null }, quantity: 2 });
  const closed = gift({ snapshot: priced(500), current: null });
  const dollars = gift({ snapshot: priced(900, 'USD') });
  expect(totalOf([dearer, closed, dollars, gift()])).toEqual({
    sums: [
      { currency: 'RUB', amount: 24_500 },
      { currency: 'USD', amount: 900 },
    ],
    priceless: 1,
  });
});
