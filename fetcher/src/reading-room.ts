import { extname } from 'node:path';
import type { PageReading } from '@wishlins/contract/page-reading';
import { openHelper } from '@wishlins/process/helper';
import type { Page } from './page/read-facts.ts';
import { NoVisit } from './visit.ts';

/** In an image everything is bundled to .js, and this program lies beside the rest as here. */
const reader = new URL(`reading-worker${extname(import.meta.filename)}`, import.meta.url);

/** How long one page may take to be read, in milliseconds; it takes some 20. */
const patience = 2000;

/** The most pages that wait to be read. */
const mostWaiting = 32;

/**
 * Reads pages in a process of its own, one at a time. A page that takes too long or too much memory ends that process: a
 * thread that runs out of memory may take all others with it.
 *
 * @param program what the process runs; only tests have another
 */
export function openReadingRoom(program = reader): {
  read: (page: Page) => Promise<PageReading>;
  close: () => Promise<void>;
} {
  const helper = openHelper<Page, PageReading>(program, { patience, heap: 128 });
  return {
    async read(page) {
      if (helper.waiting >= mostWaiting) throw new NoVisit('unreachable');
      const reading = await helper.ask(page);
      if (!reading) throw new NoVisit('no_page');
      return reading;
    },
    close: helper.close,
  };
}
