import type { Telegram } from './telegram.ts';

const sides = ['top', 'right', 'bottom', 'left'] as const;

/**
 * Keeps the stable height of the viewport and the insets of the phone and of Telegram's own controls as CSS variables:
 * `--tg-viewport-height`, `--tg-safe-area-…` and `--tg-content-safe-area-…`.
 */
export function followViewport({ post, on }: Telegram, style: CSSStyleDeclaration): void {
  on('viewport_changed', (event) => {
    const { height, is_state_stable: stable } = numbersOf(event);
    if (height && stable !== false) style.setProperty('--tg-viewport-height', `${height}px`);
  });
  for (const area of ['safe_area', 'content_safe_area']) {
    on(`${area}_changed`, (event) => {
      const insets = numbersOf(event);
      for (const side of sides)
        style.setProperty(`--tg-${area.replaceAll('_', '-')}-${side}`, `${insets[side] ?? 0}px`);
    });
    post('8.0', `web_app_request_${area}`);
  }
  post('6.0', 'web_app_request_viewport');
}

function numbersOf(event: unknown): Record<string, number | false> {
  if (typeof event !== 'object' || event === null) return {};
  const entries = Object.entries(event).filter(([, value]) => typeof value === 'number' || value === false);
  return Object.fromEntries(entries);
}
