import { onScopeDispose, ref } from 'vue';
import { textOf } from './protocol.ts';
import type { Bridge } from './useBridge.ts';

const shownFor = 1200;

/** What the hand would feel, as words to be seen for a moment. */
export function useHaptics(bridge: Bridge) {
  const pulse = ref<{ count: number; kind: string }>();
  let count = 0;
  let timer: number | undefined;

  bridge.on('web_app_trigger_haptic_feedback', (payload) => {
    const kind = textOf(payload, 'impact_style') || textOf(payload, 'notification_type') || textOf(payload, 'type');
    pulse.value = { count: ++count, kind };
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (pulse.value = undefined), shownFor);
  });
  onScopeDispose(() => window.clearTimeout(timer));

  return pulse;
}
