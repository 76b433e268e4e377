import { expect, it } from 'vitest';
import { fill } from './message.ts';

const wishes = '{n} желание | {n} желания | {n} желаний';

it.each([
  [1, '1 желание'],
  [2, '2 желания'],
  [5, '5 желаний'],
  [11, '11 желаний'],
  [21, '21 желание'],
  [112, '112 желаний'],
])('Russian has three forms: %i', (n, text) => {
  expect(fill(wishes, 'ru', { n })).toBe(text);
});

it.each([
  [0, '0 wishes'],
  [1, '1 wish'],
  [21, '21 wishes'],
  [1500, '1,500 wishes'],
])('English has two: %i', (n, text) => {
  expect(fill('{n} wish | {n} wishes', 'en', { n })).toBe(text);
});

it('names are put in as they are, whatever they contain', () => {
  expect(fill('Для {name}', 'ru', { name: '$& {n} <b>' })).toBe('Для $& {n} <b>');
});
