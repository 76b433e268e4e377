import { api } from '@wishlins/contract';
import type { Input } from '@wishlins/contract/endpoint';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useResource } from '../../resource.ts';

type MyChanges = Input<typeof api.users.updateMe>['body'];

/** My profile and settings; each change is saved as it is made. */
export function useSettings() {
  const { call, viewer } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const { failure, reload } = useResource('me', async () => {
    viewer.value = await call(api.users.me, {});
    return viewer.value;
  });

  async function save(changes: MyChanges): Promise<void> {
    const before = viewer.value;
    if (!before) return;
    viewer.value = { ...before, ...changes };
    const saved = await attempt(() => call(api.users.updateMe, { body: changes }), {
      undo: () => (viewer.value = before),
    });
    if (!saved) return;
    viewer.value = saved.reply;
    haptic('select');
  }

  return { viewer, failure, reload, save };
}
