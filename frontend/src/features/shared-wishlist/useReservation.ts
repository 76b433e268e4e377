import { api } from '@wishlins/contract';
import type { Input } from '@wishlins/contract/endpoint';
import type { GuestWish, ReservationState } from '@wishlins/contract/wishes';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from './texts.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';
import { useWriteAccess } from '../../useWriteAccess.ts';

type Choice = Input<typeof api.reservations.put>['body'];

interface Known {
  setReservation(wishId: string, reservation: ReservationState): ReservationState | undefined;
  reload(): Promise<void>;
}

/** Reserves wishes and lets go of them: shown at once, taken back with the reason when the server refuses. */
export function useReservation({ setReservation, reload }: Known) {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const offerWriteAccess = useWriteAccess();
  const { t } = useI18n();

  /** Sets the viewer's reservation as chosen; what is left out stays as it was. */
  async function reserve(
    { id: wishId, reservation: before }: GuestWish,
    choice: Choice = {},
  ): Promise<ReservationState | undefined> {
    haptic('tap');
    setReservation(wishId, withMine(before, choice));
    const set = await attempt(() => call(api.reservations.put, { params: { wishId }, body: choice }), {
      undo: () => setReservation(wishId, before),
      explain({ code }) {
        // The list knows by now who was quicker.
        if (code === 'already_reserved' || code === 'wish_received' || code === 'wish_not_found') void reload();
        if (code !== 'already_reserved') return false;
        toasts.show({ emoji: '🐇', text: t('shared.quicker') });
        return true;
      },
    });
    if (set) setReservation(wishId, set.reply);
    return set?.reply;
  }

  /** Lets go of a reservation; it can be taken again for as long as the toast is there. */
  async function release(wish: GuestWish): Promise<void> {
    const { id: wishId, reservation: before } = wish;
    const { mine } = before;
    if (!mine) return;
    haptic('tap');
    const freed = {
      ...before,
      mine: null,
      available: before.available === null ? null : before.available + mine.quantity,
    };
    setReservation(wishId, freed);
    const released = await attempt(() => call(api.reservations.remove, { params: { wishId } }), {
      undo: () => setReservation(wishId, before),
    });
    if (!released) return;
    const again = () => void reserve({ ...wish, reservation: freed }, mine);
    toasts.show({ text: t('giving.released'), undo: { label: t('ui.undo'), act: again } });
  }

  /** Asks to be told, or no longer, when the wish is free again. */
  async function setWaiting({ id: wishId, reservation: before }: GuestWish, waiting: boolean): Promise<void> {
    haptic('select');
    setReservation(wishId, { ...before, waiting });
    const undo = () => setReservation(wishId, before);
    const params = { wishId };
    if (waiting) await attempt(() => call(api.reservations.wait, { params }), { undo });
    else await attempt(() => call(api.reservations.stopWaiting, { params }), { undo });
  }

  /** Reserves from free, with a small celebration and the way back. */
  async function give(wish: GuestWish, quantity?: number): Promise<void> {
    const done = await reserve(wish, quantity === undefined ? {} : { quantity });
    if (!done) return;
    haptic('success');
    const undo = () => void release({ ...wish, reservation: done });
    toasts.show({ emoji: '🎁', text: t('shared.reserved'), undo: { label: t('ui.undo'), act: undo } });
    offerWriteAccess();
  }

  return { give, reserve, release, setWaiting };
}

/** What the reservations of a wish will be when the server agrees. */
function withMine(before: ReservationState, choice: Choice): ReservationState {
  const was = before.mine ?? { quantity: 0, stage: 'reserved', hideName: false };
  const mine = { ...was, quantity: was.quantity || 1, ...choice };
  const available = before.available === null ? null : before.available + was.quantity - mine.quantity;
  return { ...before, mine, available };
}
