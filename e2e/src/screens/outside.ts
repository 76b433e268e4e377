import { api } from '@wishlins/contract';
import type { Route } from 'playwright-core';
import { inBrowser, openAs, byKey, type Screen, type Stage } from './stage.ts';
import type { View } from '../simulator.ts';

async function inWindow({ context, origin, story }: Stage, path: string): Promise<View> {
  const page = await context.newPage();
  // A browser speaks the language it is set to.
  await page.addInitScript((language) => {
    Object.defineProperty(navigator, 'language', { value: language });
  }, story.language);
  await page.goto(origin + path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return inBrowser(page);
}

/** Answers as the API does when it refuses. */
async function refuse(route: Route, status: number, code: string): Promise<void> {
  await route.fulfill({ status, json: { error: { code, requestId: 'of-a-picture' } } });
}

/** What is seen outside Telegram, and when a link or a launch is no longer good. */
export const outsideScreens = {
  landing: async (stage) => await inWindow(stage, '/'),
  'landing-invited': async (stage) => await inWindow(stage, `/shared/${stage.story.list.list.shareToken}`),
  reopen: async (stage) => {
    await stage.context.route(`**/api/v1${api.session.create.path}`, (route) =>
      refuse(route, 401, 'init_data_expired'),
    );
    const phone = await openAs(stage, 'owner');
    await byKey(phone, stage.story, 'heading', 'landing.reopenTitle').waitFor();
    return phone;
  },
  'link-changed': async (stage) => {
    const phone = await openAs(stage, 'guest', { startapp: stage.story.made.rotated.startapp });
    await phone.sees(stage.story.says('errors.link_changed'));
    return phone;
  },
  'not-found': async (stage) => {
    const phone = await openAs(stage, 'guest', { startapp: 'l_AAAAAAAAAAAAAAAAAAAAAA' });
    await phone.sees(stage.story.says('errors.wishlist_not_found'));
    return phone;
  },
} satisfies Record<string, Screen>;
