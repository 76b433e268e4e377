import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.ts';
import { expectAccessible } from './accessibility.ts';
import { launchBrowser } from './browser.ts';
import { pictureDocuments } from './documents.ts';
import { onStage } from './screens/on-stage.ts';
import { screens } from './screens/screens.ts';
import { tellStory, type Stories, type Story } from './screens/story.ts';
import { settle, type Look } from './simulator.ts';
import { startSystem } from './system.ts';

const folder = join(import.meta.dirname, '..', '..', 'screenshots', 'pictures');

const looks: Look[] = (['light', 'dark'] as const).flatMap((theme) =>
  (['360', '412', 'desktop'] as const).map((width) => ({ theme, width })),
);

/**
 * `npm run screenshots`: every screen and state, in both languages, themes and all widths; then the pictures of the
 * documents. `-- gifts wish` only the screens whose names begin so, `-- --documents` only the documents’.
 */
async function main(names: string[]): Promise<void> {
  const only = names.filter((name) => !name.startsWith('--'));
  const chosen = Object.keys(screens).filter(
    (name) => only.length === 0 || only.some((start) => name.startsWith(start)),
  );
  if (chosen.length === 0) throw new Error(`No screen is called so. There are: ${Object.keys(screens).join(' ')}`);

  const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-pictures-'));
  const system = await startSystem({ dataDir, say: console.log });
  const browser = await launchBrowser(await findBrowser(console.log));
  try {
    const { origin } = system;
    const stories = { ru: await tellStory(origin, 'ru'), en: await tellStory(origin, 'en') };
    if (!names.includes('--documents')) await pictureScreens(browser, origin, stories, chosen);
    if (only.length === 0) await pictureDocuments(browser, origin, stories);
  } finally {
    await browser.close();
    await system.stop();
    await rm(dataDir, { recursive: true });
  }
}

/** Screens that would not open, break a rule of axe or complain do not keep the others from being pictured; they fail the command at its end. */
async function pictureScreens(browser: Browser, origin: string, stories: Stories, names: string[]): Promise<void> {
  const failed: string[] = [];
  for (const story of Object.values(stories)) {
    for (const name of names) {
      const started = performance.now();
      await pictureScreen(browser, origin, story, name).catch((error: Error) => {
        failed.push(`${name} (${story.language}): ${error.message}`);
      });
      console.log(`${story.language} ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
  }
  console.log(`${names.length} screens are in ${folder}`);
  if (failed.length > 0) throw new Error(`Not every screen is as it should be.\n${failed.join('\n')}`);
}

async function pictureScreen(browser: Browser, origin: string, story: Story, name: string): Promise<void> {
  await onStage({ browser, origin, story }, name, async (view, complaints) => {
    for (const look of looks) {
      await view.turn(look);
      await settle(view.frame());
      const shelf = join(folder, `${story.language}-${look.theme}-${look.width}`);
      await mkdir(shelf, { recursive: true });
      await view.screen.screenshot({ path: join(shelf, `${name}.png`) });
      if (look.width !== '412') await expectAccessible(view.frame());
    }
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });
}

await main(process.argv.slice(2));
