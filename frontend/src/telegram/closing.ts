import { onScopeDispose, watch } from 'vue';
import { useTelegram } from './telegram.ts';

/** Has Telegram, or the browser, ask before the app is closed while something is unsaved. */
export function useClosingConfirmation(unsaved: () => boolean): void {
  const { post } = useTelegram();
  const ask = (event: BeforeUnloadEvent) => event.preventDefault();
  const confirmClosing = (needed: boolean) => {
    post('6.2', 'web_app_setup_closing_behavior', { need_confirmation: needed });
    if (needed) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
  };
  watch(unsaved, confirmClosing);
  if (unsaved()) confirmClosing(true);
  onScopeDispose(() => unsaved() && confirmClosing(false));
}
