import { fireEvent } from '@testing-library/vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, h, nextTick, ref, useTemplateRef } from 'vue';
import { createFakeTelegram } from '../testing/fake-telegram.ts';
import { renderPart } from '../testing/render.ts';
import { useDragOrder } from './useDragOrder.ts';

/** Every card stands 100 pixels below the one before. */
const layout: PropertyDescriptorMap & ThisType<HTMLElement> = {
  offsetTop: {
    configurable: true,
    get() {
      return [...(this.parentElement?.children ?? [])].indexOf(this) * 100;
    },
  },
  offsetHeight: { configurable: true, get: () => 100 },
  offsetWidth: { configurable: true, get: () => 100 },
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  Object.defineProperties(HTMLLIElement.prototype, layout);
  HTMLUListElement.prototype.setPointerCapture = () => {};
});
afterEach(() => {
  vi.runOnlyPendingTimers();
  for (const name of Object.keys(layout)) Reflect.deleteProperty(HTMLLIElement.prototype, name);
  Reflect.deleteProperty(HTMLUListElement.prototype, 'setPointerCapture');
  vi.useRealTimers();
});

async function showCards() {
  const ids = ref(['a', 'b', 'c', 'd']);
  const keep = vi.fn<(order: string[]) => void>();
  const tapped = vi.fn<(id: string) => void>();
  const telegram = createFakeTelegram();
  const Cards = defineComponent(() => {
    const grid = useTemplateRef<HTMLElement>('grid');
    useDragOrder({
      grid: () => grid.value ?? undefined,
      enabled: () => true,
      now: () => [...ids.value],
      show: (order) => (ids.value = order),
      keep,
    });
    const cards = () =>
      ids.value.map((id) => h('li', { key: id, 'data-id': id }, h('button', { onClick: () => tapped(id) }, id)));
    return () => h('ul', { ref: 'grid' }, [...cards(), h('li', 'new')]);
  });
  const screen = await renderPart(Cards, {}, { telegram });
  const card = (name: string) => screen.getByRole('button', { name });
  const shown = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent);

  /** Presses a card in its middle, and answers how to go on. */
  function press(name: string, pointerType: 'mouse' | 'touch') {
    const pointer = { pointerId: 1, pointerType, isPrimary: true, button: 0, clientX: 50 };
    const y = shown().indexOf(name) * 100 + 50;
    const at = (type: string, clientY: number) =>
      void window.dispatchEvent(new PointerEvent(type, { ...pointer, clientY }));
    const event = new PointerEvent('pointerdown', { ...pointer, clientY: y, bubbles: true });
    card(name).dispatchEvent(event);
    return { move: (clientY: number) => at('pointermove', clientY), release: () => at('pointerup', 0) };
  }

  const swipes = () =>
    telegram.told
      .filter(({ eventType }) => eventType === 'web_app_setup_swipe_behavior')
      .map(({ eventData }) => Reflect.get(eventData, 'allow_vertical_swipe'));
  return { ...screen, ids, keep, tapped, card, shown, press, swipes };
}

describe('a mouse', () => {
  it('takes a card along at once; the others make room, and the order is kept when it lets go', async () => {
    const { press, shown, keep } = await showCards();
    const mouse = press('a', 'mouse');
    mouse.move(70);
    mouse.move(250);
    await nextTick();
    expect(shown()).toEqual(['b', 'c', 'a', 'd', 'new']);
    expect(keep).not.toHaveBeenCalled();
    mouse.release();
    expect(keep.mock.calls).toEqual([[['b', 'c', 'a', 'd']]]);
  });

  it('that hardly moves only taps', async () => {
    const { press, card, tapped, keep } = await showCards();
    const mouse = press('a', 'mouse');
    mouse.move(53);
    mouse.release();
    await fireEvent.click(card('a'));
    expect(tapped).toHaveBeenCalledWith('a');
    expect(keep).not.toHaveBeenCalled();
  });

  it('that lets go of a card does not tap it as well', async () => {
    const { press, card, tapped } = await showCards();
    const mouse = press('a', 'mouse');
    mouse.move(250);
    mouse.release();
    await fireEvent.click(card('a'));
    expect(tapped).not.toHaveBeenCalled();
    vi.runOnlyPendingTimers();
    await fireEvent.click(card('a'));
    expect(tapped).toHaveBeenCalledWith('a');
  });
});

describe('a finger', () => {
  it('that moves on at once scrolls, and lifts nothing', async () => {
    const { press, shown, swipes } = await showCards();
    const finger = press('a', 'touch');
    finger.move(250);
    vi.advanceTimersByTime(1000);
    finger.move(350);
    await nextTick();
    expect(shown()).toEqual(['a', 'b', 'c', 'd', 'new']);
    expect(swipes()).toEqual([]);
  });

  it('that rests lifts the card; until it lets go, a swipe does not close the app', async () => {
    const { press, shown, swipes, keep } = await showCards();
    const finger = press('d', 'touch');
    vi.advanceTimersByTime(250);
    expect(swipes()).toEqual([false]);
    finger.move(50);
    await nextTick();
    expect(shown()).toEqual(['d', 'a', 'b', 'c', 'new']);
    finger.release();
    expect(swipes()).toEqual([false, true]);
    expect(keep).toHaveBeenCalledWith(['d', 'a', 'b', 'c']);
  });
});

it('Escape puts everything back, and nothing is kept', async () => {
  const { press, shown, keep } = await showCards();
  const mouse = press('a', 'mouse');
  mouse.move(250);
  await fireEvent.keyDown(window, { key: 'Escape' });
  await nextTick();
  expect(shown()).toEqual(['a', 'b', 'c', 'd', 'new']);
  mouse.release();
  expect(keep).not.toHaveBeenCalled();
});

it('what has no place in the order is no place to drop a card', async () => {
  const { press, shown } = await showCards();
  const mouse = press('a', 'mouse');
  mouse.move(450);
  await nextTick();
  expect(shown()).toEqual(['a', 'b', 'c', 'd', 'new']);
  mouse.release();
});
