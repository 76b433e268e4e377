import { waitFor } from '@testing-library/vue';
import { ApiError } from '@wishlins/contract/client';
import { describe, expect, it } from 'vitest';
import { defineComponent } from 'vue';
import { inOrder, shifted, useOrder } from './order.ts';
import { renderPart } from './testing/render.ts';

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

describe('an order that changes faster than it is saved', () => {
  /** Somebody arranges letters; `savings` are answered by the test, one after the other. */
  async function arranging() {
    let shown = order('abc');
    const savings: { ids: string; answer: PromiseWithResolvers<void> }[] = [];
    let arrange = async (_ids: readonly string[]) => {};
    const Arranger = defineComponent(() => {
      arrange = useOrder({
        now: () => [...shown],
        show: (ids) => (shown = [...ids]),
        save(ids) {
          const answer = Promise.withResolvers<void>();
          savings.push({ ids: ids.join(''), answer });
          return answer.promise;
        },
      });
      return () => null;
    });
    const screen = await renderPart(Arranger);
    return { ...screen, savings, shown: () => shown.join(''), arrange: (ids: string) => void arrange(order(ids)) };
  }

  it('is saved one at a time, and the last one is what stays', async () => {
    const { arrange, savings, shown } = await arranging();
    arrange('bac');
    arrange('bca');
    arrange('cba');
    expect(savings.map(({ ids }) => ids)).toEqual(['bac']);
    savings[0]?.answer.resolve();
    await waitFor(() => expect(savings.map(({ ids }) => ids)).toEqual(['bac', 'cba']));
    savings[1]?.answer.resolve();
    expect(shown()).toBe('cba');
  });

  it('and is refused is as it was saved last', async () => {
    const { arrange, savings, shown, findByText } = await arranging();
    arrange('bac');
    arrange('cba');
    savings[0]?.answer.resolve();
    await waitFor(() => expect(savings).toHaveLength(2));
    savings[1]?.answer.reject(new ApiError('unavailable', 503));
    await findByText(/Сервис отдыхает/);
    expect(shown()).toBe('bac');
  });

  it('an order that is the same is not sent', async () => {
    const { arrange, savings } = await arranging();
    arrange('abc');
    expect(savings).toHaveLength(0);
  });
});
