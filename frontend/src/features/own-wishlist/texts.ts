import { textsOf, type KeyOf } from '../../i18n/i18n.ts';
import { pageTexts } from '../../page-texts.ts';
import en from './locales/en.json';
import ru from './locales/ru.json';

export const useI18n = textsOf(pageTexts, { ru, en });

/** What may be said of an own list. */
export type MessageKey = KeyOf<typeof useI18n>;
