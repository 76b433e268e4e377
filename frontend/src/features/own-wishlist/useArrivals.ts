import type { OwnWish } from '@wishlins/contract/wishes';
import { onScopeDispose, watch } from 'vue';

/** Milliseconds until what is looked up is asked for again: soon, then less and less often. */
const pauses = [900, 900, 1500, 1500, 2500, 4000, 8000, 15_000, 30_000];

/** Reads a list again while the pages of some of its links are being looked up. */
export function useArrivals(wishes: () => readonly OwnWish[], reload: () => Promise<void>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isGone = false;
  const isWaiting = () => wishes().some(({ preview }) => preview === 'pending');

  async function wait(times: number): Promise<void> {
    const pause = pauses[times];
    clearTimeout(timer);
    if (isGone || pause === undefined || !isWaiting()) return;
    timer = setTimeout(() => void reload().then(() => wait(times + 1)), pause);
  }

  watch(
    () => wishes().filter(({ preview }) => preview === 'pending').length,
    (now, earlier = 0) => {
      if (now > earlier) void wait(0);
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    isGone = true;
  });
}
