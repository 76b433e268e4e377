/** Colours as `theme_params` carries them. Source: https://core.telegram.org/bots/webapps#themeparams */
export interface Theme {
  bg_color: string;
  secondary_bg_color: string;
  header_bg_color: string;
  bottom_bar_bg_color: string;
  section_bg_color: string;
  section_header_text_color: string;
  section_separator_color: string;
  text_color: string;
  subtitle_text_color: string;
  hint_color: string;
  link_color: string;
  accent_text_color: string;
  button_color: string;
  button_text_color: string;
  destructive_text_color: string;
}

/** How a chat is coloured, which no app is told. */
interface ChatColors {
  wall: string;
  mine: string;
  mineText: string;
  mineHint: string;
  mineLink: string;
  /** Links in what others say, and what is pressed: the theme's own colours are too pale for small letters. */
  link: string;
  button: string;
  /** The buttons under a message. */
  key: string;
  keyText: string;
}

export type ThemeName = keyof typeof themes;

/** Palettes close to those of Telegram's clients: two standard ones and one that somebody tinted. */
export const themes = {
  light: {
    bg_color: '#ffffff',
    secondary_bg_color: '#f4f4f5',
    header_bg_color: '#ffffff',
    bottom_bar_bg_color: '#f4f4f5',
    section_bg_color: '#ffffff',
    section_header_text_color: '#707579',
    section_separator_color: '#dfe1e5',
    text_color: '#000000',
    subtitle_text_color: '#707579',
    hint_color: '#707579',
    link_color: '#1c6db8',
    accent_text_color: '#1c6db8',
    button_color: '#3390ec',
    button_text_color: '#ffffff',
    destructive_text_color: '#d32f2f',
  },
  dark: {
    bg_color: '#212121',
    secondary_bg_color: '#0f0f0f',
    header_bg_color: '#212121',
    bottom_bar_bg_color: '#181818',
    section_bg_color: '#212121',
    section_header_text_color: '#aaaaaa',
    section_separator_color: '#303030',
    text_color: '#ffffff',
    subtitle_text_color: '#aaaaaa',
    hint_color: '#aaaaaa',
    link_color: '#8774e1',
    accent_text_color: '#8774e1',
    button_color: '#8774e1',
    button_text_color: '#ffffff',
    destructive_text_color: '#ff595a',
  },
  rose: {
    bg_color: '#fff8f6',
    secondary_bg_color: '#fbe9e4',
    header_bg_color: '#f7d9d2',
    bottom_bar_bg_color: '#f7d9d2',
    section_bg_color: '#fffdfc',
    section_header_text_color: '#9a4a5c',
    section_separator_color: '#efd3cc',
    text_color: '#3b1f26',
    subtitle_text_color: '#85606a',
    hint_color: '#85606a',
    link_color: '#b3305a',
    accent_text_color: '#b3305a',
    button_color: '#c2386a',
    button_text_color: '#ffffff',
    destructive_text_color: '#c62828',
  },
} as const satisfies Record<string, Theme>;

const chatColors: Record<ThemeName, ChatColors> = {
  light: {
    wall: '#d3e2d5',
    mine: '#e5f9d4',
    mineText: '#0b1a06',
    mineHint: '#3f6e30',
    mineLink: '#155a9c',
    link: '#1c6db8',
    button: '#1c74c4',
    key: '#5b7a66',
    keyText: '#ffffff',
  },
  dark: {
    wall: '#0f0f0f',
    mine: '#5847a8',
    mineText: '#ffffff',
    mineHint: '#d9d2f5',
    mineLink: '#e3dcff',
    link: '#a797f2',
    button: '#6f5bd0',
    key: '#2d2a3a',
    keyText: '#e3dcff',
  },
  rose: {
    wall: '#f6d8d0',
    mine: '#fbd0da',
    mineText: '#3b1f26',
    mineHint: '#7c4452',
    mineLink: '#8f1b45',
    link: '#b3305a',
    button: '#c2386a',
    key: '#8f4a5e',
    keyText: '#ffffff',
  },
};

/** The colours of a chat, as its parts name them. */
export function chatStyle(name: ThemeName): Record<`--chat-${string}`, string> {
  const [theme, chat] = [themes[name], chatColors[name]];
  return {
    '--chat-wall': chat.wall,
    '--chat-mine': chat.mine,
    '--chat-mine-text': chat.mineText,
    '--chat-mine-hint': chat.mineHint,
    '--chat-mine-link': chat.mineLink,
    '--chat-key': chat.key,
    '--chat-key-text': chat.keyText,
    '--chat-theirs': theme.section_bg_color,
    '--chat-text': theme.text_color,
    '--chat-hint': theme.hint_color,
    '--chat-link': chat.link,
    '--chat-line': theme.section_separator_color,
    '--chat-background': theme.bg_color,
    '--chat-header': theme.header_bg_color,
    '--chat-bar': theme.bottom_bar_bg_color,
    '--chat-button': chat.button,
    '--chat-button-text': '#ffffff',
  };
}

/** Resolves what an app names a colour by: a key of the theme or `#rrggbb`. */
export function resolveColor(name: string, theme: Theme): string | undefined {
  if (/^#[0-9a-f]{6}$/i.test(name)) return name;
  return new Map(Object.entries(theme)).get(name);
}

/** Black or white, whichever reads better on a colour. */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const [red = 0, green = 0, blue = 0] = (color.match(/[0-9a-f]{2}/gi) ?? []).map((part) => Number.parseInt(part, 16));
  // The weights of Telegram's own check for a dark colour.
  return Math.sqrt(0.299 * red ** 2 + 0.587 * green ** 2 + 0.114 * blue ** 2) < 140 ? '#ffffff' : '#000000';
}
