import { api } from '@wishlins/contract';
import type { Output } from '@wishlins/contract/endpoint';
import { computed } from 'vue';
import { useApi } from './api.ts';
import { useAttempt } from './attempt.ts';
import { useI18n } from './page-texts.ts';
import { useResource } from './resource.ts';
import { useHaptic } from './telegram/haptic.ts';
import { useToasts } from './ui/toasts.ts';

type Muted = Output<typeof api.notifications.muted>;
export type MutedPerson = Muted['people'][number];
export type MutedWishlist = Muted['wishlists'][number];

/** The people and lists of which the viewer wants to be told nothing; each change shows at once. */
export function useMuted() {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();
  const muted = useResource('muted', () => call(api.notifications.muted, {}));

  async function change(show: (muted: Muted) => Muted, send: () => Promise<unknown>, now: boolean): Promise<void> {
    const before = muted.value.value;
    if (before) muted.value.value = show(before);
    const done = await attempt(send, { undo: () => void (muted.value.value = before) });
    if (!done) return;
    haptic('select');
    toasts.show({ text: t(now ? 'mute.muted' : 'mute.unmuted') });
  }

  function mutePerson(person: MutedPerson, now: boolean): Promise<void> {
    const params = { userId: person.id };
    const without = (people: MutedPerson[]) => people.filter(({ id }) => id !== person.id);
    return change(
      ({ people, ...rest }) => ({ ...rest, people: now ? [...without(people), person] : without(people) }),
      () => call(now ? api.notifications.mutePerson : api.notifications.unmutePerson, { params }),
      now,
    );
  }

  function muteWishlist(list: MutedWishlist, now: boolean): Promise<void> {
    const params = { wishlistId: list.id };
    const without = (lists: MutedWishlist[]) => lists.filter(({ id }) => id !== list.id);
    return change(
      ({ wishlists, ...rest }) => ({ ...rest, wishlists: now ? [...without(wishlists), list] : without(wishlists) }),
      () => call(now ? api.notifications.muteWishlist : api.notifications.unmuteWishlist, { params }),
      now,
    );
  }

  return {
    people: computed(() => muted.value.value?.people),
    wishlists: computed(() => muted.value.value?.wishlists),
    failure: muted.failure,
    reload: muted.reload,
    mutePerson,
    muteWishlist,
  };
}
