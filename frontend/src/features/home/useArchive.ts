import { api } from '@wishlins/contract';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { computed } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from '../../page-texts.ts';
import { useResource } from '../../resource.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';

/** The lists of mine that are put away, and the way back for each. */
export function useArchive() {
  const { call, viewer } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();
  const archived = useResource('home.archived', () => call(api.wishlists.list, { query: { state: 'archived' } }));
  const lists = computed(() => archived.value.value?.wishlists);
  const show = (wishlists: OwnWishlist[]) => (archived.value.value = { wishlists });

  async function bringBack({ id: wishlistId }: OwnWishlist): Promise<void> {
    const before = lists.value ?? [];
    show(before.filter(({ id }) => id !== wishlistId));
    const undo = () => void show(before);
    if (!(await attempt(() => call(api.wishlists.unarchive, { params: { wishlistId } }), { undo }))) return;
    haptic('success');
    const putAway = async () => {
      await attempt(() => call(api.wishlists.archive, { params: { wishlistId } }));
      await archived.reload();
    };
    toasts.show({ text: t('archive.back'), undo: { label: t('ui.undo'), act: () => void putAway() } });
  }

  return { viewer, lists, failure: archived.failure, reload: archived.reload, bringBack };
}
