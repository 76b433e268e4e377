import { api } from '@wishlins/contract';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { ref, shallowRef } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from './later-texts.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';

/** “I want it too”: copies somebody's wish into a list of mine, asking into which only if there are several. */
export function useWantToo(wishId: string) {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();
  const busy = ref(false);
  /** The lists to choose from, while the person is asked. */
  const choices = shallowRef<readonly OwnWishlist[]>();

  async function want(): Promise<void> {
    busy.value = true;
    const found = await attempt(() => call(api.wishlists.list, { query: {} }));
    const [first, ...more] = found?.reply.wishlists ?? [];
    if (found && more.length > 0) choices.value = found.reply.wishlists;
    else if (first) await copyTo(first);
    else if (found) await copyToNewList();
    busy.value = false;
  }

  async function copyToNewList(): Promise<void> {
    const body = { title: t('guest.wantTooList'), emoji: '✨', color: 'violet' } as const;
    const made = await attempt(() => call(api.wishlists.create, { body }));
    if (made) await copyTo(made.reply);
  }

  async function copyTo({ id: wishlistId }: OwnWishlist): Promise<void> {
    choices.value = undefined;
    const copied = await attempt(() => call(api.wishes.wantToo, { params: { wishId }, body: { wishlistId } }));
    if (!copied) return;
    haptic('success');
    toasts.show({ emoji: '💫', text: t('guest.wantTooDone') });
  }

  return { busy, choices, want, copyTo };
}
