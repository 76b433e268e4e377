import type { Birthday } from './users.ts';

const dayLength = 86_400_000;

/** A format costs more to make than to use. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const found = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, found);
  return found;
}

/** Today in a time zone, as `2026-12-31`. */
export function today(timeZone: string, now = new Date()): string {
  return format('en-CA', { timeZone, dateStyle: 'short' }).format(now);
}

/** How many days from today until `day`; negative when it has passed. */
export function daysUntil(day: string, timeZone: string, now = new Date()): number {
  return Math.round((Date.parse(day) - Date.parse(today(timeZone, now))) / dayLength);
}

/** “today”, “tomorrow”, “in 12 days”; weeks and months are too vague for a present. */
export function formatDaysUntil(days: number, language: string): string {
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day');
}

/** A day without its time zone: `31 декабря`, with the year when it is not this one: `31 декабря 2099`. */
export function formatDay(day: string, language: string, now = new Date()): string {
  const date = new Date(`${day}T00:00:00Z`);
  const year = date.getUTCFullYear() === now.getUTCFullYear() ? {} : ({ year: 'numeric' } as const);
  const written = format(language, { day: 'numeric', month: 'long', timeZone: 'UTC', ...year }).format(date);
  // The dot of the Russian “г.” would be the second one at the end of a sentence.
  return written.replace(/\sг\.$/u, '');
}

/** A moment that is near, as the clocks of a time zone show it: `26 ноября в 14:30`. */
export function formatMoment(instant: string, timeZone: string, language: string): string {
  const hour = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return format(language, { timeZone, day: 'numeric', month: 'long', ...hour }).format(new Date(instant));
}

/** The day of a birthday without its year: `29 февраля`; 2024 has every day that a birthday may have. */
export function formatBirthday({ day, month }: Pick<Birthday, 'day' | 'month'>, language: string): string {
  return formatDay(dayOf(2024, month, day), language, new Date('2024-07-01'));
}

/** The next day a birthday is kept; one of 29 February is kept on the 28th in a common year. */
export function nextBirthday(
  { day, month }: Pick<Birthday, 'day' | 'month'>,
  timeZone: string,
  now = new Date(),
): string {
  const from = today(timeZone, now);
  const year = Number(from.slice(0, 4));
  const keptIn = (of: number) => dayOf(of, month, Math.min(day, daysInMonth({ month, year: of })));
  return keptIn(year) >= from ? keptIn(year) : keptIn(year + 1);
}

/** The names of the months, for a birthday’s field. */
export function monthNames(language: string): string[] {
  const name = format(language, { month: 'long', timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => name.format(Date.UTC(2024, month)));
}

/** How many days a month may have; February has 29 when the year is not told. */
export function daysInMonth({ month, year }: Pick<Birthday, 'month' | 'year'>): number {
  return new Date(Date.UTC(year ?? 2024, month, 0)).getUTCDate();
}

function dayOf(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}
