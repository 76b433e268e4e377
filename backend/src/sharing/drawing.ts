import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { cardSizes, type CardFormat } from '@wishlins/contract/cards';
import type { Card } from './card.ts';
import { isEmoji, isFromRight } from './letters.ts';
import { breakLines, face, fitText, leading, setType } from './typesetting.ts';

/** Hue, chroma and turn of the ten colours of a list, as in the app’s tokens.css. */
export const tones = {
  rose: { hue: 5, chroma: 0.075, turn: 30 },
  coral: { hue: 32, chroma: 0.075, turn: 30 },
  amber: { hue: 88, chroma: 0.075, turn: -24 },
  lime: { hue: 125, chroma: 0.075, turn: 24 },
  mint: { hue: 168, chroma: 0.075, turn: 30 },
  sky: { hue: 225, chroma: 0.075, turn: 30 },
  indigo: { hue: 270, chroma: 0.075, turn: 30 },
  violet: { hue: 298, chroma: 0.075, turn: 30 },
  plum: { hue: 335, chroma: 0.075, turn: 30 },
  slate: { hue: 260, chroma: 0.018, turn: 30 },
} as const;

interface Tone {
  from: string;
  to: string;
  glow: string;
  clear: string;
  ink: string;
  shade: string;
}

/** The gradient of a cover and the ink on it, as the app makes them of a colour. */
function toneOf({ color }: Card): Tone {
  const { hue, chroma, turn } = tones[color ?? 'violet'];
  const glow = `0.97 ${chroma * 0.6} ${hue - 40}`;
  return {
    from: `oklch(0.91 ${chroma} ${hue})`,
    to: `oklch(0.81 ${chroma * 1.55} ${hue + turn})`,
    glow: `oklch(${glow})`,
    clear: `oklch(${glow} / 0)`,
    ink: `oklch(0.31 ${chroma * 1.2} ${hue})`,
    shade: `oklch(0.31 ${chroma * 1.2} ${hue} / 0.16)`,
  };
}

/** Draws a card, as JPEG. */
export async function drawCard(card: Card, format: CardFormat): Promise<Buffer> {
  const { width, height } = cardSizes[format];
  const surface = createCanvas(width, height);
  const canvas = surface.getContext('2d');
  const tone = toneOf(card);
  paintCover(canvas, tone, width, height);
  if (format === 'story') drawStory(canvas, card, tone);
  else drawMessage(canvas, card, tone);
  return surface.encode('jpeg', 90);
}

function paintCover(canvas: SKRSContext2D, { from, to, glow, clear }: Tone, width: number, height: number): void {
  const slope = canvas.createLinearGradient(width * 0.2, 0, width * 0.8, height);
  slope.addColorStop(0, from);
  slope.addColorStop(1, to);
  canvas.fillStyle = slope;
  canvas.fillRect(0, 0, width, height);
  const reach = Math.hypot(width, height) * 0.62;
  const shine = canvas.createRadialGradient(width * 0.15, -height * 0.1, 0, width * 0.15, -height * 0.1, reach);
  shine.addColorStop(0, glow);
  shine.addColorStop(1, clear);
  canvas.fillStyle = shine;
  canvas.fillRect(0, 0, width, height);
}

function drawMessage(canvas: SKRSContext2D, card: Card, tone: Tone): void {
  const [left, top, bottom] = [72, 68, 566];
  const row = { x: 628, width: 500, height: 114, size: 36 };
  const gap = 15;
  const first = bottom - card.wishes.length * (row.height + gap) + gap;
  const isAlone = card.wishes.length === 0;
  if (isAlone) drawEmoji(canvas, card.emoji, tone, { x: 938, y: 315, size: 330 });
  else drawEmoji(canvas, card.emoji, tone, { x: 1000, y: first - 56, size: Math.min(270, first + 30) });
  for (const [place, wish] of card.wishes.entries()) {
    drawWish(canvas, wish, tone, { ...row, y: first + place * (row.height + gap) });
  }

  const column = { x: left, width: isAlone ? 620 : 506 };
  const side = isFromRight(card.title) ? 'right' : 'left';
  if (card.owner) drawOwner(canvas, card.owner, tone, { ...column, y: top, size: 40, side });
  const end = card.line ? bottom - 68 : bottom;
  canvas.fillStyle = tone.ink;
  const room = { width: column.width, height: end - (card.owner ? 156 : top) };
  const title = fitText(canvas, card.title, { ...room, sizes: [96, 84, 74, 64, 56, 48], weight: 700 });
  const height = title.size * leading;
  for (const [place, text] of title.lines.entries()) {
    write(canvas, text, column, end - (title.lines.length - 1 - place) * height - title.size * 0.14, side);
  }
  setType(canvas, { size: 40, weight: 500 });
  write(canvas, card.line, column, bottom - 8, side);
}

/** The parts stand in the middle of what Telegram leaves free of a story: its own faces and fields cover both ends. */
function drawStory(canvas: SKRSContext2D, card: Card, tone: Tone): void {
  const column = { x: 90, width: 900 };
  const [top, bottom] = [200, 1580];
  const row = { ...column, height: 156, size: 48 };
  const gap = 24;
  const emoji = [560, 460, 400, 330][card.wishes.length] ?? 330;
  const room = { width: column.width, height: 340 };
  const title = fitText(canvas, card.title, { ...room, sizes: [124, 108, 92, 80, 72], weight: 700 });
  const titleHeight = title.lines.length * title.size * leading;
  const height = emoji * 1.1 + 60 + titleHeight + 20 + 70 + 40 + card.wishes.length * (row.height + gap) - gap;

  let y = top + Math.max(0, (bottom - top - height) / 2);
  drawEmoji(canvas, card.emoji, tone, { x: 540, y: y + emoji * 0.55, size: emoji });
  y += emoji * 1.1 + 60;
  canvas.fillStyle = tone.ink;
  setType(canvas, { size: title.size, weight: 700 });
  for (const text of title.lines) {
    write(canvas, text, column, y + title.size * 0.9, 'center');
    y += title.size * leading;
  }
  y += 20;
  setType(canvas, { size: 52, weight: 500 });
  write(canvas, aboutLine(canvas, card, column.width), column, y + 50, 'center');
  y += 70 + 40;
  for (const wish of card.wishes) {
    drawWish(canvas, wish, tone, { ...row, y });
    y += row.height + gap;
  }
  if (!card.sign) return;
  canvas.fillStyle = tone.ink;
  setType(canvas, { size: 44, weight: 700 });
  write(canvas, card.sign, column, 1690, 'center');
}

/** “Аня · 12 желаний”, each part in its own direction; a name too long for that stands alone. */
function aboutLine(canvas: SKRSContext2D, { owner, line }: Card, width: number): string {
  const parts = [owner, line].filter((part) => part !== undefined && part !== '');
  const both = parts.map((part) => `\u2068${part}\u2069`).join(' · ');
  if (canvas.measureText(both).width <= width) return both;
  const [text = ''] = breakLines(canvas, parts[0] ?? '', width, 1);
  return text;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A wish as the app shows it in a row: its name, and its price where it is known. */
function drawWish(
  canvas: SKRSContext2D,
  { title, price }: Card['wishes'][number],
  tone: Tone,
  { x, y, width, height, size }: Box & { size: number },
): void {
  canvas.save();
  canvas.shadowColor = tone.shade;
  canvas.shadowBlur = 36;
  canvas.shadowOffsetY = 10;
  canvas.fillStyle = 'rgb(255 255 255 / 0.94)';
  canvas.beginPath();
  canvas.roundRect(x, y, width, height, height * 0.26);
  canvas.fill();
  canvas.restore();

  const column = { x: x + size, width: width - size * 2 };
  canvas.fillStyle = '#17171c';
  setType(canvas, { size, weight: 500 });
  const lines = breakLines(canvas, title, column.width, price ? 1 : 2);
  const side = isFromRight(title) ? 'right' : 'left';
  const step = size * 1.2;
  const rows = lines.length + (price ? 1 : 0);
  let base = y + height / 2 - (rows * step) / 2 + step * 0.79;
  for (const text of lines) {
    write(canvas, text, column, base, side);
    base += step;
  }
  if (!price) return;
  canvas.fillStyle = '#63636e';
  setType(canvas, { size: size * 0.86, weight: 500 });
  write(canvas, price, column, base, side);
}

/** Whose list it is: the initial in a circle, and the name. */
function drawOwner(
  canvas: SKRSContext2D,
  name: string,
  tone: Tone,
  { x, y, width, size, side }: Omit<Box, 'height'> & { size: number; side: 'left' | 'right' },
): void {
  const circle = size * 1.6;
  const room = width - circle - size * 0.4;
  const middle = side === 'left' ? x + circle / 2 : x + width - circle / 2;
  canvas.fillStyle = tone.ink;
  canvas.beginPath();
  canvas.arc(middle, y + circle / 2, circle / 2, 0, Math.PI * 2);
  canvas.fill();
  const { segment: initial = '' } = new Intl.Segmenter().segment(name).containing(0) ?? {};
  canvas.fillStyle = tone.glow;
  setType(canvas, { size: size * 0.9, weight: 700 });
  write(
    canvas,
    initial.toUpperCase(),
    { x: middle - circle / 2, width: circle },
    y + circle / 2 + size * 0.32,
    'center',
  );
  canvas.fillStyle = tone.ink;
  const { lines } = fitText(canvas, name, { width: room, height: size * 1.5, sizes: [size, size * 0.85], weight: 700 });
  write(
    canvas,
    lines[0] ?? '',
    { x: side === 'left' ? x + width - room : x, width: room },
    y + circle / 2 + size * 0.35,
    side,
  );
}

/** The emoji of a list, large and a little askew, with a soft shadow. */
function drawEmoji(
  canvas: SKRSContext2D,
  emoji: string,
  { ink, shade }: Tone,
  { x, y, size }: { x: number; y: number; size: number },
): void {
  canvas.save();
  canvas.translate(x, y);
  canvas.rotate((10 * Math.PI) / 180);
  canvas.shadowColor = shade;
  canvas.shadowBlur = size * 0.16;
  canvas.shadowOffsetY = size * 0.08;
  canvas.font = isEmoji(emoji) ? `${size}px 'Noto Color Emoji'` : `700 ${size}px ${face}`;
  canvas.textAlign = 'center';
  canvas.fillStyle = ink;
  canvas.fillText(emoji, 0, size * 0.36);
  canvas.restore();
}

/** Writes a line into a column, on one side of it or in its middle. */
function write(
  canvas: SKRSContext2D,
  text: string,
  { x, width }: { x: number; width: number },
  base: number,
  side: 'left' | 'center' | 'right',
): void {
  canvas.direction = isFromRight(text) ? 'rtl' : 'ltr';
  canvas.textAlign = side;
  canvas.fillText(text, { left: x, center: x + width / 2, right: x + width }[side], base);
}
