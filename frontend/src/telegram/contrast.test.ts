import { expect, it } from 'vitest';
import { contrast, readableOn } from './contrast.ts';

it('black on white is 21 : 1, and the order does not matter', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21);
});

it.each(['#000000', '#17212b', '#777777', '#8a8a8a', '#f4f4f5', '#ffe4ec', '#ffffff'])(
  'any colour becomes readable on %s',
  (paper) => {
    for (let hue = 0; hue < 0xffffff; hue += 0x0f1e2d) {
      const color = `#${hue.toString(16).padStart(6, '0')}`;
      expect(contrast(paper, readableOn(paper, color))).toBeGreaterThanOrEqual(4.5);
    }
  },
);

it('a readable colour stays as it is', () => {
  expect(readableOn('#ffffff', '#1a1a1a')).toBe('#1a1a1a');
});
