import { api } from '@wishlins/contract';
import { computed } from 'vue';
import { useApi } from './api.ts';
import { useResource } from './resource.ts';

/** How much the viewer was told and has not read. */
export function useUnread() {
  const { call } = useApi();
  const { value, reload } = useResource('inbox.unread', () => call(api.notifications.unread, {}));
  return { unread: computed(() => value.value?.count ?? 0), none: () => (value.value = { count: 0 }), reload };
}
