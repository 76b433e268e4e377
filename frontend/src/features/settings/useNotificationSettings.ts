import { api } from '@wishlins/contract';
import type { Input } from '@wishlins/contract/endpoint';
import type { NotificationKind } from '@wishlins/contract/notifications';
import { computed, ref } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useResource } from '../../resource.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useLinks } from '../../telegram/links.ts';
import { useTelegram } from '../../telegram/telegram.ts';
import { requestWriteAccess } from '../../write-access.ts';

type Changes = Input<typeof api.notifications.updateSettings>['body'];

/** Of what, when and where the viewer is told; each change is saved as it is made. */
export function useNotificationSettings() {
  const { call, botUsername } = useApi();
  const telegram = useTelegram();
  const { openTelegramLink } = useLinks();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const {
    value: settings,
    failure,
    reload,
  } = useResource('notification-settings', () => call(api.notifications.settings, {}));
  const asking = ref(false);

  async function save(changes: Changes): Promise<void> {
    const before = settings.value;
    if (!before) return;
    settings.value = { ...before, ...changes };
    const saved = await attempt(() => call(api.notifications.updateSettings, { body: changes }), {
      undo: () => void (settings.value = before),
    });
    if (!saved) return;
    settings.value = saved.reply;
    haptic('select');
  }

  function setKind(kind: NotificationKind, on: boolean): void {
    const others = (settings.value?.off ?? []).filter((off) => off !== kind);
    void save({ off: on ? others : [...others, kind] });
  }

  /** Telegram asks; where it cannot, the person writes to the bot first. */
  async function letBotWrite(): Promise<void> {
    if (!telegram.supports('6.9')) return openTelegramLink(`https://t.me/${botUsername.value}?start=settings`);
    asking.value = true;
    const done = await attempt(() => requestWriteAccess(telegram, call));
    asking.value = false;
    if (!done?.reply || !settings.value) return;
    settings.value = { ...settings.value, reachable: true };
    haptic('success');
  }

  const canLetBotWrite = computed(() => telegram.supports('6.9') || botUsername.value !== null);
  return { settings, failure, reload, save, setKind, asking, canLetBotWrite, letBotWrite };
}
