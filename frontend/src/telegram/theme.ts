import { luminance, readableOn } from './contrast.ts';
import { readColors } from './launch.ts';
import type { Telegram } from './telegram.ts';

/**
 * Paints the page in Telegram's colours and follows their change. Each colour becomes `--tg-theme-…`; those that carry
 * text are also kept readable as `--tg-readable-…`, because themes are free to be pale.
 */
export function followTheme({ launch, post, on }: Telegram, root: HTMLElement): void {
  post('6.1', 'web_app_set_header_color', { color_key: 'secondary_bg_color' });
  follow(launch.theme);
  if (!launch.theme['bg_color']) followSystem(root);
  on('theme_changed', (event) => {
    if (typeof event === 'object' && event !== null && 'theme_params' in event) follow(readColors(event.theme_params));
  });

  function follow(colors: Record<string, string>): void {
    paint(root, colors);
    // Unlike the header's, these are said as colours, so Telegram does not change them with its theme.
    const page = colors['secondary_bg_color'];
    post('6.1', 'web_app_set_background_color', { color: page ?? colors['bg_color'] });
    post('7.10', 'web_app_set_bottom_bar_color', { color: colors['bottom_bar_bg_color'] ?? page });
  }
}

/** Outside Telegram: `first-load.ts` has chosen already, this follows a change. */
function followSystem({ dataset }: HTMLElement): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', () => (dataset['theme'] = dark.matches ? 'dark' : 'light'));
}

function paint(root: HTMLElement, colors: Record<string, string>): void {
  const { bg_color: paper, button_color: button, button_text_color: label = '#ffffff' } = colors;
  if (!paper) return;
  for (const [name, color] of Object.entries(colors)) {
    root.style.setProperty(`--tg-theme-${name.replaceAll('_', '-')}`, color);
  }
  const page = colors['secondary_bg_color'] ?? paper;
  root.dataset['theme'] = luminance(paper) < 0.3 ? 'dark' : 'light';
  if (button) root.style.setProperty('--tg-readable-button', readableOn(label, button));
  for (const name of ['link_color', 'hint_color', 'accent_text_color', 'destructive_text_color']) {
    const color = colors[name];
    const readable = color && readableOn(page, readableOn(paper, color));
    if (readable) root.style.setProperty(`--tg-readable-${name.replace(/(_text)?_color/, '')}`, readable);
  }
}
