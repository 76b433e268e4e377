import { api } from '@wishlins/contract';
import type { Input } from '@wishlins/contract/endpoint';
import type { MyReservation } from '@wishlins/contract/reservations';
import type { Stage } from '@wishlins/contract/wishes';
import { computed } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from './texts.ts';
import { isToBuy, useMyGifts } from '../../my-gifts.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useConfirm } from '../../ui/confirm.ts';
import { useToasts } from '../../ui/toasts.ts';
import { groupGifts } from './gift-groups.ts';

/** What the viewer gives, and what they do about it: shown at once, taken back with the reason when refused. */
export function useGifts(onlyToBuy: () => boolean) {
  const { call } = useApi();
  const attempt = useAttempt();
  const confirm = useConfirm();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();
  const { value: gifts, failure, reload } = useMyGifts();

  const toBuy = computed(() => (gifts.value ?? []).filter(isToBuy));
  const groups = computed(() => groupGifts(onlyToBuy() ? toBuy.value : (gifts.value ?? [])));

  function change(wishId: string, changes: Partial<MyReservation>): void {
    gifts.value = gifts.value?.map((gift) => (gift.wishId === wishId ? { ...gift, ...changes } : gift));
  }

  async function setStage({ wishId, stage: before }: MyReservation, stage: Stage): Promise<void> {
    haptic(stage === 'given' ? 'success' : 'select');
    change(wishId, { stage });
    const set = await attempt(() => call(api.reservations.put, { params: { wishId }, body: { stage } }), {
      undo: () => change(wishId, { stage: before }),
    });
    if (!set || !onlyToBuy()) return;
    // What was bought leaves the list of what is to be bought; a slip of the finger can be taken back.
    const undo = { label: t('ui.undo'), act: () => void reserve(wishId, { stage: before }) };
    toasts.show({ emoji: '🛍️', text: t(`giving.stages.${stage}`), undo });
  }

  /** The viewer has seen what changed: the wish as it is now is the one they give. */
  async function acknowledge({ wishId, snapshot, current, notice }: MyReservation): Promise<void> {
    if (!current) return;
    haptic('tap');
    change(wishId, { notice: null, snapshot: { title: current.title, price: current.price, url: current.url } });
    await attempt(() => call(api.reservations.acknowledge, { params: { wishId } }), {
      undo: () => change(wishId, { notice, snapshot }),
      explain({ code }) {
        // It changed once more, or went: the list of gifts is read anew.
        if (code === 'reservation_not_found') void reload();
        return false;
      },
    });
  }

  /** Lets go of a gift; asks first where it could not be taken again, unless there is nothing left to take. */
  async function release(gift: MyReservation): Promise<void> {
    const { wishId, notice } = gift;
    const isGone = notice === 'removed' || notice === 'received';
    const isFinal = isGone || notice === 'oversubscribed' || !gift.current;
    if (isFinal && !isGone) {
      const question = { text: t('gifts.releaseAsk'), confirm: t('gift.release'), cancel: t('ui.cancel') };
      if (!(await confirm({ ...question, danger: true }))) return;
    }
    haptic('tap');
    const place = gifts.value?.indexOf(gift) ?? 0;
    gifts.value = gifts.value?.filter((other) => other !== gift);
    const released = await attempt(() => call(api.reservations.remove, { params: { wishId } }), {
      undo: () => (gifts.value = [...(gifts.value ?? []).slice(0, place), gift, ...(gifts.value ?? []).slice(place)]),
    });
    if (!released) return;
    const { quantity, stage, hideName } = gift;
    const undo = { label: t('ui.undo'), act: () => void reserve(wishId, { quantity, stage, hideName }) };
    toasts.show({ text: t(isGone ? 'gifts.dismissed' : 'giving.released'), undo: isFinal ? undefined : undo });
  }

  async function reserve(wishId: string, body: Input<typeof api.reservations.put>['body']): Promise<void> {
    await attempt(() => call(api.reservations.put, { params: { wishId }, body }));
    await reload();
  }

  return { gifts, failure, reload, groups, toBuy, setStage, acknowledge, release };
}
