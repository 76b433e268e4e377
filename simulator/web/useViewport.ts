import { computed, onScopeDispose, ref, watch, type Ref } from 'vue';
import type { Insets } from './protocol.ts';
import { safeAreas, type SafeArea } from './settings.ts';
import type { Bridge } from './useBridge.ts';

// The height of the buttons that Telegram lays over an app in fullscreen.
const floatingHeader = 46;

interface Screen {
  frame: Readonly<Ref<HTMLIFrameElement | null>>;
  safe: Ref<SafeArea>;
  /** Buttons under the frame keep the lower edge away from it. */
  hasBottomBar: () => boolean;
}

/** How much of the screen the app has, and what covers it. Insets are in CSS pixels. */
export function useViewport(bridge: Bridge, { frame, safe, hasBottomBar }: Screen) {
  const fullscreen = ref(false);

  const safeArea = computed<Insets>(() => {
    const { top, bottom } = safeAreas[safe.value];
    return { top: fullscreen.value ? top : 0, bottom: hasBottomBar() ? 0 : bottom, left: 0, right: 0 };
  });
  const contentSafeArea = computed<Insets>(() => ({
    top: fullscreen.value ? floatingHeader : 0,
    bottom: 0,
    left: 0,
    right: 0,
  }));

  function tellViewport(): void {
    if (!frame.value) return;
    const { width, height } = frame.value.getBoundingClientRect();
    bridge.send('viewport_changed', { width, height, is_expanded: true, is_state_stable: true });
  }

  function setFullscreen(is: boolean): void {
    fullscreen.value = is;
    bridge.send('fullscreen_changed', { is_fullscreen: is });
  }

  bridge.on('web_app_request_viewport', tellViewport);
  bridge.on('web_app_expand', tellViewport);
  bridge.on('web_app_request_safe_area', () => bridge.send('safe_area_changed', safeArea.value));
  bridge.on('web_app_request_content_safe_area', () => bridge.send('content_safe_area_changed', contentSafeArea.value));
  bridge.on('web_app_request_fullscreen', () => {
    if (fullscreen.value) bridge.send('fullscreen_failed', { error: 'ALREADY_FULLSCREEN' });
    else setFullscreen(true);
  });
  bridge.on('web_app_exit_fullscreen', () => {
    if (fullscreen.value) setFullscreen(false);
  });

  watch(safeArea, (now, before) => {
    if (now.top !== before.top || now.bottom !== before.bottom) bridge.send('safe_area_changed', now);
  });
  watch(contentSafeArea, (now) => bridge.send('content_safe_area_changed', now));

  const observer = new ResizeObserver(tellViewport);
  watch(frame, (now) => now && observer.observe(now), { immediate: true, flush: 'post' });
  onScopeDispose(() => observer.disconnect());

  return { fullscreen };
}
