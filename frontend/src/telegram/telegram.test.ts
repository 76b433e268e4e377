import { describe, expect, it, vi } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { createFakeTelegram } from '../testing/fake-telegram.ts';
import { renderPart } from '../testing/render.ts';
import { useBackButton, useNativeButton } from './buttons.ts';
import { useHaptic } from './haptic.ts';
import { useLinks } from './links.ts';
import { createTelegram, useTelegram } from './telegram.ts';
import { followTheme } from './theme.ts';
import { followViewport } from './viewport.ts';

/** Runs a composable in a component of an app that Telegram of a given version shows. */
async function inTelegram<T>(version: string | null, use: () => T) {
  const telegram = createFakeTelegram(version);
  const results: T[] = [];
  const part = { setup: () => (results.push(use()), () => null) };
  const screen = await renderPart(part, {}, { telegram });
  const [result] = results;
  if (result === undefined) throw new Error('the composable returned nothing');
  return { result, telegram, unmount: screen.unmount };
}

describe('native buttons', () => {
  it('a sheet’s button covers the page’s and gives way when the sheet closes', async () => {
    const sheet = ref<string>();
    const page = vi.fn<() => void>();
    const inSheet = vi.fn<() => void>();
    const { telegram } = await inTelegram('8.0', () => {
      useNativeButton('main', () => ({ text: 'Поделиться' }), page);
      return useNativeButton('main', () => (sheet.value ? { text: sheet.value } : undefined), inSheet);
    });
    await nextTick();
    expect(telegram.last('web_app_setup_main_button')).toMatchObject({ is_visible: true, text: 'Поделиться' });
    sheet.value = 'Сохранить';
    await nextTick();
    expect(telegram.last('web_app_setup_main_button')).toMatchObject({ text: 'Сохранить' });
    telegram.happen('main_button_pressed');
    sheet.value = undefined;
    await nextTick();
    telegram.happen('main_button_pressed');
    expect([inSheet.mock.calls.length, page.mock.calls.length]).toEqual([1, 1]);
  });

  it('a button neither comes nor goes while the page must keep its height, and then at once', async () => {
    const shown = ref(true);
    let letGo = () => {};
    const { telegram } = await inTelegram('8.0', () => {
      const { hold } = useTelegram();
      hold(new Promise<void>((resolve) => (letGo = resolve)));
      return useNativeButton('main', () => (shown.value ? { text: 'Подарю' } : undefined), vi.fn<() => void>());
    });
    await nextTick();
    expect(telegram.last('web_app_setup_main_button')).toBeUndefined();
    letGo();
    await vi.waitFor(() => expect(telegram.last('web_app_setup_main_button')).toMatchObject({ text: 'Подарю' }));
    shown.value = false;
    await nextTick();
    expect(telegram.last('web_app_setup_main_button')).toEqual({ is_visible: false });
  });

  it('a button that is off or busy is not pressed, and says so', async () => {
    const look = ref({ text: 'Сохранить', enabled: false, busy: false });
    const press = vi.fn<() => void>();
    const { telegram } = await inTelegram('8.0', () => useNativeButton('main', () => look.value, press));
    await nextTick();
    expect(telegram.last('web_app_setup_main_button')).toMatchObject({ is_active: false });
    telegram.happen('main_button_pressed');
    look.value = { text: 'Сохранить', enabled: true, busy: true };
    await nextTick();
    expect(telegram.last('web_app_setup_main_button')).toMatchObject({ is_active: false, is_progress_visible: true });
    telegram.happen('main_button_pressed');
    expect(press).not.toHaveBeenCalled();
  });

  it('leaves with its component', async () => {
    const { telegram, unmount } = await inTelegram('8.0', () =>
      useNativeButton('main', () => ({ text: 'Да' }), vi.fn<() => void>()),
    );
    unmount();
    await nextTick();
    expect(telegram.last('web_app_setup_main_button')).toEqual({ is_visible: false });
  });

  it.each([
    ['6.0', false],
    ['6.1', true],
    ['10.3', true],
    [null, false],
  ])('the back arrow exists since 6.1: Telegram %s', async (version, exists) => {
    const { result } = await inTelegram(version, () => useBackButton(() => true, vi.fn<() => void>()));
    expect(result).toBe(exists);
  });
});

describe('what an old Telegram does not know it is not told', () => {
  it.each([
    ['6.0', 0],
    ['6.1', 1],
  ])('haptics in %s', async (version, times) => {
    const { result: haptic, telegram } = await inTelegram(version, useHaptic);
    haptic('success');
    expect(telegram.told.filter(({ eventType }) => eventType.includes('haptic'))).toHaveLength(times);
  });

  it('a link opens in a tab where Telegram cannot open it', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    const { result } = await inTelegram('6.0', useLinks);
    result.shareInTelegram('https://t.me/bot?startapp=l_1', 'Мой список');
    expect(open).toHaveBeenCalledWith(
      'https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fbot%3Fstartapp%3Dl_1&text=%D0%9C%D0%BE%D0%B9+%D1%81%D0%BF%D0%B8%D1%81%D0%BE%D0%BA',
      '_blank',
      'noopener',
    );
  });
});

describe('the page looks like the Telegram around it', () => {
  const rootIn = (theme: Record<string, string>) => {
    const fake = createFakeTelegram('8.0');
    const root = document.createElement('div');
    const telegram = createTelegram({ ...fake.launch, theme }, fake.bridge);
    effectScope().run(() => followTheme(telegram, root));
    return { ...fake, root };
  };

  it('takes its colours, and follows their change while open', () => {
    const { root, happen } = rootIn({ bg_color: '#ffffff', text_color: '#111111' });
    expect(root.style.getPropertyValue('--tg-theme-text-color')).toBe('#111111');
    expect(root.dataset['theme']).toBe('light');
    happen('theme_changed', { theme_params: { bg_color: '#101418', text_color: '#eeeeee' } });
    expect(root.style.getPropertyValue('--tg-theme-text-color')).toBe('#eeeeee');
    expect(root.dataset['theme']).toBe('dark');
  });

  it('paints what Telegram shows around it anew when the theme changes', () => {
    const { happen, last } = rootIn({ secondary_bg_color: '#f4f4f5', bottom_bar_bg_color: '#ffffff' });
    expect(last('web_app_set_bottom_bar_color')).toEqual({ color: '#ffffff' });
    happen('theme_changed', { theme_params: { secondary_bg_color: '#181818', bottom_bar_bg_color: '#212121' } });
    expect(last('web_app_set_bottom_bar_color')).toEqual({ color: '#212121' });
    expect(last('web_app_set_background_color')).toEqual({ color: '#181818' });
  });

  it('keeps pale colours readable', () => {
    const { root } = rootIn({
      bg_color: '#ffffff',
      hint_color: '#cccccc',
      button_color: '#7cc4ff',
      button_text_color: '#ffffff',
    });
    expect(root.style.getPropertyValue('--tg-readable-hint')).not.toBe('#cccccc');
    expect(root.style.getPropertyValue('--tg-readable-button')).not.toBe('#7cc4ff');
  });

  it('keeps clear of the notch and of Telegram’s own controls', () => {
    const { bridge, launch, happen } = createFakeTelegram();
    const { style } = document.createElement('div');
    effectScope().run(() => followViewport(createTelegram(launch, bridge), style));
    happen('safe_area_changed', { top: 47, bottom: 34, left: 0, right: 0 });
    happen('content_safe_area_changed', { top: 46 });
    happen('viewport_changed', { height: 640, is_state_stable: true });
    happen('viewport_changed', { height: 500, is_state_stable: false });
    expect(style.getPropertyValue('--tg-safe-area-bottom')).toBe('34px');
    expect(style.getPropertyValue('--tg-content-safe-area-top')).toBe('46px');
    expect(style.getPropertyValue('--tg-viewport-height')).toBe('640px');
  });
});
