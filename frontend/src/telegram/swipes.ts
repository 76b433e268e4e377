import { onScopeDispose } from 'vue';
import { useTelegram } from './telegram.ts';

/** Says whether a swipe down may minimise the app. */
export function useSwipes(): (allowed: boolean) => void {
  const { post } = useTelegram();
  return (allowed) => post('7.7', 'web_app_setup_swipe_behavior', { allow_vertical_swipe: allowed });
}

/** While the component lives, a swipe down belongs to it and does not minimise the app. */
export function useSwipeLock(): void {
  const allow = useSwipes();
  allow(false);
  onScopeDispose(() => allow(true));
}
