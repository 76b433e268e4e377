import { onScopeDispose, shallowReactive, watch } from 'vue';
import { type Telegram, useTelegram } from './telegram.ts';

/** How a native button looks; it shows only while somebody asks for it. */
export interface ButtonLook {
  text: string;
  enabled?: boolean;
  busy?: boolean;
}

interface Wish {
  look: ButtonLook;
  press: () => void;
}

/** The askers of one native button, the latest last: a sheet's button covers the page's, and gives way when it closes. */
type Askers = Map<symbol, Wish>;

/** The three buttons that Telegram draws outside the page. */
export type NativeButtons = Record<'main' | 'secondary' | 'back', Askers>;

/** Since which version of the protocol each button exists. */
const since = { main: '6.0', secondary: '7.10', back: '6.1' } as const;

/** Keeps Telegram's buttons as the latest asker wants them, and hands presses to that asker. */
export function createNativeButtons({ post, on }: Pick<Telegram, 'post' | 'on'>): NativeButtons {
  const buttons: NativeButtons = {
    main: shallowReactive(new Map()),
    secondary: shallowReactive(new Map()),
    back: shallowReactive(new Map()),
  };
  for (const name of ['main', 'secondary', 'back'] as const) {
    const latest = () => [...buttons[name].values()].at(-1);
    on(`${name}_button_pressed`, () => {
      const wish = latest();
      if (wish && wish.look.enabled !== false && !wish.look.busy) wish.press();
    });
    watch(latest, (wish) => post(since[name], `web_app_setup_${name}_button`, setup(name, wish?.look)));
  }
  return buttons;
}

function setup(name: keyof NativeButtons, look: ButtonLook | undefined): object {
  if (name === 'back' || !look) return { is_visible: look !== undefined };
  const { text, enabled = true, busy = false } = look;
  const position = name === 'secondary' ? { position: 'top' } : {};
  return { is_visible: true, is_active: enabled && !busy, is_progress_visible: busy, text, ...position };
}

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
  return supports(since[name]);
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
