import { daysUntil, formatBirthday, formatDaysUntil } from '@wishlins/contract/dates';
import { useI18n } from '../page-texts.ts';

/** The furthest birthday, in days, that is also told as “in 12 days”. */
const soon = 60;

/** What is said of the next birthday of somebody, given its day as `2026-12-31`. */
export function useBirthdayText() {
  const { t, language } = useI18n();

  const isToday = (day: string, timeZone: string) => daysUntil(day, timeZone) === 0;

  /** “in 12 days”; `undefined` when it is far. */
  function countdown(day: string, timeZone: string): string | undefined {
    const days = daysUntil(day, timeZone);
    return days >= 0 && days <= soon ? formatDaysUntil(days, language.value) : undefined;
  }

  function date(day: string): string {
    const [, month = 1, dayOfMonth = 1] = day.split('-').map(Number);
    return formatBirthday({ day: dayOfMonth, month }, language.value);
  }

  /** “in 12 days”, or “5 June” when it is far. */
  const short = (day: string, timeZone: string) => countdown(day, timeZone) ?? date(day);

  /** “5 December · in 12 days”. */
  function line(day: string, timeZone: string): string {
    if (isToday(day, timeZone)) return t('birthday.today');
    return [date(day), countdown(day, timeZone)].filter(Boolean).join(' · ');
  }

  return { isToday, short, line };
}
