import { parentPort } from 'node:worker_threads';
import { readFacts, type Page } from './page/read-facts.ts';

/** The thread that reads: a page comes in, what it says goes out. What goes wrong here ends the thread. */
parentPort?.on('message', (page: Page) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(readFacts(page));
});
