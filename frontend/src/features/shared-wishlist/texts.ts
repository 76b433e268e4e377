import { textsOf } from '../../i18n/i18n.ts';
import en from './locales/en.json';
import ru from './locales/ru.json';

/** What the list itself says: part of the first load, which has a budget. */
export const listTexts = { ru, en };

export const useI18n = textsOf(listTexts);
