import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { useHaptic } from '../../telegram/haptic.ts';
import { everything, type Filter, readFilter, writeFilter } from './wish-filter.ts';

/** What a guest narrowed a list to; the address carries it, so that coming back from a wish finds the list as it was. */
export function useWishFilter() {
  const route = useRoute();
  const router = useRouter();
  const haptic = useHaptic();
  const filter = computed(() => readFilter(route.query));

  function set(changes: Partial<Filter>): void {
    haptic('select');
    void router.replace({ query: writeFilter({ ...filter.value, ...changes }) });
  }

  return { filter, set, reset: () => set(everything) };
}
