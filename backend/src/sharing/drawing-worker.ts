import { parentPort } from 'node:worker_threads';
import type { CardFormat } from '@wishlins/contract/cards';
import type { Card } from './card.ts';
import { drawCard } from './drawing.ts';
import { loadFonts } from './typesetting.ts';

/** The thread that draws: a card comes in, its JPEG goes out. */
loadFonts();
parentPort?.on('message', ({ card, format }: { card: Card; format: CardFormat }) => void draw(card, format));

/** What goes wrong here ends the thread, and the studio starts another. */
async function draw(card: Card, format: CardFormat): Promise<void> {
  const picture = await drawCard(card, format);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(picture);
}
