import { api } from '@wishlins/contract';
import { watch } from 'vue';
import { useApi } from './api.ts';

/** Gives a newcomer, whose zone the server cannot know, the time zone of their device; a chosen one is never touched. */
export function useDeviceTimeZone(): void {
  const { call, viewer } = useApi();
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();

  watch(viewer, async (now, before) => {
    if (before || now?.timeZone !== 'UTC' || timeZone === 'UTC') return;
    // Not asked for, so a failure is not worth a word: the next launch tries again.
    viewer.value = await call(api.users.updateMe, { body: { timeZone } }).catch(() => now);
  });
}
