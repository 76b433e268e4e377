import { daysInMonth } from '@wishlins/contract/dates';
import { languages, type Birthday } from '@wishlins/contract/users';

/** How the twelve months are written, alone and after a day, in the languages that the bot speaks. */
const months: readonly (readonly string[])[] = Array.from({ length: 12 }, (_, month) =>
  languages.flatMap((language) =>
    [{ month: 'long' } as const, { month: 'long', day: 'numeric' } as const].flatMap((form) =>
      new Intl.DateTimeFormat(language, form)
        .formatToParts(new Date(2024, month, 1))
        .flatMap(({ type, value }) => (type === 'month' ? [value.toLowerCase()] : [])),
    ),
  ),
);

/**
 * Reads a birthday as people write it: `15.03.1995`, `15/3`, `15 марта`, `March 15, 1995`, `1995-03-15`.
 *
 * @returns `undefined` when it is no day that was or will be, or when it could be another
 */
export function parseBirthday(text: string, now = new Date()): Birthday | undefined {
  const parts = text.toLowerCase().match(/\d+|\p{L}+/gu) ?? [];
  const words = parts.filter((part) => !/^(?:\d+|st|nd|rd|th|of|the|г|год|года|го|е)$/.test(part));
  const numbers = parts.filter((part) => /^\d+$/.test(part)).map(Number);
  const birthday = words.length === 0 ? fromNumbers(numbers) : fromMonthName(words, numbers);
  return birthday && exists(birthday, now) ? birthday : undefined;
}

/** Whether somebody meant a date, so that it is worth asking again. */
export function looksLikeDate(text: string): boolean {
  return text.length <= 40 && /^\d{1,4}[./\- ](?:\d|\p{L}{3})/u.test(text.trim()) && !/[₽$€]/.test(text);
}

function fromNumbers(numbers: number[]): Birthday | undefined {
  const [first = 0, second = 0, third] = numbers;
  if (numbers.length < 2 || numbers.length > 3) return undefined;
  if (first > 999) return third === undefined ? undefined : { day: third, month: second, year: first };
  return { day: first, month: second, year: third ?? null };
}

function fromMonthName([word = '', ...more]: string[], numbers: number[]): Birthday | undefined {
  const month = months.findIndex((names) => names.some((name) => isShort(word, name))) + 1;
  if (more.length > 0 || month === 0 || numbers.length === 0 || numbers.length > 2) return undefined;
  const [day = 0, year = null] = numbers;
  return { day, month, year };
}

/** `мар`, `sept`: three letters tell the months apart. */
function isShort(word: string, name: string): boolean {
  return word.length >= 3 && name.startsWith(word);
}

function exists(birthday: Birthday, now: Date): boolean {
  const { day, month, year } = birthday;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(birthday)) return false;
  return year === null || (year >= 1900 && Date.UTC(year, month - 1, day) <= now.getTime());
}
