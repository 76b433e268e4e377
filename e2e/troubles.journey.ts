import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { journey } from './src/journey.ts';
import { watchTroubles } from './src/troubles.ts';

/** What may go wrong on a page, and how a story that did not foresee it ends. */
const troubles: [string, (page: Page) => Promise<unknown>, RegExp][] = [
  ['an error on the console', (page) => page.evaluate(() => console.error('so not')), /console: so not/],
  ['a warning on the console', (page) => page.evaluate(() => console.warn('better not')), /console: better not/],
  [
    'a warning in a frame',
    (page) =>
      page.frames()[1]?.evaluate(() => console.warn('not here either')) ?? Promise.reject(new Error('no frame')),
    /console: not here either/,
  ],
  [
    'an error that nobody caught',
    (page) =>
      page.evaluate(() =>
        setTimeout(() => {
          throw new Error('so what');
        }),
      ),
    /uncaught: .*so what/,
  ],
  ['a request that is refused', (page) => page.evaluate(() => fetch('/api/v1/users/me')), /refused: GET .* 401/],
  [
    'a request that fails',
    async (page) => {
      await page.route('**/nowhere', (route) => route.abort('connectionrefused'));
      await page.evaluate(() => fetch('/nowhere').catch(() => {}));
    },
    /failed: GET .*\/nowhere net::ERR_CONNECTION_REFUSED/,
  ],
];

journey.for(troubles)('a story fails on %s', async ([, goesWrong, says], { browser, origin, onTestFinished }) => {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const { check } = watchTroubles(context);
  const page = await context.newPage();
  await page.goto(`${origin}/simulator/?persona=gleb`);
  await page.frameLocator('iframe').getByRole('main').waitFor();
  check();
  await goesWrong(page);
  await vi.waitFor(() => expect(check).toThrow(says));
});

journey('a story fails when what it expected to go wrong did not', ({ context }) => {
  const { expect: foresee, check } = watchTroubles(context);
  foresee(/^console: never said$/);
  expect(check).toThrow(/did not happen: .*never said/);
});
