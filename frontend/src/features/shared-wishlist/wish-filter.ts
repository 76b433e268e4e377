import { priorities, type GuestWish, type Priority } from '@wishlins/contract/wishes';
import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import { rank } from './rank.ts';

/** In which order wishes are shown; `owner` is the order their owner gave them. */
export const sorts = ['owner', 'cheap', 'dear', 'new', 'wanted'] as const;
export type Sort = (typeof sorts)[number];

/** Which wishes of a list a guest wants to see, and in which order. */
export interface Filter {
  onlyFree: boolean;
  /** Wishes of these priorities; of all when there are none. */
  wanted: readonly Priority[];
  /** The price, both ends included, in minor units of the currency that most of the list is in. */
  from: number | undefined;
  to: number | undefined;
  sort: Sort;
}

/** Everything, in the owner’s order. */
export const everything: Filter = { onlyFree: false, wanted: [], from: undefined, to: undefined, sort: 'owner' };

/** Reads the filter that an address carries; what makes no sense there is left out. */
export function readFilter(query: LocationQuery): Filter {
  const words = String(query['wanted'] ?? '').split('.');
  return {
    onlyFree: query['free'] !== undefined,
    wanted: priorities.filter((priority) => words.includes(priority)),
    from: readAmount(query['from']),
    to: readAmount(query['to']),
    sort: sorts.find((sort) => sort === query['sort']) ?? 'owner',
  };
}

/** Writes a filter into an address; everything in the owner’s order leaves it empty. */
export function writeFilter({ onlyFree, wanted, from, to, sort }: Filter): LocationQueryRaw {
  return {
    ...(onlyFree ? { free: 'yes' } : {}),
    ...(wanted.length > 0 ? { wanted: priorities.filter((priority) => wanted.includes(priority)).join('.') } : {}),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(sort === 'owner' ? {} : { sort }),
  };
}

/** How many things a filter asks for; the order is none of them. */
export function countAsked({ onlyFree, wanted, from, to }: Filter): number {
  return [onlyFree, wanted.length > 0, from !== undefined || to !== undefined].filter(Boolean).length;
}

/** The currency that most of the prices are in, and so the one in which people ask for a price. */
export function usualCurrency(wishes: readonly GuestWish[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { price } of wishes) if (price) counts.set(price.currency, (counts.get(price.currency) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}

/** What the cheapest and the dearest wish cost, of those in this currency. */
export function priceSpan(wishes: readonly GuestWish[], currency: string): { cheapest: number; dearest: number } {
  const amounts = wishes.flatMap(({ price }) => (price?.currency === currency ? price.amount : []));
  return { cheapest: Math.min(...amounts), dearest: Math.max(...amounts) };
}

/**
 * The wishes that a guest asked for. What can still be given comes first in every order; prices are compared within one
 * currency, and a wish without a price comes after those with one.
 */
export function chooseWishes(wishes: readonly GuestWish[], filter: Filter): GuestWish[] {
  const { onlyFree, wanted, from = 0, to = Infinity, sort } = filter;
  const currency = usualCurrency(wishes);
  const asksPrice = filter.from !== undefined || filter.to !== undefined;
  const fits = ({ price }: GuestWish) =>
    price !== null && price.currency === currency && price.amount >= from && price.amount <= to;
  return wishes
    .filter(({ receivedAt, reservation }) => !onlyFree || (receivedAt === null && reservation.available !== 0))
    .filter(({ priority }) => wanted.length === 0 || wanted.includes(priority))
    .filter((wish) => !asksPrice || fits(wish))
    .sort((one, other) => rank(one) - rank(other) || (comparers[sort]?.(one, other, currency) ?? 0));
}

type Compare = (one: GuestWish, other: GuestWish, currency: string | undefined) => number;

const comparers: Record<Sort, Compare | undefined> = {
  owner: undefined,
  cheap: (one, other, currency) => comparePrices(one, other, currency, 1),
  dear: (one, other, currency) => comparePrices(one, other, currency, -1),
  new: (one, other) => other.createdAt.localeCompare(one.createdAt),
  wanted: (one, other) => priorities.indexOf(other.priority) - priorities.indexOf(one.priority),
};

function comparePrices(one: GuestWish, other: GuestWish, currency: string | undefined, way: 1 | -1): number {
  const place = ({ price }: GuestWish) => (price ? Number(price.currency !== currency) : 2);
  return (
    place(one) - place(other) ||
    (one.price?.currency ?? '').localeCompare(other.price?.currency ?? '') ||
    ((one.price?.amount ?? 0) - (other.price?.amount ?? 0)) * way
  );
}

function readAmount(text: LocationQuery[string] | undefined): number | undefined {
  return typeof text === 'string' && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
