import { api } from '@wishlins/contract';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { computed, ref } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useResource } from '../../resource.ts';

/** My other lists, as places for wishes; and a new one, if none of them fits. */
export function useTargets(wishlistId: string) {
  const { call } = useApi();
  const attempt = useAttempt();
  const own = useResource('home.own', () => call(api.wishlists.list, { query: {} }));
  const busy = ref(false);

  /** Makes a list, as closed as lists begin; `undefined` when the server refused. */
  async function make(title: string): Promise<OwnWishlist | undefined> {
    busy.value = true;
    const made = await attempt(() => call(api.wishlists.create, { body: { title, emoji: '✨', color: 'violet' } }));
    busy.value = false;
    return made?.reply;
  }

  return {
    targets: computed(() => own.value.value?.wishlists.filter(({ id }) => id !== wishlistId)),
    failure: own.failure,
    reload: own.reload,
    busy,
    make,
  };
}
