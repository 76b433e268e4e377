import type { Page } from '../page/read-facts.ts';

/** A reader that never comes to the end of some pages, and eats all memory over others. */
process.on('message', ({ asked }: Page) => {
  if (asked.endsWith('/endless')) for (;;);
  for (let eaten = ['much']; asked.endsWith('/greedy');) eaten = eaten.concat(eaten);
});
await import('../reading-worker.ts');
