import { api } from '@wishlins/contract';
import type { NewWishlist, OwnWishlist } from '@wishlins/contract/wishlists';
import { computed, ref } from 'vue';
import { useRouter } from 'vue-router';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from './texts.ts';
import { useMyGifts } from '../../my-gifts.ts';
import { inOrder, useOrder } from '../../order.ts';
import { readQuickWish } from '@wishlins/contract/quick-wish';
import { useResource } from '../../resource.ts';
import { useHaptic } from '../../telegram/haptic.ts';

/** What a person comes home to: their lists, the lists they were shown, and what they give. */
export function useHome() {
  const { call, viewer } = useApi();
  const own = useResource('home.own', () => call(api.wishlists.list, { query: {} }));
  const opened = useResource('home.opened', () => call(api.wishlists.opened, { query: {} }));
  const gifts = useMyGifts();

  const archived = useResource('home.archived', () => call(api.wishlists.list, { query: { state: 'archived' } }));

  const lists = computed(() => own.value.value?.wishlists);
  const show = (ids: readonly string[]) => (own.value.value = { wishlists: inOrder(lists.value ?? [], ids) });
  const keep = useOrder({
    now: () => (lists.value ?? []).map(({ id }) => id),
    show,
    save: (wishlistIds) => call(api.wishlists.order, { body: { wishlistIds } }),
  });

  return {
    viewer,
    lists,
    order: { show, keep },
    archivedCount: computed(() => archived.value.value?.wishlists.length ?? 0),
    failure: own.failure,
    reload: () => Promise.all([own, opened, gifts, archived].map(({ reload }) => reload())),
    opened: computed(() => opened.value.value?.entries ?? []),
    gifts: computed(() => (gifts.value.value ?? []).filter(({ stage }) => stage !== 'given')),
    isFirstRun: computed(() => lists.value?.length === 0),
  };
}

/** Makes lists: an empty one for an occasion, or the very first one together with its first wish. */
export function useNewWishlist() {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const router = useRouter();
  const { t } = useI18n();
  const busy = ref(false);

  async function create(wishlist: NewWishlist): Promise<OwnWishlist | undefined> {
    busy.value = true;
    const made = await attempt(() => call(api.wishlists.create, { body: wishlist }));
    busy.value = false;
    return made?.reply;
  }

  async function createList(wishlist: NewWishlist): Promise<void> {
    const made = await create(wishlist);
    if (made) await router.push(`/lists/${made.id}`);
  }

  /** Open to whoever gets the link from the start: the next thing to do with a first list is to send it. */
  async function createFirstWish(text: string): Promise<void> {
    const wish = readQuickWish(text);
    if (!wish) return;
    const made = await create({ title: t('home.firstList'), emoji: '✨', color: 'violet', visibility: 'link' });
    if (!made) return;
    const wished = await attempt(() => call(api.wishes.create, { params: { wishlistId: made.id }, body: wish }));
    if (wished) haptic('success');
    await router.push({ path: `/lists/${made.id}`, query: wished ? { welcome: 'yes' } : {} });
  }

  return { busy, createList, createFirstWish };
}
