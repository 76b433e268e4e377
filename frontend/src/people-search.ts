import { api } from '@wishlins/contract';
import type { Person } from '@wishlins/contract/users';
import { computed, ref, shallowRef, watch } from 'vue';
import { useApi } from './api.ts';

/** How long a person has to stop typing before the server is asked, in milliseconds. */
const pause = 250;
/** The shortest text the server takes. */
const shortest = 2;

/** Finds people by name or @username while the viewer types; only the answer to the latest text is shown. */
export function usePeopleSearch(firstText = '') {
  const { call } = useApi();
  const text = ref(firstText);
  const query = computed(() => text.value.trim().replace(/^@/, ''));
  const people = shallowRef<readonly Person[]>();
  const failure = shallowRef<unknown>();
  let asked = new AbortController();

  async function ask(): Promise<void> {
    const { signal } = (asked = new AbortController());
    failure.value = undefined;
    try {
      const found = await call(api.users.search, { query: { query: query.value } }, { signal });
      if (!signal.aborted) people.value = found.people;
    } catch (error) {
      if (!signal.aborted) failure.value = error;
    }
  }

  watch(
    query,
    (now, before, onCleanup) => {
      if (now.length < shortest) {
        people.value = failure.value = undefined;
        return;
      }
      const timer = setTimeout(() => void ask(), before === undefined ? 0 : pause);
      onCleanup(() => {
        clearTimeout(timer);
        asked.abort();
      });
    },
    { immediate: true },
  );

  return {
    text,
    query,
    people,
    failure,
    isSearching: computed(() => query.value !== ''),
    isTooShort: computed(() => query.value.length < shortest),
    retry: ask,
  };
}
