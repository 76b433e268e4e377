import { describe, expect, it } from 'vitest';
import { looksLikeDate, parseBirthday } from './birthday.ts';

const now = new Date('2026-11-24T12:00:00Z');
const read = (text: string) => parseBirthday(text, now);

describe('a birthday', () => {
  it.each([
    '15.03.1995',
    '15.3.1995 г.',
    '15/03/1995',
    '15-03-1995',
    '1995-03-15',
    '15 марта 1995',
    '15 Марта 1995 года',
    '15-го марта 1995',
    'March 15, 1995',
    'mar 15th 1995',
    '15 of March 1995',
    ' 15 03 1995 ',
  ])('is read from “%s” with its year', (text) => {
    expect(read(text)).toEqual({ day: 15, month: 3, year: 1995 });
  });

  it.each(['15.03', '15/3', '15 марта', 'March 15', '15 мар', 'the 15th of March'])('needs no year: “%s”', (text) => {
    expect(read(text)).toEqual({ day: 15, month: 3, year: null });
  });

  it('may be the 29th of February, of a leap year or of none', () => {
    expect(read('29 февраля')).toEqual({ day: 29, month: 2, year: null });
    expect(read('29.02.2024')).toEqual({ day: 29, month: 2, year: 2024 });
    expect(read('29.02.2023')).toBeUndefined();
  });

  it('tells the months of both languages apart', () => {
    const names = 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря'.split(' ');
    expect(names.map((name) => read(`7 ${name}`)?.month)).toEqual(names.map((_, at) => at + 1));
    const english = Array.from({ length: 12 }, (_, month) =>
      new Intl.DateTimeFormat('en', { month: 'long' }).format(new Date(2024, month, 1)),
    );
    expect(english.map((name) => read(`${name} 7`)?.month)).toEqual(english.map((_, at) => at + 1));
  });

  it.each([
    '',
    'скажу потом',
    '31.02',
    '00.01.1990',
    '12.13.1990',
    '15.03.95',
    '15.03.2027',
    '1.1.1899',
    '15 марта и 16 марта',
    '15 мартобря 1995 апреля',
    '15',
    '1995',
    '1.2.3.4',
    'кофе 15 марта',
    '９ марта'.repeat(2),
  ])('is not guessed from “%s”', (text) => {
    expect(read(text)).toBeUndefined();
  });
});

it.each([
  ['31.02.1990', true],
  ['15 мартобря', true],
  ['1995-13-45', true],
  ['Кофе в зёрнах', false],
  ['2 чашки из синей глины, как у Веры, только побольше', false],
  ['15 000 ₽', false],
  ['https://shop.example/15.03', false],
])('whether a date was meant by “%s”: %s', (text, meant) => {
  expect(looksLikeDate(text)).toBe(meant);
});
