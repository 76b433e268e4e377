import { onScopeDispose, ref } from 'vue';
import { flagOf, isVersionAtLeast } from './protocol.ts';
import { texts } from './texts.ts';
import type { Bridge } from './useBridge.ts';
import type { Questions } from './useQuestions.ts';

// How long Telegram's web client waits for an app to reload itself.
const reloadPatience = 500;

const scrollbars = '* { scrollbar-width: thin; scrollbar-color: rgb(128 128 128 / 40%) transparent; }';

interface Doors {
  /** The app is gone; the chat is seen again. */
  closed: () => void;
  /** The frame has to be loaded anew from outside. */
  relaunch: () => void;
}

/** From the app's first sign of life to its closing: loading, reload, minimising, and the buttons of the header. */
export function useLifecycle(bridge: Bridge, dialogs: Questions, doors: Doors) {
  const ready = ref(false);
  const minimized = ref(false);
  const backVisible = ref(false);
  const settingsVisible = ref(false);
  let needsConfirmation = false;
  let reloadSupported = false;
  let reloading: number | undefined;

  bridge.on('iframe_ready', (payload) => {
    reloadSupported = flagOf(payload, 'reload_supported');
    bridge.send('set_custom_style', scrollbars);
  });
  bridge.on('iframe_will_reload', () => window.clearTimeout(reloading));
  bridge.on('web_app_ready', () => (ready.value = true));
  bridge.on('web_app_close', doors.closed);
  bridge.on('web_app_setup_back_button', (payload) => (backVisible.value = flagOf(payload, 'is_visible')));
  bridge.on('web_app_setup_settings_button', (payload) => (settingsVisible.value = flagOf(payload, 'is_visible')));
  bridge.on('web_app_setup_closing_behavior', (payload) => (needsConfirmation = flagOf(payload, 'need_confirmation')));

  const tellVisibility = (): void => {
    bridge.send('visibility_changed', { is_visible: !minimized.value && document.visibilityState === 'visible' });
  };
  document.addEventListener('visibilitychange', tellVisibility);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', tellVisibility);
    window.clearTimeout(reloading);
  });

  async function close(): Promise<void> {
    if (needsConfirmation && isVersionAtLeast(bridge.version, '6.2')) {
      const buttons = [
        { id: 'stay', text: texts.cancel },
        { id: 'close', text: texts.closeAnyway, destructive: true },
      ];
      if ((await dialogs.ask({ message: texts.unsaved, buttons })) !== 'close') return;
    }
    doors.closed();
  }

  function reload(): void {
    if (!reloadSupported) return doors.relaunch();
    bridge.send('reload_iframe');
    reloading = window.setTimeout(doors.relaunch, reloadPatience);
  }

  function minimize(is: boolean): void {
    minimized.value = is;
    tellVisibility();
  }

  return {
    ready,
    minimized,
    backVisible,
    settingsVisible,
    close,
    reload,
    minimize,
    pressBack: () => bridge.send('back_button_pressed'),
    pressSettings: () => bridge.send('settings_button_pressed'),
  };
}
