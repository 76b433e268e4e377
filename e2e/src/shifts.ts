import type { BrowserContext, Frame } from 'playwright-core';

declare global {
  interface Window {
    /** How far things have moved by themselves on this page. */
    shifted: () => number;
  }
}

/** Lets every page of the window note how far things move on it by themselves. Source: https://web.dev/articles/cls */
export async function watchShifts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    let sum = 0;
    const add = (entries: PerformanceEntry[]) => {
      for (const entry of entries) sum += Number(Reflect.get(entry, 'value'));
    };
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    window.shifted = () => {
      add(observer.takeRecords());
      return sum;
    };
  });
}

/** The sum of it so far, what is about to be drawn included. */
export async function shiftSoFar(frame: Frame): Promise<number> {
  return await frame.evaluate(async () => {
    for (const _ of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve));
    return window.shifted();
  });
}
