import { onScopeDispose, watch } from 'vue';
import { type ButtonLook, buttonsSince, type NativeButtons } from './native-buttons.ts';
import { useTelegram } from './telegram.ts';

/**
 * Shows a native button while `look` gives one and the component lives; returns whether Telegram draws it, so that the
 * page can draw its own otherwise.
 */
export function useNativeButton(
  name: keyof NativeButtons,
  look: () => ButtonLook | undefined,
  press: () => void,
): boolean {
  const { buttons, supports } = useTelegram();
  const asker = Symbol(name);
  watch(
    look,
    (now) => {
      if (now) buttons[name].set(asker, { look: now, press });
      else buttons[name].delete(asker);
    },
    { immediate: true },
  );
  onScopeDispose(() => buttons[name].delete(asker));
  return supports(buttonsSince[name]);
}

/** Hides the buttons of the page below while the component lives, for those of its own parts to take their place. */
export function useNoButtonsBelow(): void {
  const { buttons } = useTelegram();
  const asker = Symbol('none');
  for (const name of ['main', 'secondary'] as const) {
    buttons[name].set(asker, undefined);
    onScopeDispose(() => buttons[name].delete(asker));
  }
}

/** Shows Telegram's back arrow while `shown` says so; returns whether there is one. */
export function useBackButton(shown: () => boolean, press: () => void): boolean {
  return useNativeButton('back', () => (shown() ? { text: '' } : undefined), press);
}

/** Offers “Settings” in Telegram's menu of the app. */
export function useSettingsButton(press: () => void): void {
  const { post, on } = useTelegram();
  post('7.0', 'web_app_setup_settings_button', { is_visible: true });
  on('settings_button_pressed', press);
}
