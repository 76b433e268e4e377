import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { expectAccessible } from './accessibility.ts';

const folder = join(import.meta.dirname, '..', '..', 'screenshots', 'journeys');

/** How a phone is set up; the simulator's README says what each means. */
export interface PhoneSettings {
  persona: string;
  startapp?: string;
  theme?: 'light' | 'dark' | 'rose';
  version?: string;
  lang?: string;
  width?: string;
  height?: string;
  /** What it shows first: the app, the chat with the bot, or the list of chats. */
  screen?: 'app' | 'chat' | 'chats';
}

/** How the simulator itself looks. */
interface Surroundings {
  /** Only the phones, nothing around them. */
  bare?: boolean;
}

/** How a screen is looked at. */
export interface Look {
  theme: 'light' | 'dark';
  width: '360' | '412' | 'desktop';
}

/** A screen of the app, wherever it is shown. */
export interface View {
  /** The running app itself. */
  frame: () => Frame | Page;
  /** All of it, for pictures. */
  screen: Pick<Page, 'screenshot'>;
  /** Turns to another theme and width under the running app. */
  turn: (look: Look) => Promise<void>;
}

/** The chats of a phone, and what a person does there. */
export interface Chat {
  /** The messages of the chat that is open. */
  log: Locator;
  /** Leaves the app and shows the chat with the bot. */
  show: () => Promise<void>;
  /** Opens the chat with somebody from the list of chats. */
  open: (title: string | RegExp) => Promise<void>;
  /** Types a message and sends it. */
  says: (text: string) => Promise<void>;
  /** Presses a button: under a message, or of the chat itself. The last one of the name is meant. */
  presses: (name: string | RegExp) => Promise<void>;
  /** Waits until the open chat holds this text. */
  sees: (text: string | RegExp) => Promise<void>;
  /** Types after the bot's name and picks a card. */
  sendsCard: (query: string, title: string | RegExp) => Promise<void>;
  /** Takes a picture of the chat, and checks that it is accessible. */
  look: (name: string) => Promise<void>;
}

/** One phone on the page, and what a person does with it. */
export interface Phone extends View {
  /** What the app shows. */
  app: FrameLocator;
  /** Telegram around it: the header, the buttons below, popups. */
  telegram: Locator;
  /** Its chats: with the bot, and with friends. */
  chat: Chat;
  /** The phone itself, all of it. */
  screen: Locator;
  /** The running app itself. */
  frame: () => Frame;
  /** Presses one of Telegram's own buttons. */
  press: (name: string) => Promise<void>;
  /** Waits until the app has fetched its other pages, which it does as soon as the first is there. */
  hasEveryPage: () => Promise<void>;
  /** Waits until the app shows this text. */
  sees: (text: string | RegExp) => Promise<void>;
  /** Looks at the screen as it is: takes its picture and checks that it is accessible. */
  look: (name: string) => Promise<void>;
}

/** The simulator in a browser window. */
export interface Simulator {
  page: Page;
  context: BrowserContext;
  /** Opens the app anew, on a phone for each, side by side; the first is answered. */
  open: (...phones: [PhoneSettings, ...PhoneSettings[]]) => Promise<Phone>;
  phone: (persona: string) => Phone;
}

/** Puts the simulator into a window. */
export async function openSimulator(
  context: BrowserContext,
  origin: string,
  { bare = false }: Surroundings = {},
): Promise<Simulator> {
  const page = await context.newPage();

  async function open(...phones: [PhoneSettings, ...PhoneSettings[]]): Promise<Phone> {
    // Another page in between: the same address would not be loaded again.
    await page.goto('about:blank');
    await page.goto(`${origin}/simulator/?${queryOf(phones)}${bare ? '&bare=1' : ''}`);
    for (const { persona, screen } of phones) {
      const phone = phoneOf(page, persona);
      if (screen === 'chat') await phone.chat.log.waitFor();
      else if (screen === 'chats') await phone.telegram.getByRole('heading', { name: 'Chats' }).waitFor();
      else {
        await phone.app.getByRole('main').waitFor();
        // The app itself, and not what the server drew in its place.
        await phone.app.locator('#face').waitFor({ state: 'detached' });
      }
    }
    return phoneOf(page, phones[0].persona);
  }

  return { page, context, open, phone: (persona) => phoneOf(page, persona) };
}

/** Each parameter once per phone: the i-th value belongs to the i-th. */
function queryOf(phones: PhoneSettings[]): string {
  const query = new URLSearchParams();
  for (const name of ['persona', 'startapp', 'theme', 'version', 'lang', 'width', 'height', 'screen'] as const) {
    for (const phone of phones) query.append(name, phone[name] ?? '');
  }
  return query.toString();
}

function phoneOf(page: Page, persona: string): Phone {
  const app = page.frameLocator(`iframe[name="phone-${persona}"]`);
  const telegram = page.getByRole('region', { name: new RegExp(`^Phone of ${persona}$`, 'i') });
  const screen = telegram.locator('.phone');

  function frame(): Frame {
    const found = page.frame({ name: `phone-${persona}` });
    if (!found) throw new Error(`${persona}'s phone shows no app`);
    return found;
  }

  async function turn({ theme, width }: Look): Promise<void> {
    await telegram.locator('.controls details').evaluate((more) => more.setAttribute('open', ''));
    await telegram.getByLabel('Theme').selectOption(theme);
    await telegram.getByLabel('Width').selectOption(width === 'desktop' ? { label: 'Desktop' } : width);
    await frame().waitForFunction(
      ([wanted, pixels]) =>
        document.documentElement.dataset['theme'] === wanted &&
        (pixels === 'desktop' ? window.innerWidth > 700 : window.innerWidth === Number(pixels)),
      [theme, width],
    );
  }

  return {
    app,
    telegram,
    chat: chatOf(page, persona),
    screen,
    frame,
    turn,
    press: async (name) => await telegram.getByRole('button', { name, exact: true }).click(),
    async hasEveryPage() {
      await frame().waitForFunction(() => {
        const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
        const chunks = ['HomePage', 'OwnWishlistPage', 'FriendsPage', 'PersonPage', 'SettingsPage'];
        return chunks.every((chunk) => fetched.some((name) => name.includes(chunk) && name.endsWith('.js')));
      });
    },
    sees: async (text) => await app.getByText(text).first().waitFor(),
    async look(name) {
      await settle(frame());
      await mkdir(folder, { recursive: true });
      await screen.screenshot({ path: join(folder, `${name}.png`) });
      await expectAccessible(frame());
    },
  };
}

function chatOf(page: Page, persona: string): Chat {
  const phone = `[aria-label="Phone of ${persona}" i]`;
  const telegram = page.locator(phone);
  const log = telegram.getByRole('log');
  const message = telegram.getByRole('textbox', { name: 'Message', exact: true });
  const button = (name: string | RegExp): Locator =>
    telegram.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name });

  return {
    log,
    async show() {
      if (await log.isVisible()) return;
      await button('Menu').click();
      await button('Minimize').click();
      await log.waitFor();
    },
    async open(title) {
      if (await log.isVisible()) await button('Chats').click();
      await telegram.getByRole('listitem').filter({ hasText: title }).getByRole('button').click();
      await log.waitFor();
    },
    async says(text) {
      await message.fill(text);
      await message.press('Enter');
    },
    presses: async (name) => await button(name).last().click(),
    sees: async (text) => await log.getByText(text).last().waitFor(),
    async sendsCard(query, title) {
      await message.fill(`@wishlins_demo_bot ${query}`);
      await telegram.getByRole('group', { name: 'Cards of the bot' }).getByRole('button', { name: title }).click();
    },
    async look(name) {
      await settle(page);
      await mkdir(folder, { recursive: true });
      await telegram.locator('.phone').screenshot({ path: join(folder, `${name}.png`) });
      await expectAccessible(page, `${phone} .telegram`);
    },
  };
}

/** Waits until nothing moves any more, letters have their shapes, and the pictures in sight are there. */
export async function settle(frame: Frame | Page): Promise<void> {
  await frame.evaluate(async () => {
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled([document.fonts.ready, ...passing.map(({ finished }) => finished)]);
    // Others may not even be asked for yet.
    const inSight = Array.from(document.images).filter((image) => {
      const { top, bottom } = image.getBoundingClientRect();
      return top < window.innerHeight && bottom > 0;
    });
    await Promise.allSettled(inSight.map(async (image) => await image.decode()));
  });
}
