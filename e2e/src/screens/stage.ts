import type { BrowserContext, Locator, Page } from 'playwright-core';
import type { Phone, PhoneSettings, View } from '../simulator.ts';
import { becomeNew, type Story } from './story.ts';

/** Where a screen is opened: a window that nobody else uses, and what was prepared for it. */
export interface Stage {
  story: Story;
  origin: string;
  context: BrowserContext;
  open: (settings: PhoneSettings) => Promise<Phone>;
}

/** Opens a screen, as people come to it. */
export type Screen = (stage: Stage) => Promise<View>;
export type PhoneScreen = (stage: Stage) => Promise<Phone>;

/** Opens the app as one of the story, in the story's language. */
export async function openAs(
  { story, open }: Stage,
  role: keyof Story['people'],
  settings: Omit<PhoneSettings, 'persona'> = {},
): Promise<Phone> {
  if (role === 'newcomer') await becomeNew(story);
  return await open({ persona: story.roles[role], lang: story.language, ...settings });
}

/** Something on the page by what it is and what the app says of it. */
export function byKey(
  { app }: Phone,
  { says }: Story,
  role: 'button' | 'link' | 'heading' | 'radio' | 'textbox' | 'switch',
  key: string,
): Locator {
  return app.getByRole(role, { name: says(key), exact: true });
}

/** The card of a wish or the cover of a list. */
export function cardOf({ app }: Phone, title: string): Locator {
  const asWritten = title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return app.getByRole('link', { name: new RegExp(`^${asWritten}`) }).first();
}

export async function toTheEnd(phone: Phone): Promise<Phone> {
  await phone.frame().evaluate(() => window.scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }));
  return phone;
}

/** A page of the app in the browser itself, outside Telegram. */
export function inBrowser(page: Page): View {
  const widths = { '360': 360, '412': 412, desktop: 1100 };
  return {
    frame: () => page,
    screen: page,
    async turn({ theme, width }) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width: widths[width], height: 860 });
    },
  };
}

/** Goes to a page that nothing on the present one leads to, as the browser’s history does. */
export async function goTo(phone: Phone, path: string): Promise<void> {
  await phone.frame().evaluate((address) => {
    history.pushState({ ...history.state, position: history.length }, '', address);
    dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
  }, path);
}
