import { textsOf } from '../../i18n/i18n.ts';
import { pageTexts } from '../../page-texts.ts';
import en from './locales/later/en.json';
import ru from './locales/later/ru.json';
import { listTexts } from './texts.ts';

/** What is said by all that comes after the list. */
export const useI18n = textsOf(pageTexts, listTexts, { ru, en });
