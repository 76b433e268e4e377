import { expect, it } from 'vitest';
import { daysInMonth, daysUntil, formatBirthday, formatDay, formatDaysUntil, nextBirthday } from './dates.ts';

const lateEvening = new Date('2026-12-30T21:30:00Z'); // Already the 31st in Moscow.

it('days are counted from today in the time zone of the person', () => {
  expect(daysUntil('2026-12-31', 'Europe/Moscow', lateEvening)).toBe(0);
  expect(daysUntil('2026-12-31', 'America/New_York', lateEvening)).toBe(1);
});

it('a change of clocks does not lose a day', () => {
  expect(daysUntil('2026-03-30', 'Europe/Berlin', new Date('2026-03-28T22:30:00Z'))).toBe(2);
});

it('a day is told with its year only when it is another one', () => {
  expect(formatDay('2026-12-31', 'ru', lateEvening)).toBe('31 декабря');
  expect(formatDay('2027-01-07', 'en', lateEvening)).toBe('January 7, 2027');
  expect(formatDay('2027-01-07', 'ru', lateEvening)).toBe('7 января 2027');
});

it('what is near is told in words', () => {
  expect(formatDaysUntil(0, 'ru')).toBe('сегодня');
  expect(formatDaysUntil(1, 'en')).toBe('tomorrow');
  expect(formatDaysUntil(12, 'ru')).toBe('через 12 дней');
});

it('29 February is a birthday unless the year says otherwise', () => {
  expect(daysInMonth({ month: 2, year: null })).toBe(29);
  expect(daysInMonth({ month: 2, year: 2023 })).toBe(28);
});

it('a birthday is told without its year, also when it is on 29 February', () => {
  expect(formatBirthday({ day: 29, month: 2 }, 'ru')).toBe('29 февраля');
  expect(formatBirthday({ day: 7, month: 1 }, 'en')).toBe('January 7');
});

it('the next birthday is today at the soonest, in the time zone of the person', () => {
  expect(nextBirthday({ day: 31, month: 12 }, 'Europe/Moscow', lateEvening)).toBe('2026-12-31');
  expect(nextBirthday({ day: 30, month: 12 }, 'Europe/Moscow', lateEvening)).toBe('2027-12-30');
  expect(nextBirthday({ day: 30, month: 12 }, 'America/New_York', lateEvening)).toBe('2026-12-30');
});

it('a birthday of 29 February is kept on the 28th when the year has no 29th', () => {
  const leapDay = { day: 29, month: 2 };
  expect(nextBirthday(leapDay, 'UTC', new Date('2027-02-28T12:00:00Z'))).toBe('2027-02-28');
  expect(nextBirthday(leapDay, 'UTC', new Date('2027-03-01T12:00:00Z'))).toBe('2028-02-29');
});
