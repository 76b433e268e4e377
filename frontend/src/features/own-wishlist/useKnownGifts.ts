import { api } from '@wishlins/contract';
import { ApiError } from '@wishlins/contract/client';
import type { Output } from '@wishlins/contract/endpoint';
import type { Person } from '@wishlins/contract/users';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { computed } from 'vue';
import { useApi } from '../../api.ts';
import { daysUntil } from '@wishlins/contract/dates';
import { useResource } from '../../resource.ts';

export type WishGivers = Output<typeof api.reservations.givers>['wishes'][number];

/** Whether the owner is told by now who gave what, given the time zone in which their days begin. */
export function isRevealed({ revealOn }: Pick<OwnWishlist, 'revealOn'>, timeZone: string): boolean {
  return revealOn !== null && daysUntil(revealOn, timeZone) <= 0;
}

/** What the owner of a list may ask about its gifts: nothing, as long as it is a full surprise. */
export function knowable(list: Pick<OwnWishlist, 'surprise' | 'revealOn'>, timeZone: string) {
  if (list.surprise === 'open' || isRevealed(list, timeZone)) return 'givers';
  return list.surprise === 'reserved' ? 'counts' : undefined;
}

/** How many of each wish are reserved, by the id of the wish. Only for owners who may know that. */
export function useReservedCounts(wishlistId: string) {
  const { call } = useApi();
  const params = { wishlistId };
  const counts = useResource(`own.${wishlistId}.counts`, () => call(api.reservations.counts, { params }));
  return {
    counts: computed(
      () => counts.value.value && new Map(counts.value.value.wishes.map(({ wishId, reserved }) => [wishId, reserved])),
    ),
    failure: computed(() => unlessKept(counts.failure.value)),
    reload: counts.reload,
  };
}

/** Who gives what. Only for owners who may know that. */
export function useGivers(wishlistId: string) {
  const { call } = useApi();
  const params = { wishlistId };
  const givers = useResource(`own.${wishlistId}.givers`, () => call(api.reservations.givers, { params }));
  return {
    gifts: computed(() => givers.value.value?.wishes.filter(({ givers: people }) => people.length > 0)),
    failure: computed(() => unlessKept(givers.failure.value)),
    reload: givers.reload,
  };
}

/** The server’s day may begin later than the phone’s: what is still a surprise is no failure. */
function unlessKept(failure: unknown): unknown {
  return failure instanceof ApiError && failure.code === 'surprise_kept' ? undefined : failure;
}

interface Giver {
  person: Person;
  /** Without an account, and so without a page of theirs. */
  visitor: boolean;
  wishIds: string[];
}

/** The same gifts by who gave them, in the order in which people first appear. */
export function byGiver(gifts: readonly WishGivers[]): Giver[] {
  const people = new Map<string, Giver>();
  for (const { wishId, givers } of gifts) {
    for (const { person, visitor } of givers) {
      const known = people.get(person.id) ?? { person, visitor, wishIds: [] };
      known.wishIds.push(wishId);
      people.set(person.id, known);
    }
  }
  return [...people.values()];
}

/** Whether this list celebrates for the first time on this device: once is a joy. */
export function isFirstCelebration(wishlistId: string): boolean {
  const key = `celebrated:${wishlistId}`;
  const isFirst = localStorage.getItem(key) === null;
  localStorage.setItem(key, 'yes');
  return isFirst;
}
