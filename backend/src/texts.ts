import { fill, messageAt, type KeysOf, type Values } from '@wishlins/contract/message';
import type { Language } from '@wishlins/contract/users';
import en from '../locales/en.json' with { type: 'json' };
import ru from '../locales/ru.json' with { type: 'json' };

type Messages = typeof ru;
export type Key = KeysOf<Messages>;

/** Russian is the source: its keys are the keys, and TypeScript holds every other language to them. */
const messages: Record<Language, Messages> = { ru, en };

/** What the backend says outside of the app, in the language of whom it is for; `n` chooses the plural form. */
export function say(language: Language, key: Key, values: Values = {}): string {
  return fill(messageAt(messages[language], key), language, values);
}
