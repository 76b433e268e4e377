import { reactive } from 'vue';
import { flagOf, isVersionAtLeast, textOf, type Payload } from './protocol.ts';
import type { Bridge } from './useBridge.ts';

const positions = ['left', 'right', 'top', 'bottom'] as const;

export interface BottomButton {
  visible: boolean;
  active: boolean;
  busy: boolean;
  shining: boolean;
  text: string;
  /** As the app sent it; empty takes the theme's. */
  color: string;
  textColor: string;
  /** Where the secondary button stands, seen from the main one. */
  position: (typeof positions)[number];
}

/** The main and the secondary button under the frame. */
export function useBottomButtons(bridge: Bridge): {
  main: BottomButton;
  secondary: BottomButton;
  press: (which: 'main' | 'secondary') => void;
} {
  const main = reactive(hidden());
  const secondary = reactive(hidden());
  bridge.on('web_app_setup_main_button', (payload) => Object.assign(main, read(payload, bridge.version)));
  bridge.on('web_app_setup_secondary_button', (payload) => Object.assign(secondary, read(payload, bridge.version)));
  return {
    main,
    secondary,
    press: (which) => bridge.send(which === 'main' ? 'main_button_pressed' : 'secondary_button_pressed'),
  };
}

function read(payload: Payload, version: string): BottomButton {
  const text = textOf(payload, 'text').trim();
  return {
    visible: flagOf(payload, 'is_visible') && text !== '',
    active: payload.is_active !== false,
    busy: flagOf(payload, 'is_progress_visible'),
    shining: flagOf(payload, 'has_shine_effect') && isVersionAtLeast(version, '7.10'),
    text,
    color: textOf(payload, 'color'),
    textColor: textOf(payload, 'text_color'),
    position: positions.find((position) => position === payload.position) ?? 'left',
  };
}

function hidden(): BottomButton {
  return read({}, '6.0');
}
