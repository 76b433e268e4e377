import { describe, expect, it } from 'vitest';
import { inOrder, shifted } from './order.ts';

const order = (ids: string) => ids.split('');

describe('moving by a place', () => {
  it.each([
    ['abcd', 'c', -1, 'acbd'],
    ['abcd', 'a', -1, 'abcd'],
    ['abcd', 'b', 1, 'acbd'],
    ['abcd', 'd', 1, 'abcd'],
    ['abcd', 'cd', -1, 'acdb'],
    ['abcd', 'ab', 1, 'cabd'],
    ['abcd', 'ac', -1, 'acbd'],
    ['abcd', 'abcd', 1, 'abcd'],
  ] as const)('of %s: %s by %i makes %s', (ids, chosen, by, result) => {
    expect(shifted(order(ids), new Set(order(chosen)), by).join('')).toBe(result);
  });
});

it('what the order does not name follows as it stood', () => {
  const entries = order('abcd').map((id) => ({ id }));
  expect(inOrder(entries, ['d', 'b', 'gone']).map(({ id }) => id)).toEqual(['d', 'b', 'a', 'c']);
});
