import { daysUntil, formatDay, formatDaysUntil } from '@wishlins/contract/dates';
import { useI18n } from '../i18n/i18n.ts';

/** The furthest day, in days, that is still told as “in 12 days”. */
const soon = 60;

/** What a cover says around its title: when the occasion is, and how many wishes there are. */
export function useCoverText() {
  const { t, language } = useI18n();

  function badge(eventDate: string | null, timeZone: string): string | undefined {
    if (!eventDate) return undefined;
    const days = daysUntil(eventDate, timeZone);
    return days >= 0 && days <= soon ? formatDaysUntil(days, language.value) : formatDay(eventDate, language.value);
  }

  function count(wishes: number): string {
    return wishes === 0 ? t('ui.noWishes') : t('ui.wishes', { n: wishes });
  }

  return { badge, count };
}
