import type { OwnWish } from '@wishlins/contract/wishes';
import { computed, shallowRef } from 'vue';
import { useHaptic } from '../../telegram/haptic.ts';

export type Selection = ReturnType<typeof useSelection>;

/** Several wishes are chosen, to do one thing to all of them. */
export function useSelection(all: () => readonly OwnWish[]) {
  const haptic = useHaptic();
  /** The chosen ids; `undefined` while nobody is choosing. */
  const ids = shallowRef<ReadonlySet<string>>();
  const wishes = computed(() => all().filter(({ id }) => ids.value?.has(id)));

  function toggle(id: string): void {
    const chosen = new Set(ids.value);
    if (!chosen.delete(id)) chosen.add(id);
    ids.value = chosen;
    haptic('select');
  }

  return {
    ids,
    wishes,
    isAll: computed(() => wishes.value.length === all().length),
    toggle,
    start: () => (ids.value = new Set()),
    chooseAll: () => (ids.value = new Set(all().map(({ id }) => id))),
    chooseNone: () => (ids.value = new Set()),
    stop: () => (ids.value = undefined),
  };
}
