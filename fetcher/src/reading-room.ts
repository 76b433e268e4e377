import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PageReading } from '@wishlins/contract/page-reading';
import type { Page } from './page/read-facts.ts';
import { NoVisit } from './visit.ts';

/** In an image everything is bundled to .js, and the thread lies beside the rest as here. */
const reader = new URL(`reading-worker${extname(import.meta.filename)}`, import.meta.url);

/** How long one page may take to be read, in milliseconds; it takes some 20. */
const patience = 2000;

/** The most pages that wait to be read. */
const mostWaiting = 32;

/**
 * Reads pages in a thread of its own, one at a time. A page that takes too long or too much memory ends the thread.
 *
 * @param program what the thread runs; only tests have another
 */
export function openReadingRoom(program = reader): {
  read: (page: Page) => Promise<PageReading>;
  close: () => Promise<void>;
} {
  let thread: Worker | undefined;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function ask(page: Page): Promise<PageReading> {
    thread ??= startThread(program);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    thread.postMessage(page, [page.bytes.buffer]);
    try {
      const [reading] = (await once(thread, 'message', { signal: AbortSignal.timeout(patience) })) as [PageReading];
      return reading;
    } catch {
      // Not waited for: some loops, V8 never interrupts, and other pages are to be read meanwhile.
      void close();
      throw new NoVisit('no_page');
    }
  }

  async function close(): Promise<void> {
    const ended = thread;
    thread = undefined;
    await ended?.terminate();
  }

  return {
    read(page) {
      if (waiting >= mostWaiting) throw new NoVisit('unreachable');
      waiting += 1;
      const reading = last.then(() => ask(page)).finally(() => (waiting -= 1));
      last = reading.catch(() => {});
      return reading;
    },
    close,
  };
}

function startThread(program: URL): Worker {
  const thread = new Worker(program, {
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  thread.unref();
  return thread;
}
