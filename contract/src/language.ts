import type { Language } from './users.ts';

/** The language to speak with whoever has said none: Russian for who reads it or a neighbour of it, else English. */
export function guessLanguage(tag: string | undefined): Language {
  return /^(ru|be|kk|ky|tg|uz)\b/i.test(tag ?? '') ? 'ru' : 'en';
}
