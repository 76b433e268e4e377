import { api } from '@wishlins/contract';
import type { Notification } from '@wishlins/contract/notifications';
import { computed, watch } from 'vue';
import { useApi } from '../../api.ts';
import { byDay } from '../../by-day.ts';
import { usePages } from '../../pages.ts';
import { useUnread } from '../../unread.ts';

/** What the viewer was told, by day. What is shown counts as read, and keeps its mark until the page is left. */
export function useInbox() {
  const { call, viewer } = useApi();
  const pages = usePages<Notification>('inbox', (cursor) =>
    call(api.notifications.list, { query: cursor ? { cursor } : {} }),
  );
  const { none } = useUnread();
  const timeZone = computed(() => viewer.value?.timeZone ?? 'UTC');

  const days = computed(() => byDay(pages.entries.value ?? [], ({ createdAt }) => createdAt, timeZone.value));

  watch(
    () => pages.entries.value?.[0],
    (latest) => {
      if (!latest || latest.read) return;
      // A failure leaves it unread, and the next visit tries again.
      void call(api.notifications.markRead, { body: { upTo: latest.id } }).then(none, () => {});
    },
    { immediate: true },
  );

  return { ...pages, days, timeZone };
}
