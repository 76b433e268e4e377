import { api } from '@wishlins/contract';
import { SentToOwnView } from '@wishlins/contract/client';
import type { GuestWish } from '@wishlins/contract/wishes';
import { computed, watch } from 'vue';
import { useRouter } from 'vue-router';
import { useApi } from '../../api.ts';
import { useResource } from '../../resource.ts';

/** Somebody's list as a guest sees it; its owner is taken to their own view of it, or of the wish in it. */
export function useSharedWishlist(shareToken: string, openWishId?: string) {
  const { call } = useApi();
  const router = useRouter();
  const list = useResource(`shared.${shareToken}`, () => call(api.wishlists.shared, { params: { shareToken } }));

  watch(list.failure, (failure) => {
    if (!(failure instanceof SentToOwnView)) return;
    const own = `/lists/${failure.path.split('/').at(-1)}`;
    void router.replace(openWishId ? `${own}/wishes/${openWishId}` : own);
  });

  /** Changes what is known of one wish's reservations; returns what was known before. */
  function setReservation(wishId: string, reservation: GuestWish['reservation']): GuestWish['reservation'] | undefined {
    const known = list.value.value;
    const before = known?.wishes.find(({ id }) => id === wishId)?.reservation;
    if (known) {
      const wishes = known.wishes.map((wish) => (wish.id === wishId ? { ...wish, reservation } : wish));
      list.value.value = { ...known, wishes };
    }
    return before;
  }

  return {
    list: list.value,
    failure: computed(() => (list.failure.value instanceof SentToOwnView ? undefined : list.failure.value)),
    reload: list.reload,
    setReservation,
  };
}
