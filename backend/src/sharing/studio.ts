import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { CardFormat } from '@wishlins/contract/cards';
import { refuse, Refusal } from '../errors.ts';
import type { Card } from './card.ts';

/** To be raised with every change of how cards look. */
const look = 1;

/** How long one card may take, in milliseconds. */
const patience = 10_000;

/** Names the picture of a card: equal for equal pictures, and for no others. */
export function editionOf(card: Card, format: CardFormat): string {
  return createHash('sha256')
    .update(JSON.stringify([look, format, card]))
    .digest('base64url')
    .slice(0, 22);
}

/** Draws cards in a thread of its own, one at a time, and keeps the latest. */
export interface Studio {
  /** The card as JPEG; refuses with `unavailable` when too many others wait. */
  draw(card: Card, format: CardFormat): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * Opens a studio; its thread starts with the first card.
 *
 * @param limits the most cards that wait to be drawn, and that are kept in memory (a card has some 100 kB)
 */
export function openStudio(limits = { waiting: 24, kept: 128 }): Studio {
  const pictures = new Map<string, Promise<Buffer>>();
  let worker: Worker | undefined;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  function draw(card: Card, format: CardFormat): Promise<Buffer> {
    const edition = editionOf(card, format);
    const kept = pictures.get(edition);
    if (kept) return kept;
    if (waiting >= limits.waiting) return refuse('unavailable', { retryAfter: 2 });
    waiting += 1;
    const picture = last.then(() => ask(card, format)).finally(() => (waiting -= 1));
    last = picture.catch(() => pictures.delete(edition));
    pictures.set(edition, picture);
    const [oldest] = pictures.keys();
    if (pictures.size > limits.kept && oldest) pictures.delete(oldest);
    return picture;
  }

  async function ask(card: Card, format: CardFormat): Promise<Buffer> {
    worker ??= startWorker();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage({ card, format });
    try {
      const [picture] = (await once(worker, 'message', { signal: AbortSignal.timeout(patience) })) as [Uint8Array];
      return Buffer.from(picture.buffer, picture.byteOffset, picture.byteLength);
    } catch (error) {
      // Whatever befell it, the next card is drawn by another.
      await stop();
      throw error instanceof Error && error.name === 'AbortError'
        ? new Refusal('unavailable', { retryAfter: 2 })
        : error;
    }
  }

  async function stop(): Promise<void> {
    await worker?.terminate();
    worker = undefined;
  }

  return { draw, close: stop };
}

function startWorker(): Worker {
  // In an image everything is bundled to .js, and the thread lies beside the rest as here.
  const worker = new Worker(new URL(`drawing-worker${extname(import.meta.filename)}`, import.meta.url), {
    execArgv: [],
    // The fonts are ours alone: a picture is the same on every machine.
    env: { DISABLE_SYSTEM_FONTS_LOAD: '1' },
    resourceLimits: { maxOldGenerationSizeMb: 64 },
  });
  worker.unref();
  return worker;
}
