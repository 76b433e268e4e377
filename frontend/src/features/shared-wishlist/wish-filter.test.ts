import type { GuestWish } from '@wishlins/contract/wishes';
import { describe, expect, it } from 'vitest';
import { guestWish } from '../../testing/cast.ts';
import {
  chooseWishes,
  countAsked,
  everything,
  type Filter,
  priceSpan,
  readFilter,
  sorts,
  writeFilter,
} from './wish-filter.ts';

const rub = (amount: number) => ({ amount, currency: 'RUB' });
const taken = { available: 0, others: [{ name: null, quantity: 1 }] };
const mine = { available: 0, mine: { quantity: 1, stage: 'reserved', hideName: false } } as const;
const received = { receivedAt: '2026-11-01T00:00:00.000Z' };

/** The titles of what is chosen. */
function choose(wishes: GuestWish[], filter: Partial<Filter>): string[] {
  return chooseWishes(wishes, { ...everything, ...filter }).map(({ title }) => title);
}

it('prices span from the cheapest to the dearest in one currency', () => {
  const prices = [rub(2000), { amount: 1, currency: 'USD' }, null, rub(1000), rub(3000)];
  const wishes = prices.map((price) => guestWish({ price }));
  expect(priceSpan(wishes, 'RUB')).toEqual({ cheapest: 1000, dearest: 3000 });
});

describe('narrowing', () => {
  it('free is what can still be given, also by whoever gives a part of it already', () => {
    const wishes = [
      guestWish({ title: 'free' }),
      guestWish({ title: 'taken' }, taken),
      guestWish({ title: 'received', ...received }),
      guestWish({ title: 'any number', quantity: null }, { mine: mine.mine }),
      guestWish({ title: 'mine' }, mine),
    ];
    expect(choose(wishes, { onlyFree: true })).toEqual(['free', 'any number']);
    expect(choose(wishes, {})).toHaveLength(5);
  });

  it('by how much a wish is wanted, one kind or several', () => {
    const wishes = (['low', 'normal', 'high'] as const).map((priority) => guestWish({ title: priority, priority }));
    expect(choose(wishes, { wanted: ['high'] })).toEqual(['high']);
    expect(choose(wishes, { wanted: ['low', 'high'] })).toEqual(['low', 'high']);
    expect(choose(wishes, { wanted: [] })).toHaveLength(3);
  });

  it('by price with both ends included, in the currency of most; what has none is left out', () => {
    const wishes = [
      guestWish({ title: '10', price: rub(1000) }),
      guestWish({ title: '20', price: rub(2000) }),
      guestWish({ title: '30', price: rub(3000) }),
      guestWish({ title: '$20', price: { amount: 2000, currency: 'USD' } }),
      guestWish({ title: 'priceless' }),
    ];
    expect(choose(wishes, { from: 1000, to: 2000 })).toEqual(['10', '20']);
    expect(choose(wishes, { from: 2000 })).toEqual(['20', '30']);
    expect(choose(wishes, { to: 1000 })).toEqual(['10']);
    expect(choose(wishes, { from: 0 })).toEqual(['10', '20', '30']);
  });
});

describe('order', () => {
  const list = [
    guestWish({ title: 'B', price: rub(200), priority: 'low', createdAt: '2026-11-03T00:00:00.000Z' }),
    guestWish({ title: 'C', createdAt: '2026-11-02T00:00:00.000Z' }),
    guestWish({ title: 'A', price: rub(100), priority: 'high', createdAt: '2026-11-01T00:00:00.000Z' }),
    guestWish({ title: '$', price: { amount: 1, currency: 'USD' }, createdAt: '2026-11-04T00:00:00.000Z' }),
  ];

  it.each([
    ['owner', ['B', 'C', 'A', '$']],
    ['cheap', ['A', 'B', '$', 'C']],
    ['dear', ['B', 'A', '$', 'C']],
    ['new', ['$', 'B', 'C', 'A']],
    ['wanted', ['A', 'C', '$', 'B']],
  ] as const)('%s', (sort, expected) => {
    expect(choose(list, { sort })).toEqual(expected);
  });

  it.each(sorts)('%s: what can still be given comes before what others give and what came true', (sort) => {
    const rest = [
      guestWish({ title: 'received', price: rub(1), priority: 'high', ...received }),
      guestWish({ title: 'taken', price: rub(150), priority: 'high' }, taken),
    ];
    expect(choose([...rest, ...list], { sort }).slice(-2)).toEqual(['taken', 'received']);
  });
});

describe('the address', () => {
  it.each([
    [{}, {}],
    [{ onlyFree: true }, { free: 'yes' }],
    [{ wanted: ['normal', 'high'] }, { wanted: 'normal.high' }],
    [
      { from: 100, to: 2000 },
      { from: 100, to: 2000 },
    ],
    [{ sort: 'new' }, { sort: 'new' }],
  ] as const)('%j is written and read back', (changes, query) => {
    const filter = { ...everything, ...changes };
    expect(writeFilter(filter)).toEqual(query);
    const read = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
    expect(readFilter(read)).toEqual(filter);
  });

  it('what makes no sense in it is left out', () => {
    expect(readFilter({ wanted: 'everything', from: '-5', to: ['1', '2'], sort: 'random' })).toEqual(everything);
  });

  it('a range of prices is one thing asked for, and an order none', () => {
    expect(countAsked({ ...everything, from: 1, to: 2, sort: 'new' })).toBe(1);
    expect(countAsked({ ...everything, onlyFree: true, wanted: ['high'] })).toBe(2);
  });
});
