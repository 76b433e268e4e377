import { computed, ref, watch, type Ref } from 'vue';
import { isVersionAtLeast, textOf } from './protocol.ts';
import { resolveColor, themes, type ThemeName } from './themes.ts';
import type { Bridge } from './useBridge.ts';

/** The colours around and behind the frame, and the theme the app is told of. */
export function useColors(bridge: Bridge, themeName: Ref<ThemeName>) {
  const theme = computed(() => themes[themeName.value]);
  const header = ref('bg_color');
  const background = ref('bg_color');
  const bottomBar = ref('bottom_bar_bg_color');

  const tellTheme = (): void => bridge.send('theme_changed', { theme_params: { ...theme.value } });
  bridge.on('web_app_request_theme', tellTheme);
  watch(themeName, tellTheme);

  bridge.on('web_app_set_header_color', (payload) => {
    // Any colour since 6.9; before that only the name of one of the theme's.
    const color = isVersionAtLeast(bridge.version, '6.9') ? textOf(payload, 'color') : '';
    header.value = textOf(payload, 'color_key') || color || header.value;
  });
  bridge.on('web_app_set_background_color', (payload) => (background.value = textOf(payload, 'color')));
  bridge.on('web_app_set_bottom_bar_color', (payload) => (bottomBar.value = textOf(payload, 'color')));

  return {
    theme,
    header: computed(() => resolveColor(header.value, theme.value) ?? theme.value.bg_color),
    background: computed(() => resolveColor(background.value, theme.value) ?? theme.value.bg_color),
    bottomBar: computed(() => resolveColor(bottomBar.value, theme.value) ?? theme.value.bottom_bar_bg_color),
  };
}
