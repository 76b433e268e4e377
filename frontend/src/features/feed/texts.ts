import { textsOf } from '../../i18n/i18n.ts';
import { pageTexts } from '../../page-texts.ts';
import en from './locales/en.json';
import ru from './locales/ru.json';

export const useI18n = textsOf(pageTexts, { ru, en });
