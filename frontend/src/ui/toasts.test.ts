import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createToasts } from './toasts.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('a toast goes by itself', () => {
  const toasts = createToasts({ lasts: 5000 });
  toasts.show({ text: 'Сохранено' });
  vi.advanceTimersByTime(4999);
  expect(toasts.shown).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(toasts.shown).toHaveLength(0);
});

it('a new toast takes the place of the old one and stays its full time', () => {
  const toasts = createToasts({ lasts: 5000 });
  toasts.show({ text: 'Первое' });
  vi.advanceTimersByTime(3000);
  toasts.show({ text: 'Второе' });
  vi.advanceTimersByTime(3000);
  expect(toasts.shown.map(({ text }) => text)).toEqual(['Второе']);
});
