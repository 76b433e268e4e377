import { api } from '@wishlins/contract';
import type { Person } from '@wishlins/contract/users';
import { wishlistLimits } from '@wishlins/contract/wishlists';
import { computed, ref, shallowRef } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from './texts.ts';
import { usePages } from '../../pages.ts';
import { usePeopleSearch } from '../../people-search.ts';
import { useResource } from '../../resource.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';

/** The people selected to open a list of mine. */
export function useGuests(wishlistId: string) {
  const { call } = useApi();
  const guests = useResource(`own.${wishlistId}.guests`, () => call(api.wishlists.guests, { params: { wishlistId } }));
  return {
    guests: computed(() => guests.value.value?.people),
    failure: guests.failure,
    reload: guests.reload,
    keep: (people: Person[]) => (guests.value.value = { people }),
  };
}

/** Chooses the people who may open a list: among those whom its owner follows, or anybody who can be found. */
export function usePeoplePicker(wishlistId: string, guests: readonly Person[]) {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();
  const search = usePeopleSearch();
  const following = usePages<Person>('own.following', (cursor) =>
    call(api.friends.list, { query: { relation: 'following', ...(cursor ? { cursor } : {}) } }),
  );

  const chosen = ref(new Set(guests.map(({ id }) => id)));
  const busy = ref(false);
  /** Who was chosen before or was found here comes first, and stays when unchosen. */
  const first = shallowRef(guests);
  const people = computed(() => {
    if (search.isSearching.value) return search.people.value;
    const known = new Set(first.value.map(({ id }) => id));
    return following.entries.value && [...first.value, ...following.entries.value.filter(({ id }) => !known.has(id))];
  });

  function toggle(person: Person): void {
    const { guests: limit } = wishlistLimits;
    if (chosen.value.delete(person.id)) return haptic('select');
    if (chosen.value.size === limit) return toasts.show({ text: t('errors.limit_reached', { limit }) });
    chosen.value.add(person.id);
    if (!first.value.some(({ id }) => id === person.id) && search.isSearching.value)
      first.value = [...first.value, person];
    haptic('select');
  }

  /** Saves the choice; `undefined` when the server refused. */
  async function save(): Promise<Person[] | undefined> {
    busy.value = true;
    const body = { userIds: [...chosen.value] };
    const saved = await attempt(() => call(api.wishlists.setGuests, { params: { wishlistId }, body }));
    busy.value = false;
    return saved?.reply.people;
  }

  return { search, following, people, chosen, busy, toggle, save };
}
