import { textsOf } from './i18n/i18n.ts';
import en from './locales/pages/en.json';
import ru from './locales/pages/ru.json';

/** What several pages say, and none of it before a page other than a shared list. */
export const pageTexts = { ru, en };

export const useI18n = textsOf(pageTexts);
