import { createCanvas } from '@napi-rs/canvas';
import { beforeAll, expect, it } from 'vitest';
import { fitText, loadFonts } from './typesetting.ts';

const canvas = createCanvas(1, 1).getContext('2d');
const title = { width: 900, height: 340, sizes: [124, 108, 92, 80, 72], weight: 700 } as const;

beforeAll(loadFonts);

it('a title leaves no word alone in its last line', () => {
  expect(fitText(canvas, 'Чайник на две чашки', title).lines).toEqual(['Чайник на', 'две чашки']);
});

it('a title too long for its room is as long as the room is, and ends in dots', () => {
  const { lines, size } = fitText(
    canvas,
    'Собрание сочинений в двадцати четырёх томах с предисловием, указателем имён и цветными вклейками',
    title,
  );
  expect(size).toBe(72);
  expect(lines.at(-1)).toMatch(/…$/);
  expect(lines).toHaveLength(4);
});
