import { fill, messageAt, type KeysOf, type Values } from '@wishlins/contract/message';
import type { Language } from '@wishlins/contract/users';
import en from '../locales/en.json' with { type: 'json' };
import ru from '../locales/ru.json' with { type: 'json' };
import { cut, escape, type Html } from './markup.ts';

const messages: Record<Language, typeof ru> = { ru, en };
/** The most of a value that a sentence can bear, in UTF-16 units. */
const longestValue = 300;

export type TextKey = KeysOf<typeof ru>;

/** What the bot says in one language. */
export interface Texts {
  language: Language;
  /** Plain text, for buttons and wherever nothing is formatted. */
  t: (key: TextKey, values?: Values) => string;
  /** HTML, with the values escaped. */
  html: (key: TextKey, values?: Values) => Html;
}

/** Makes what the bot says in a language. */
export function textsIn(language: Language): Texts {
  const t = (key: TextKey, values: Values = {}) => fill(messageAt(messages[language], key), language, values);
  return {
    language,
    t,
    html: (key, values = {}) => t(key, escapeAll(values)) as Html,
  };
}

function escapeAll(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : escape(cut(value, longestValue)),
    ]),
  );
}
