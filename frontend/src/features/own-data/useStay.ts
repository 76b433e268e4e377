import { api } from '@wishlins/contract';
import { formatMoment } from '@wishlins/contract/dates';
import { computed, ref } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';
import { useI18n } from './texts.ts';

/** When the viewer leaves, in words, and how they stay after all. */
export function useStay() {
  const { call, viewer } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t, language } = useI18n();
  const staying = ref(false);

  const when = computed(() => {
    const { leavesAt, timeZone } = viewer.value ?? { leavesAt: null, timeZone: 'UTC' };
    return leavesAt === null ? undefined : formatMoment(leavesAt, timeZone, language.value);
  });

  async function stay(): Promise<void> {
    staying.value = true;
    const stayed = await attempt(() => call(api.account.stay, {}));
    staying.value = false;
    if (!stayed) return;
    viewer.value = stayed.reply;
    haptic('success');
    toasts.show({ emoji: '🎉', text: t('farewell.stayed') });
  }

  return { when, staying, stay };
}
