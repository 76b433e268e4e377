import { type Ref, shallowReactive, watch } from 'vue';

/** Talking with Telegram, as the whole adapter does it. */
export interface Talk {
  /** Tells the client, if it speaks at least this version; returns whether it was told. */
  post(since: string, eventType: string, eventData?: object): boolean;
  /** Listens until the current component or scope is gone. */
  on(eventType: string, listener: (eventData: unknown) => void): void;
}

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

/**
 * The askers of one native button, the latest last: a sheet's button covers the page's, and gives way when it closes.
 * `undefined` asks for none.
 */
type Askers = Map<symbol, Wish | undefined>;

/** The three buttons that Telegram draws outside the page. */
export type NativeButtons = Record<'main' | 'secondary' | 'back', Askers>;

/** Since which version of the protocol each button exists. */
export const buttonsSince = { main: '6.0', secondary: '7.10', back: '6.1' } as const;

/**
 * Keeps Telegram's buttons as the latest asker wants them, and hands presses to that asker. While `isHeld`, they stay as
 * they are: a button that comes or goes changes the height of the page.
 */
export function createNativeButtons({ post, on }: Talk, isHeld: Readonly<Ref<boolean>>): NativeButtons {
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
    watch([latest, isHeld], ([wish]) => {
      if (!isHeld.value) post(buttonsSince[name], `web_app_setup_${name}_button`, setup(name, wish?.look));
    });
  }
  return buttons;
}

function setup(name: keyof NativeButtons, look: ButtonLook | undefined): object {
  if (name === 'back' || !look) return { is_visible: look !== undefined };
  const { text, enabled = true, busy = false } = look;
  const position = name === 'secondary' ? { position: 'top' } : {};
  return { is_visible: true, is_active: enabled && !busy, is_progress_visible: busy, text, ...position };
}
