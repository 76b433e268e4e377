import type { GuestWish } from '@wishlins/contract/wishes';

/** What can still be given comes first, then what others give, then what has come true. */
export function rank({ receivedAt, reservation: { available, mine } }: GuestWish): number {
  if (receivedAt) return 2;
  return available === 0 && !mine ? 1 : 0;
}

/** The wishes of a list as a guest finds them: each part in the owner’s order. */
export function byRank(wishes: readonly GuestWish[]): GuestWish[] {
  return [...wishes].sort((one, other) => rank(one) - rank(other));
}

/** A list of so many wishes needs no filter. */
export const seenAtAGlance = 4;
