import { describe, expect, it } from 'vitest';
import { editablePrice, formatMoney, parsePrice } from './money.ts';

describe('a price is read as people type it', () => {
  it.each([
    ['1 299,90', 'RUB', 129_990],
    ['1 299,90 ₽', 'RUB', 129_990],
    ['1,299.90', 'USD', 129_990],
    ['1.299,90', 'EUR', 129_990],
    ['$25', 'USD', 2500],
    ['1299 руб.', 'RUB', 129_900],
    ['12,5', 'RUB', 1250],
    ['1.299', 'EUR', 129_900],
    ['1,299,000', 'USD', 129_900_000],
    ['1500', 'JPY', 1500],
    ['1,500', 'JPY', 1500],
    ['1.299', 'KWD', 1299],
    ['2.5', 'KWD', 2500],
    ['0', 'RUB', 0],
  ])('%s in %s is %i minor units', (text, currency, amount) => {
    expect(parsePrice(text, currency)).toBe(amount);
  });

  it.each([
    ['', 'RUB'],
    ['дорого', 'RUB'],
    ['-5', 'RUB'],
    ['12,3456', 'RUB'],
    ['1.5', 'JPY'],
    ['99999999999999', 'RUB'],
  ])('%j in %s is no price', (text, currency) => {
    expect(parsePrice(text, currency)).toBeUndefined();
  });
});

describe('money is shown in the words of the language', () => {
  it.each([
    [{ amount: 129_990, currency: 'RUB' }, 'ru', '1 299,90 ₽'],
    [{ amount: 129_900, currency: 'RUB' }, 'ru', '1 299 ₽'],
    [{ amount: 2500, currency: 'USD' }, 'en', '$25'],
    [{ amount: 1500, currency: 'JPY' }, 'en', '¥1,500'],
    [{ amount: 1234, currency: 'KWD' }, 'en', 'KWD 1.234'],
  ])('%j in %s', (money, language, text) => {
    expect(formatMoney(money, language).replaceAll(/\s/g, ' ')).toBe(text);
  });

  it('a price put into a field reads back as the same price', () => {
    for (const language of ['ru', 'en']) {
      for (const money of [
        { amount: 129_990, currency: 'RUB' },
        { amount: 5, currency: 'USD' },
        { amount: 1234, currency: 'KWD' },
        { amount: 15_000, currency: 'JPY' },
      ]) {
        expect(parsePrice(editablePrice(money, language), money.currency)).toBe(money.amount);
      }
    }
  });
});
