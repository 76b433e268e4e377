import { inject, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import { fill, messageAt, type KeysOf, type Values } from '@wishlins/contract/message';
import type { Language } from '@wishlins/contract/users';
import en from '../locales/en.json';
import ru from '../locales/ru.json';

/** The language of the page; one per app. */
export interface Speech {
  readonly language: Readonly<ShallowRef<Language>>;
  /** Turns the whole page to a language. */
  speak(language: Language): void;
}

export interface I18n<Key extends string = MessageKey> extends Speech {
  /** The text of `key`; `n` among the values chooses the plural form. */
  readonly t: (key: Key, values?: Values) => string;
}

export type MessageKey = KeysOf<typeof ru>;
/** The keys that the `useI18n` of some texts knows. */
export type KeyOf<UseI18n> = UseI18n extends () => I18n<infer Key> ? Key : never;

type Texts<Tree extends object = object> = Record<Language, Tree>;
type KeysOfEach<Tree> = Tree extends object ? KeysOf<Tree> : never;

export const speechKey: InjectionKey<Speech> = Symbol('speech');

/** Makes the language of a page. */
export function createSpeech(first: Language, root?: HTMLElement): Speech {
  const language = shallowRef(first);
  if (root) root.lang = first;

  return {
    language,
    speak(next) {
      language.value = next;
      if (root) root.lang = next;
    },
  };
}

/** The texts of the app in the language of the person: what may be said before any page has come, and `more`. */
export function textsOf<More extends Texts[]>(...more: More): () => I18n<MessageKey | KeysOfEach<More[number]['ru']>> {
  const all = [{ ru, en }, ...more];
  // No namespace is in two of them: `scripts/locales.ts` sees to it.
  const messages: Texts = {
    ru: Object.assign({}, ...all.map((texts) => texts.ru)),
    en: Object.assign({}, ...all.map((texts) => texts.en)),
  };
  return () => {
    const speech = inject(speechKey);
    if (!speech) throw new Error('no language was provided to this app');
    const { language } = speech;
    return {
      ...speech,
      t: (key, values = {}) => fill(messageAt(messages[language.value], key), language.value, values),
    };
  };
}

export const useI18n = textsOf();
