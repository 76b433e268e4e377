import { api } from '@wishlins/contract';
import type { OwnWish, wishActions } from '@wishlins/contract/wishes';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { ref } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n, type MessageKey } from './texts.ts';
import { inOrder } from '../../order.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';
import type { Own } from './useOwnWishlist.ts';

/** The API changes at most this many wishes at a time. */
const atOnce = 100;

type Action = (typeof wishActions)[number];
type Wishes = readonly OwnWish[];
type Target = Pick<OwnWishlist, 'id' | 'title'>;

export type WishActions = ReturnType<typeof useWishActions>;

/** What an owner does to wishes, one or several: it shows at once, and can be taken back. */
export function useWishActions(own: Own) {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();
  /** How many times wishes came true since the page was opened. */
  const joys = ref(0);

  async function batch(action: Action, wishes: Wishes, to?: string): Promise<OwnWish[]> {
    const done: OwnWish[] = [];
    const target = to ? { wishlistId: to } : {};
    // From the last: what is moved goes on top of what was moved before.
    for (let end = wishes.length; end > 0; end -= atOnce) {
      const wishIds = wishes.slice(Math.max(0, end - atOnce), end).map(({ id }) => id);
      const { wishes: some } = await call(api.wishes.batch, { body: { action, wishIds, ...target } });
      done.unshift(...some);
    }
    return done;
  }

  /** Does something that already shows; refused, the wishes are shown as before, and as the server has them. */
  function send(action: Action, wishes: Wishes, to?: string) {
    const before = own.wishes.value;
    const undo = () => {
      own.show(before);
      void own.reload();
    };
    return { before, done: () => attempt(() => batch(action, wishes, to), { undo }) };
  }

  function say(emoji: string | undefined, text: string, act: () => Promise<void>): void {
    haptic('success');
    toasts.show({ emoji, text, undo: { label: t('ui.undo'), act: () => void act() } });
  }

  const countOf = (wishes: Wishes, one: MessageKey, some: MessageKey) =>
    wishes.length === 1 ? t(one) : t(some, { n: wishes.length });

  const without = (gone: Wishes) => {
    const ids = new Set(gone.map(({ id }) => id));
    own.show(own.wishes.value.filter(({ id }) => !ids.has(id)));
  };

  /** Shows wishes again that were taken away, each where it was. */
  const bringBack = (gone: Wishes, before: Wishes) =>
    own.show(
      inOrder(
        [...own.wishes.value, ...gone],
        before.map(({ id }) => id),
      ),
    );

  async function remove(wishes: Wishes): Promise<void> {
    const { before, done } = send('remove', wishes);
    without(wishes);
    if (!(await done())) return;
    say(undefined, countOf(wishes, 'own.removed', 'own.removedSome'), async () => {
      const restored = send('restore', wishes);
      bringBack(wishes, before);
      await restored.done();
    });
  }

  /** Marks wishes as come true, or as wishes again. */
  async function setReceived(wishes: Wishes, received: boolean): Promise<void> {
    const { done } = send(received ? 'receive' : 'unreceive', wishes);
    const receivedAt = received ? new Date().toISOString() : null;
    own.keepWishes(wishes.map((wish) => ({ ...wish, receivedAt })));
    const reply = (await done())?.reply;
    if (!reply) return;
    own.keepWishes(reply);
    const takeBack = () => setReceived(reply, !received);
    if (!received) return say(undefined, countOf(wishes, 'own.backInList', 'own.backInListSome'), takeBack);
    joys.value += 1;
    say('🎉', countOf(wishes, 'own.markedReceived', 'own.markedReceivedSome'), takeBack);
  }

  async function moveTo(wishes: Wishes, { id, title }: Target): Promise<void> {
    const { before, done } = send('move', wishes, id);
    without(wishes);
    if (!(await done())) return;
    say('📦', t('move.moved', { n: wishes.length, title }), async () => {
      const back = send('move', wishes, own.wishlistId);
      bringBack(wishes, before);
      const reply = (await back.done())?.reply;
      if (!reply) return;
      own.keepWishes(reply);
      const wishIds = before.map((wish) => wish.id);
      await attempt(() => call(api.wishes.order, { params: { wishlistId: own.wishlistId }, body: { wishIds } }));
    });
  }

  async function copyTo(wishes: Wishes, { id, title }: Target): Promise<void> {
    const copies = (await send('copy', wishes, id).done())?.reply;
    if (!copies) return;
    say('💫', t('move.copied', { n: wishes.length, title }), async () => {
      await send('remove', copies).done();
    });
  }

  return { joys, remove, setReceived, moveTo, copyTo };
}
