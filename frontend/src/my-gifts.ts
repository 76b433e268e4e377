import { api } from '@wishlins/contract';
import type { MyReservation } from '@wishlins/contract/reservations';
import { useApi } from './api.ts';
import { type Resource, useResource } from './resource.ts';

/** Everything that the viewer has reserved, the nearest occasion first. Home and the page of gifts know the same. */
export function useMyGifts(): Resource<readonly MyReservation[]> {
  const { call } = useApi();

  return useResource('gifts', async () => {
    const gifts: MyReservation[] = [];
    let cursor: string | null = null;
    do {
      const { entries, next } = await readPage(cursor);
      gifts.push(...entries);
      cursor = next;
    } while (cursor);
    return gifts;
  });

  function readPage(cursor: string | null) {
    return call(api.reservations.mine, { query: cursor ? { cursor } : {} });
  }
}

/** Whether a gift must still be bought; one that is no longer wanted need not. */
export function isToBuy({ stage, notice }: MyReservation): boolean {
  return stage === 'reserved' && notice !== 'removed' && notice !== 'received';
}
