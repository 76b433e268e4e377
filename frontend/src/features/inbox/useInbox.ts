import { today } from '@wishlins/contract/dates';
import { api } from '@wishlins/contract';
import type { Notification } from '@wishlins/contract/notifications';
import { computed, watch } from 'vue';
import { useApi } from '../../api.ts';
import { usePages } from '../../pages.ts';
import { useUnread } from '../../unread.ts';

/** What one day brought, latest first. */
export interface InboxDay {
  /** As `2026-12-31`, where the viewer lives. */
  day: string;
  notices: Notification[];
}

/** What the viewer was told, by day. What is shown counts as read, and keeps its mark until the page is left. */
export function useInbox() {
  const { call, viewer } = useApi();
  const pages = usePages<Notification>('inbox', (cursor) =>
    call(api.notifications.list, { query: cursor ? { cursor } : {} }),
  );
  const { none } = useUnread();
  const timeZone = computed(() => viewer.value?.timeZone ?? 'UTC');

  const days = computed(() => {
    const byDay = new Map<string, Notification[]>();
    for (const notice of pages.entries.value ?? []) {
      const day = today(timeZone.value, new Date(notice.createdAt));
      byDay.set(day, [...(byDay.get(day) ?? []), notice]);
    }
    return Array.from(byDay, ([day, notices]): InboxDay => ({ day, notices }));
  });

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
