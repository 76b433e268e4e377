import { inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { fill, messageAt, type KeysOf, type Values } from '@wishlins/contract/message';
import type { Language } from '@wishlins/contract/users';
import type ru from '../locales/ru.json';

/** Russian is the source: its keys are the keys, and TypeScript holds every other language to them. */
export type Messages = typeof ru;
export type MessageKey = KeysOf<Messages>;

export interface I18n {
  readonly language: Readonly<ShallowRef<Language>>;
  /** The text of `key`; `n` among the values chooses the plural form. */
  t(key: MessageKey, values?: Values): string;
  /** Loads the language if need be and turns the whole page to it. */
  speak(language: Language): Promise<void>;
}

export const i18nKey: InjectionKey<I18n> = Symbol('i18n');

/** Each language is a chunk of its own; a person loads only theirs. */
const loaders: Record<Language, () => Promise<{ default: Messages }>> = {
  ru: () => import('../locales/ru.json'),
  en: () => import('../locales/en.json'),
};

/** Loads a language and makes the texts of the app. */
export async function createI18n(first: Language, root?: HTMLElement): Promise<I18n> {
  const language = shallowRef(first);
  const messages = shallowRef((await loaders[first]()).default);
  if (root) root.lang = first;

  return {
    language,
    t: (key, values = {}) => fill(messageAt(messages.value, key), language.value, values),
    async speak(next) {
      if (next === language.value) return;
      messages.value = (await loaders[next]()).default;
      language.value = next;
      if (root) root.lang = next;
    },
  };
}

/** The texts of the app in the language of the person. */
export function useI18n(): I18n {
  const i18n = inject(i18nKey);
  if (!i18n) throw new Error('no texts were provided to this app');
  return i18n;
}
