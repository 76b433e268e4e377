import type { ThemeName } from './themes.ts';

/** How one phone is set up. */
export interface PhoneSettings {
  persona: string;
  theme: ThemeName;
  /** The version of the Web App protocol its Telegram speaks. */
  version: string;
  /** The language of its Telegram; empty for the persona's own. */
  lang: string;
  /** The start parameter of the link the app is opened by; empty for the menu button. */
  startapp: string;
  /** What it shows first: the app, the chat with the bot, or the list of chats. */
  screen: Screen;
  platform: Platform;
  safe: SafeArea;
  /** In CSS pixels. */
  width: number;
  /** In CSS pixels; 0 takes what the window has. */
  height: number;
}

/** Everything the address of the simulator says. */
export interface Settings {
  phones: PhoneSettings[];
  /** Only the phones, nothing around them. */
  bare: boolean;
}

type Screen = (typeof screens)[number];
type Platform = (typeof choices.platform)[number];
export type SafeArea = keyof typeof safeAreas;

/** What covers the screen's edges, in CSS pixels. */
export const safeAreas = {
  none: { top: 0, bottom: 0 },
  bar: { top: 24, bottom: 0 },
  notch: { top: 47, bottom: 34 },
} as const;

const screens = ['app', 'chat', 'chats'] as const;

/** In CSS pixels: the app in a window of a computer. */
export const desktopWidth = 800;

const themeNames: readonly ThemeName[] = ['light', 'dark', 'rose'];

/** What the toolbar offers. */
export const choices = {
  theme: themeNames,
  version: ['6.0', '6.9', '7.10', '8.0', '9.1', '10.3'],
  lang: ['', 'ru', 'en', 'de', 'ar'],
  platform: ['android', 'ios', 'tdesktop', 'macos', 'weba', 'web'],
  safe: ['none', 'bar', 'notch'],
  width: [360, 412, desktopWidth],
} as const;

const defaults: PhoneSettings = {
  persona: 'anya',
  theme: 'light',
  version: '10.3',
  lang: '',
  startapp: '',
  screen: 'app',
  platform: 'android',
  safe: 'bar',
  width: 412,
  height: 0,
};

const maxPhones = 4;

/**
 * Reads the query string. The i-th value of a repeated parameter belongs to the i-th phone, a single value to all; what
 * makes no sense falls back to the default.
 */
export function readSettings(search: string, personaIds: readonly string[]): Settings {
  const query = new URLSearchParams(search);
  const count = Math.min(Math.max(query.getAll('persona').length, 1), maxPhones);
  const phones = Array.from({ length: count }, (_, index) => {
    const value = (name: string): string => {
      const values = query.getAll(name);
      return (values.length === 1 ? values[0] : values[index]) ?? '';
    };
    const matching = (name: 'version' | 'lang' | 'startapp', pattern: RegExp): string =>
      pattern.test(value(name)) ? value(name) : defaults[name];
    const size = (name: 'width' | 'height'): number =>
      /^[0-9]{3,4}$/.test(value(name)) ? Number(value(name)) : defaults[name];
    return {
      persona: oneOf(personaIds, value('persona')) ?? personaIds[index] ?? defaults.persona,
      theme: oneOf(choices.theme, value('theme')) ?? defaults.theme,
      version: matching('version', /^[0-9]{1,2}\.[0-9]{1,2}$/),
      lang: matching('lang', /^[a-z]{2,3}(-[a-z0-9]{2,8})?$/i),
      startapp: matching('startapp', /^[\w-]{1,64}$/),
      screen: oneOf(screens, value('screen')) ?? defaults.screen,
      platform: oneOf(choices.platform, value('platform')) ?? defaults.platform,
      safe: oneOf(choices.safe, value('safe')) ?? defaults.safe,
      width: value('width') === 'desktop' ? desktopWidth : size('width'),
      height: size('height'),
    };
  });
  return { phones, bare: query.get('bare') === '1' };
}

/** Writes the query string that {@link readSettings} reads back; what is as usual is left out. */
export function writeSettings({ phones, bare }: Settings): string {
  const query = new URLSearchParams();
  for (const name of [
    'persona',
    'theme',
    'version',
    'lang',
    'startapp',
    'screen',
    'platform',
    'safe',
    'width',
    'height',
  ] as const) {
    const values = phones.map((phone) => String(phone[name]));
    const same = new Set(values).size === 1;
    if (same && values[0] === String(defaults[name]) && name !== 'persona') continue;
    for (const value of same && name !== 'persona' ? values.slice(0, 1) : values) query.append(name, value);
  }
  if (bare) query.append('bare', '1');
  return query.toString();
}

/** A further phone: like the last one, in the hands of the next person who holds none yet. */
export function phoneBeside(phones: readonly PhoneSettings[], personaIds: readonly string[]): PhoneSettings {
  const taken = new Set(phones.map((phone) => phone.persona));
  const persona = personaIds.find((id) => !taken.has(id)) ?? defaults.persona;
  return { ...defaults, ...phones.at(-1), persona, lang: '' };
}

function oneOf<Word extends string>(words: readonly Word[], text: string): Word | undefined {
  return words.find((word) => word === text);
}
