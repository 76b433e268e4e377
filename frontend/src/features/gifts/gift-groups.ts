import type { Money } from '@wishlins/contract/common';
import type { MyReservation } from '@wishlins/contract/reservations';

/** Gifts for one person and one occasion of theirs. */
export interface GiftGroup {
  key: string;
  owner: MyReservation['owner'];
  wishlist: MyReservation['wishlist'];
  gifts: MyReservation[];
}

/** Puts together what is for the same person and occasion; groups and gifts keep their order. */
export function groupGifts(gifts: readonly MyReservation[]): GiftGroup[] {
  const groups = new Map<string, GiftGroup>();
  for (const gift of gifts) {
    const { owner, wishlist } = gift;
    const key = [owner.id, wishlist.eventDate, wishlist.title, wishlist.shareToken].join('\n');
    const group = groups.get(key) ?? { key, owner, wishlist, gifts: [] };
    group.gifts.push(gift);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What gifts cost together: a sum for each currency, never across, and how many have no price. */
export function totalOf(gifts: readonly MyReservation[]): { sums: Money[]; priceless: number } {
  const sums = new Map<string, number>();
  let priceless = 0;
  for (const { current, snapshot, quantity } of gifts) {
    const { price } = current ?? snapshot;
    if (price) sums.set(price.currency, (sums.get(price.currency) ?? 0) + price.amount * quantity);
    else priceless += 1;
  }
  return { sums: Array.from(sums, ([currency, amount]) => ({ currency, amount })), priceless };
}
