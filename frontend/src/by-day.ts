import { daysUntil, formatDay, formatDaysUntil, today } from '@wishlins/contract/dates';
import type { Language } from '@wishlins/contract/users';

/** What came on one day, as `2026-12-31`, where the viewer lives. */
export interface OfDay<Entry> {
  day: string;
  entries: Entry[];
}

/** Puts what is in the order of its moments under its days. */
export function byDay<Entry>(
  entries: readonly Entry[],
  momentOf: (entry: Entry) => string,
  timeZone: string,
): OfDay<Entry>[] {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = today(timeZone, new Date(momentOf(entry)));
    const others = days.get(day);
    if (others) others.push(entry);
    else days.set(day, [entry]);
  }
  return Array.from(days, ([day, ofDay]) => ({ day, entries: ofDay }));
}

/** “Today”, “Yesterday”, then the day itself; as a heading. */
export function dayHeading(day: string, timeZone: string, language: Language): string {
  const distance = daysUntil(day, timeZone);
  const text = distance >= -1 ? formatDaysUntil(distance, language) : formatDay(day, language);
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
