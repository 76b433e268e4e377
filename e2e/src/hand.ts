import type { Simulator } from './simulator.ts';

/** Where in the window, in pixels from its corner. */
export interface Point {
  x: number;
  y: number;
}

/** A finger that lies on the screen. */
export interface Finger {
  /** Moves from where it is, as fast as the page follows. */
  moveTo: (to: Point) => Promise<void>;
  lift: () => Promise<void>;
}

const steps = Array.from({ length: 10 }, (_, step) => (step + 1) / 10);

/** Lays a finger on the screen: the browser makes of it whatever it makes of a real one. */
export async function layFinger({ page, context }: Simulator, at: Point): Promise<Finger> {
  const hand = await context.newCDPSession(page);
  let from = at;
  await hand.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  return {
    async moveTo(to) {
      for (const part of steps) {
        const point = { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
        await hand.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [point] });
      }
      from = to;
    },
    async lift() {
      await hand.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await hand.detach();
    },
  };
}
