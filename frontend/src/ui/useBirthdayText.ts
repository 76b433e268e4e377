import { daysUntil, formatBirthday, formatDaysUntil } from '../i18n/dates.ts';
import { useI18n } from '../i18n/i18n.ts';

/** The furthest birthday, in days, that is also told as “in 12 days”. */
const soon = 60;

/** What is said of the next birthday of somebody, given its day as `2026-12-31`. */
export function useBirthdayText() {
  const { t, language } = useI18n();

  const isToday = (day: string, timeZone: string) => daysUntil(day, timeZone) === 0;

  /** “5 December · in 12 days”. */
  function line(day: string, timeZone: string): string {
    const days = daysUntil(day, timeZone);
    if (days === 0) return t('birthday.today');
    const [, month = 1, date = 1] = day.split('-').map(Number);
    const when = formatBirthday({ day: date, month }, language.value);
    return days > 0 && days <= soon ? `${when} · ${formatDaysUntil(days, language.value)}` : when;
  }

  return { isToday, line };
}
