import { onScopeDispose } from 'vue';
import { useTelegram } from './telegram.ts';

/** While the component lives, a swipe down belongs to it and does not minimise the app. */
export function useSwipeLock(): void {
  const { post } = useTelegram();
  const allow = (allowed: boolean) => post('7.7', 'web_app_setup_swipe_behavior', { allow_vertical_swipe: allowed });
  allow(false);
  onScopeDispose(() => allow(true));
}
