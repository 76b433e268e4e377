import { api } from '@wishlins/contract';
import type { NewWish, OwnWish } from '@wishlins/contract/wishes';
import type { OwnWishlist, OwnWishlistWithWishes } from '@wishlins/contract/wishlists';
import { computed } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from '../../i18n/i18n.ts';
import { useResource } from '../../resource.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';

/** A list of mine with what its owner does to it. */
export function useOwnWishlist(wishlistId: string) {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();
  const list = useResource(`own.${wishlistId}`, () => call(api.wishlists.get, { params: { wishlistId } }));

  const wishes = computed(() => list.value.value?.wishes ?? []);

  function change(changes: Partial<OwnWishlistWithWishes>): void {
    if (list.value.value) list.value.value = { ...list.value.value, ...changes };
  }

  const keepWish = (fresh: OwnWish) =>
    change({ wishes: wishes.value.map((wish) => (wish.id === fresh.id ? fresh : wish)) });

  async function addWish(wish: NewWish): Promise<boolean> {
    const made = await attempt(() => call(api.wishes.create, { params: { wishlistId }, body: wish }));
    if (!made) return false;
    const { duplicateOf, ...created } = made.reply;
    change({ wishes: [created, ...wishes.value] });
    haptic('success');
    toasts.show(duplicateOf ? { text: t('own.duplicate') } : { emoji: '✨', text: t('own.added') });
    return true;
  }

  async function removeWish({ id: wishId }: OwnWish): Promise<void> {
    const before = wishes.value;
    change({ wishes: before.filter(({ id }) => id !== wishId) });
    const removed = await attempt(() => call(api.wishes.remove, { params: { wishId } }), {
      undo: () => change({ wishes: before }),
    });
    if (removed)
      toasts.show({ text: t('own.removed'), undo: { label: t('ui.undo'), act: () => void restoreWish(wishId) } });
  }

  async function restoreWish(wishId: string): Promise<void> {
    await attempt(() => call(api.wishes.batch, { body: { action: 'restore', wishIds: [wishId] } }));
    await list.reload();
  }

  /** Marks a wish as come true, or as a wish again. */
  async function setReceived(wish: OwnWish, received: boolean): Promise<void> {
    keepWish({ ...wish, receivedAt: received ? new Date().toISOString() : null });
    const action = received ? 'receive' : 'unreceive';
    const done = await attempt(() => call(api.wishes.batch, { body: { action, wishIds: [wish.id] } }), {
      undo: () => keepWish(wish),
    });
    if (!done) return;
    for (const fresh of done.reply.wishes) keepWish(fresh);
    haptic('success');
    const back = { label: t('ui.undo'), act: () => void setReceived({ ...wish, ...done.reply.wishes[0] }, false) };
    toasts.show(received ? { emoji: '🎉', text: t('own.markedReceived'), undo: back } : { text: t('own.backInList') });
  }

  return {
    list: list.value,
    failure: list.failure,
    reload: list.reload,
    wanted: computed(() => wishes.value.filter(({ receivedAt }) => receivedAt === null)),
    received: computed(() => wishes.value.filter(({ receivedAt }) => receivedAt !== null)),
    addWish,
    removeWish,
    setReceived,
    keepWish,
    keepList: (fresh: OwnWishlist) => change(fresh),
  };
}
