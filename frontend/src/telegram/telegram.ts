import { computed, inject, onScopeDispose, shallowRef, type InjectionKey } from 'vue';
import type { Bridge } from './bridge.ts';
import type { Launch } from './launch.ts';
import { createNativeButtons, type NativeButtons, type Talk } from './native-buttons.ts';

/** The app's side of Telegram; outside Telegram it is silent, and everything has a stand-in on the page. */
export interface Telegram extends Talk {
  readonly launch: Launch;
  readonly buttons: NativeButtons;
  /** Whether the client speaks at least this version of the protocol; never outside Telegram. */
  supports(version: string): boolean;
  /** Leaves Telegram's buttons, and so the height of the page, as they are until then. */
  hold(until: Promise<unknown>): void;
}

export const telegramKey: InjectionKey<Telegram> = Symbol('telegram');

/** Makes the app's side of Telegram from how it was launched and the channel to the client, if there is one. */
export function createTelegram(launch: Launch, bridge: Bridge | undefined): Telegram {
  const supports = (version: string) => bridge !== undefined && compareVersions(launch.version, version) >= 0;
  const post: Telegram['post'] = (since, eventType, eventData) => {
    if (!supports(since)) return false;
    bridge?.post(eventType, eventData);
    return true;
  };
  const on: Telegram['on'] = (eventType, listener) => {
    const stop = bridge?.on(eventType, listener);
    if (stop) onScopeDispose(stop, true);
  };
  const holds = shallowRef(0);
  const isHeld = computed(() => holds.value > 0);
  const hold: Telegram['hold'] = (until) => {
    holds.value += 1;
    void until.finally(() => (holds.value -= 1));
  };
  return { launch, supports, post, on, hold, buttons: createNativeButtons({ post, on }, isHeld) };
}

/** Tells Telegram that the page is drawn: it takes its own placeholder away and gives the page its full height. */
export function announce({ post }: Telegram): void {
  post('6.0', 'iframe_ready', { reload_supported: false });
  post('6.0', 'web_app_ready');
  post('6.0', 'web_app_expand');
}

/** The app's side of Telegram. */
export function useTelegram(): Telegram {
  const telegram = inject(telegramKey);
  if (!telegram) throw new Error('no Telegram was provided to this app');
  return telegram;
}

function compareVersions(one: string, other: string): number {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major - otherMajor || minor - otherMinor;
}
