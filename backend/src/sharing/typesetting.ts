import { fileURLToPath } from 'node:url';
import { GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas';

/** Rubik (OFL) speaks Latin, Cyrillic, Hebrew and Arabic; Noto Color Emoji (OFL) is the pictures among the letters. */
export const face = "'Rubik', 'Noto Color Emoji'";
const scripts = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'hebrew', 'arabic'];
const segmenter = new Intl.Segmenter();

/** Makes the fonts known to the canvas; the machine’s own are not asked, so that pictures are alike everywhere. */
export function loadFonts(): void {
  const rubik = scripts.flatMap((script) => [500, 700].map((weight) => `rubik/files/rubik-${script}-${weight}-normal`));
  const add = (file: string, family: string) =>
    GlobalFonts.registerFromPath(fileURLToPath(import.meta.resolve(`@fontsource/${file}.woff2`)), family);
  for (const file of rubik) add(file, 'Rubik');
  add('noto-color-emoji/files/noto-color-emoji-emoji-400-normal', 'Noto Color Emoji');
}

export interface Type {
  size: number;
  weight: 500 | 700;
}

export function setType(canvas: SKRSContext2D, { size, weight }: Type): void {
  canvas.font = `${weight} ${size}px ${face}`;
  canvas.letterSpacing = weight === 700 ? `${-size * 0.015}px` : '0px';
}

/** Text in lines of at most `width`; long words are cut where they must be, and what is too much ends in “…”. */
export function breakLines(canvas: SKRSContext2D, text: string, width: number, most: number): string[] {
  const fits = (line: string) => canvas.measureText(line).width <= width;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => (fits(whole) ? [whole] : cutWord(whole, fits)))) {
    const longer = line ? `${line} ${word}` : word;
    if (line && !fits(longer)) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), shorten(lines.slice(most - 1).join(' '), fits)];
}

function cutWord(word: string, fits: (text: string) => boolean): string[] {
  const parts: string[] = [];
  let part = '';
  for (const { segment } of segmenter.segment(word)) {
    if (part && !fits(`${part}${segment}-`)) {
      parts.push(/\p{L}$/u.test(part) && /^\p{L}/u.test(segment) ? `${part}-` : part);
      part = '';
    }
    part += segment;
  }
  return [...parts, part];
}

function shorten(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const segments = Array.from(segmenter.segment(text), ({ segment }) => segment);
  let kept = '';
  for (const segment of segments) {
    if (!fits(`${kept}${segment}…`)) break;
    kept += segment;
  }
  return `${kept.replace(/[\s,.;:–—-]+$/u, '')}…`;
}

/** How much higher a line is than its letters. */
export const leading = 1.12;

/** The largest of the sizes in which the text fits its room and no word is cut; else the smallest, with “…”. */
export function fitText(
  canvas: SKRSContext2D,
  text: string,
  room: { width: number; height: number; sizes: readonly number[]; weight: Type['weight'] },
): { lines: string[]; size: number } {
  const { width, height, sizes, weight } = room;
  const tried = sizes.map((size) => {
    setType(canvas, { size, weight });
    const lines = breakLines(canvas, text, width, Math.max(1, Math.floor(height / (size * leading))));
    const isWhole = text.split(' ').every((word) => canvas.measureText(word).width <= width);
    return { size, lines, fits: isWhole && !lines.at(-1)?.endsWith('…') };
  });
  const { size, lines } = tried.find(({ fits }) => fits) ?? tried.at(-1) ?? { size: 16, lines: [] };
  setType(canvas, { size, weight });
  return { lines: evenLines(canvas, text, width, lines), size };
}

/** The same number of lines, as even as they can be: no word stands alone in the last. */
function evenLines(canvas: SKRSContext2D, text: string, width: number, lines: string[]): string[] {
  if (lines.at(-1)?.endsWith('…')) return lines;
  let even = lines;
  for (let narrower = width; narrower > width / 2; narrower -= width / 40) {
    const tried = breakLines(canvas, text, narrower, lines.length + 1);
    if (tried.length > lines.length) break;
    even = tried;
  }
  return even;
}
