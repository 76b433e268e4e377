import { api } from '@wishlins/contract';
import { ref } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useResource } from '../../resource.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useConfirm } from '../../ui/confirm.ts';
import { useI18n } from './texts.ts';

/** What goes with the viewer’s account, and asking that it be deleted. */
export function useFarewell() {
  const { call, viewer } = useApi();
  const attempt = useAttempt();
  const confirm = useConfirm();
  const haptic = useHaptic();
  const { t } = useI18n();
  const { value: farewell, failure, reload } = useResource('farewell', () => call(api.account.farewell, {}));
  const leaving = ref(false);

  async function leave(): Promise<void> {
    const question = { text: t('farewell.question'), confirm: t('farewell.confirm'), cancel: t('farewell.cancel') };
    if (!(await confirm({ ...question, danger: true }))) return;
    leaving.value = true;
    const left = await attempt(() => call(api.account.leave, {}));
    leaving.value = false;
    if (!left) return;
    viewer.value = left.reply;
    haptic('success');
  }

  return { farewell, failure, reload, leaving, leave };
}
