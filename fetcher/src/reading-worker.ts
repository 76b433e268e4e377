import { readFacts, type Page } from './page/read-facts.ts';

/** The process that reads: a page comes in, what it says goes out. What goes wrong here ends it. */
process.on('message', (page: Page) => process.send?.(readFacts(page)));
process.on('disconnect', () => process.exit());
