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

it.each(['answered', 'broken off'])('a toast under a question stays, and its full time after it is %s', async (end) => {
  const toasts = createToasts({ lasts: 5000 });
  const question = Promise.withResolvers<void>();
  toasts.show({ text: 'Забронировано' });
  toasts.keep(question.promise);
  vi.advanceTimersByTime(60_000);
  expect(toasts.shown).toHaveLength(1);
  if (end === 'answered') question.resolve();
  else question.reject(new Error('the line is cut'));
  await vi.advanceTimersByTimeAsync(4999);
  expect(toasts.shown).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(toasts.shown).toHaveLength(0);
});
