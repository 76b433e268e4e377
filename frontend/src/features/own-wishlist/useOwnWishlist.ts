import { api } from '@wishlins/contract';
import type { NewWish, OwnWish } from '@wishlins/contract/wishes';
import type { OwnWishlist, OwnWishlistWithWishes } from '@wishlins/contract/wishlists';
import { computed, shallowRef } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from './texts.ts';
import { inOrder, useOrder } from '../../order.ts';
import { useResource } from '../../resource.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';
import { useArrivals } from './useArrivals.ts';

export type Own = ReturnType<typeof useOwnWishlist>;

/** A list of mine: what is in it and in which order, and new wishes. What is done to wishes is in `useWishActions`. */
export function useOwnWishlist(wishlistId: string) {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();
  const params = { wishlistId };
  const list = useResource(`own.${wishlistId}`, () => call(api.wishlists.get, { params }));

  const wishes = computed(() => list.value.value?.wishes ?? []);
  const wanted = computed(() => wishes.value.filter(({ receivedAt }) => receivedAt === null));
  const received = computed(() => wishes.value.filter(({ receivedAt }) => receivedAt !== null));
  useArrivals(() => wishes.value, list.reload);
  const twinId = shallowRef<string | null>(null);

  function change(changes: Partial<OwnWishlistWithWishes>): void {
    if (list.value.value) list.value.value = { ...list.value.value, ...changes };
  }

  const show = (shown: OwnWish[]) => change({ wishes: shown });

  /** Shows wishes as they are now, each in its place. */
  function keepWishes(fresh: readonly OwnWish[]): void {
    const now = new Map(fresh.map((wish) => [wish.id, wish]));
    show(wishes.value.map((wish) => now.get(wish.id) ?? wish));
  }

  const showOrder = (ids: readonly string[]) => show(inOrder(wishes.value, ids));
  const arrange = useOrder({
    now: () => wanted.value.map(({ id }) => id),
    show: showOrder,
    save: (wishIds) => call(api.wishes.order, { params, body: { wishIds } }),
  });

  /** Adds wishes so that they stand in the order given; answers how many, from the last, were saved. */
  async function add(fresh: readonly NewWish[]): Promise<number> {
    const made: OwnWish[] = [];
    twinId.value = null;
    // Each goes on top of the one before.
    for (const body of fresh.toReversed()) {
      const done = await attempt(() => call(api.wishes.create, { params, body }));
      if (!done) break;
      const { duplicateOf, ...wish } = done.reply;
      twinId.value = duplicateOf ?? twinId.value;
      made.unshift(wish);
      show([wish, ...wishes.value]);
    }
    if (made.length > 0) haptic('success');
    if (made.length === 1) toasts.show({ emoji: '✨', text: t('own.added') });
    if (made.length > 1) toasts.show({ emoji: '✨', text: t('own.addedSome', { n: made.length }) });
    return made.length;
  }

  /** Takes the list out of the archive. */
  async function unarchive(): Promise<void> {
    const back = await attempt(() => call(api.wishlists.unarchive, { params }));
    if (!back) return;
    change(back.reply);
    haptic('success');
    toasts.show({ text: t('archive.back') });
  }

  return {
    wishlistId,
    list: list.value,
    failure: list.failure,
    reload: list.reload,
    wishes,
    wanted,
    received,
    /** The wish that had the link already which was added last. */
    twin: computed(() => wishes.value.find(({ id }) => id === twinId.value)),
    show,
    showOrder,
    arrange,
    add,
    keepWishes,
    keepList: (fresh: OwnWishlist) => change(fresh),
    unarchive,
  };
}
