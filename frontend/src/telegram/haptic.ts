import { useTelegram } from './telegram.ts';

const feedback = {
  tap: { type: 'impact', impact_style: 'light' },
  select: { type: 'selection_change' },
  success: { type: 'notification', notification_type: 'success' },
  warning: { type: 'notification', notification_type: 'warning' },
  error: { type: 'notification', notification_type: 'error' },
} as const;

/** Lets the phone answer a touch; nothing happens where the client cannot. */
export function useHaptic(): (kind: keyof typeof feedback) => void {
  const { post } = useTelegram();
  return (kind) => post('6.1', 'web_app_trigger_haptic_feedback', feedback[kind]);
}
