import type { Browser } from 'playwright-core';
import { openSimulator, type View } from '../simulator.ts';
import { watchComplaints } from '../troubles.ts';
import { screens } from './screens.ts';
import type { Story } from './story.ts';

/** Nobody waits longer than this for a screen. */
const PATIENCE_MS = 15_000;

/** Opens a screen in a window of its own, lets it be looked at, and closes the window; `complaints` are its pages’ own. */
export async function onStage(
  { browser, origin, story }: { browser: Browser; origin: string; story: Story },
  name: string,
  look: (view: View, complaints: readonly string[]) => Promise<void>,
): Promise<void> {
  const open = screens[name];
  if (!open) throw new Error(`no screen is called ${name}`);
  // As high as a phone with Telegram's toolbar around it.
  const context = await browser.newContext({ viewport: { width: 940, height: 1060 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(PATIENCE_MS);
  const complaints = watchComplaints(context);
  try {
    const simulator = await openSimulator(context, origin);
    await look(await open({ story, origin, context, open: (settings) => simulator.open(settings) }), complaints);
  } finally {
    await context.close();
  }
}
