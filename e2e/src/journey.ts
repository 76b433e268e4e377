import { inject, test } from 'vitest';
import { launchBrowser } from './browser.ts';
import { signIn } from './people.ts';
import { openSimulator } from './simulator.ts';
import { watchTroubles } from './troubles.ts';

/** Nobody waits longer than this for a screen. */
const PATIENCE_MS = 20_000;

/** A story told in the browser. It fails as well when a page complains, or a request fails, unless the story says so. */
export const journey = test
  .extend('origin', { scope: 'file' }, () => inject('origin'))
  .extend('chromium', { scope: 'file' }, () => inject('chromium'))
  .extend('browser', { scope: 'file' }, async ({ chromium }, { onCleanup }) => {
    const browser = await launchBrowser(chromium);
    onCleanup(() => browser.close());
    return browser;
  })
  .extend('context', async ({ browser }, { onCleanup }) => {
    const context = await browser.newContext({ viewport: { width: 900, height: 900 }, reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE_MS);
    onCleanup(() => context.close());
    return context;
  })
  .extend('troubles', { auto: true }, ({ context }, { onCleanup }) => {
    const troubles = watchTroubles(context);
    onCleanup(troubles.check);
    return troubles;
  })
  .extend('simulator', async ({ context, origin }) => await openSimulator(context, origin))
  /** Signs somebody in beside the browser, to prepare a story or to read what they are told. */
  .extend(
    'as',
    ({ origin }) =>
      async (personaId: string) =>
        await signIn(origin, personaId),
  );
