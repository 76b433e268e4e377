import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { api } from '@wishlins/contract';
import { formatStartParam } from '@wishlins/contract/start-param';
import type { Browser, Page } from 'playwright-core';
import { findBrowser } from '../../scripts/browser.ts';
import { launchBrowser } from './browser.ts';
import { signIn } from './people.ts';
import { openSimulator, settle, type Phone, type PhoneSettings, type Simulator } from './simulator.ts';
import { startSystem } from './system.ts';

const root = join(import.meta.dirname, '..', '..');
const everything = join(root, 'screenshots', 'pictures');
const chosen = join(root, 'docs', 'pictures');
const LARGEST_BYTES = 150_000;

/** Who shows the screens in a language: an owner, somebody who gives to them, and their first list. */
const tellers = {
  ru: {
    owner: 'anya',
    guest: 'boris',
    friend: /Борис/,
    list: 'День рождения',
    wish: /^Плёночный фотоаппарат/,
    given: /^Керамические/,
  },
  en: {
    owner: 'vera',
    guest: 'oliver',
    friend: /Oliver/,
    list: 'Birthday, quietly',
    wish: /^A teapot/,
    given: /^Merino scarf/,
  },
} as const;
type Language = keyof typeof tellers;

interface Story {
  simulator: Simulator;
  settings: Omit<PhoneSettings, 'persona'>;
  teller: (typeof tellers)[Language];
  /** The start parameter of the owner's list. */
  startapp: string;
}

/** Every screen, and the way there. */
const screens: Record<string, (story: Story) => Promise<Phone>> = {
  'first-run': ({ simulator, settings }) => simulator.open({ ...settings, persona: 'nika' }),
  home: ({ simulator, settings, teller }) => simulator.open({ ...settings, persona: teller.owner }),
  'new-list': async (story) => {
    const phone = await screen('home', story);
    await phone.app.getByRole('button', { name: /Новый список|New list/ }).click();
    return phone;
  },
  'own-list': ({ simulator, settings, teller, startapp }) =>
    simulator.open({ ...settings, persona: teller.owner, startapp }),
  editor: async (story) => {
    const phone = await screen('own-list', story);
    await phone.app.getByRole('button', { name: story.teller.wish }).click();
    return phone;
  },
  'list-settings': async (story) => {
    const phone = await screen('own-list', story);
    await phone.app.getByRole('button', { name: /^(Настройки списка|List settings)$/ }).click();
    return phone;
  },
  share: async (story) => {
    const phone = await screen('own-list', story);
    await phone.telegram.getByRole('button', { name: /^(Поделиться списком|Share list)$/ }).click();
    return phone;
  },
  'shared-list': ({ simulator, settings, teller, startapp }) =>
    simulator.open({ ...settings, persona: teller.guest, startapp }),
  wish: async (story) => {
    const phone = await screen('shared-list', story);
    await phone.app.getByRole('button', { name: story.teller.wish }).click();
    return phone;
  },
  present: async (story) => {
    const phone = await screen('shared-list', story);
    await phone.app.getByRole('button', { name: story.teller.given }).click();
    return phone;
  },
  friends: async (story) => {
    const phone = await screen('home', story);
    await phone.app.getByRole('link', { name: /^(Друзья|Friends)$/ }).click();
    return phone;
  },
  person: async (story) => {
    const phone = await screen('friends', story);
    await phone.app.getByRole('link', { name: story.teller.friend }).click();
    return phone;
  },
  settings: async (story) => {
    const phone = await screen('home', story);
    await phone.app.getByRole('link', { name: /^(Настройки|Settings)$/ }).click();
    return phone;
  },
};

async function screen(name: string, story: Story): Promise<Phone> {
  const open = screens[name];
  if (!open) throw new Error(`no screen is called ${name}`);
  const phone = await open(story);
  await phone.app.locator(':not([aria-busy=true])').getByRole('heading').first().waitFor();
  return phone;
}

/** `npm run screenshots`: every screen in both themes, languages and all widths, and the pictures of the documents. */
async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-pictures-'));
  const system = await startSystem({ dataDir, say: console.log });
  const browser = await launchBrowser(await findBrowser(console.log));
  try {
    await pictureDocuments(browser, system.origin);
    if (!process.argv.includes('--documents')) await pictureEverything(browser, system.origin);
  } finally {
    await browser.close();
    await system.stop();
    await rm(dataDir, { recursive: true });
  }
}

async function pictureEverything(browser: Browser, origin: string): Promise<void> {
  for (const language of ['ru', 'en'] as const) {
    const startapp = await startParamOf(origin, language);
    const newcomer = await signIn(origin, 'nika');
    await newcomer.call(api.users.updateMe, { body: { language } });
    for (const theme of ['light', 'dark'] as const) {
      for (const width of ['360', '412', '1280']) {
        const folder = join(everything, `${language}-${theme}-${width}`);
        await mkdir(folder, { recursive: true });
        const simulator = await openWindow(browser, origin, { width: 1400, height: 900 });
        const settings = { theme, width, lang: language };
        for (const name of Object.keys(screens)) {
          const phone = await screen(name, { simulator, settings, teller: tellers[language], startapp });
          await settle(phone.frame());
          await phone.screen.screenshot({ path: join(folder, `${name}.png`) });
        }
        await simulator.context.close();
        console.log(`${folder}: ${Object.keys(screens).length} screens`);
      }
    }
  }
}

/** The few that the documents show, twice as sharp as they are large. */
async function pictureDocuments(browser: Browser, origin: string): Promise<void> {
  await mkdir(chosen, { recursive: true });
  const simulator = await openWindow(browser, origin, { width: 940, height: 860 }, 2);
  const startapp = await startParamOf(origin, 'ru');
  const [anya, boris] = [simulator.phone('anya'), simulator.phone('boris')];
  await simulator.open({ persona: 'anya', startapp }, { persona: 'boris', startapp, theme: 'dark' });
  await anya.app.getByRole('heading', { name: tellers.ru.list }).waitFor();
  await boris.app.getByRole('button', { name: /^Подарю: Наушники/ }).click();
  await boris.sees('Забронировано за вами');
  // Down to the button that says so, above the toast.
  await boris.frame().evaluate(() => window.scrollTo(0, 200));
  await keep(simulator.page, 'two-phones', [anya, boris]);
  await simulator.context.close();

  for (const [name, language] of [
    ['first-run', 'ru'],
    ['home', 'ru'],
    ['wish', 'en'],
    ['editor', 'en'],
  ] as const) {
    const one = await openWindow(browser, origin, { width: 470, height: 860 }, 2);
    const story = {
      settings: { lang: language },
      teller: tellers[language],
      startapp: await startParamOf(origin, language),
    };
    const phone = await screen(name, { simulator: one, ...story });
    await keep(one.page, name, [phone]);
    await one.context.close();
  }
}

async function openWindow(
  browser: Browser,
  origin: string,
  viewport: { width: number; height: number },
  deviceScaleFactor = 1,
): Promise<Simulator> {
  const context = await browser.newContext({ viewport, deviceScaleFactor, reducedMotion: 'reduce' });
  return await openSimulator(context, origin, { bare: true });
}

async function startParamOf(origin: string, language: Language): Promise<string> {
  const { owner, list } = tellers[language];
  const { call } = await signIn(origin, owner);
  const { wishlists } = await call(api.wishlists.list, { query: {} });
  const shareToken = wishlists.find(({ title }) => title === list)?.shareToken;
  if (!shareToken) throw new Error(`the demo has no list ${list}`);
  return formatStartParam({ to: 'wishlist', shareToken });
}

/** Writes a picture as WebP, and refuses one that is too heavy for a document. */
async function keep(page: Page, name: string, phones: Phone[]): Promise<void> {
  for (const phone of phones) await settle(phone.frame());
  const file = join(chosen, `${name}.webp`);
  await writeFile(file, await toWebp(page, await page.getByRole('main').screenshot()));
  const { size } = await stat(file);
  console.log(`${file}: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST_BYTES) throw new Error(`${name}.webp is heavier than ${LARGEST_BYTES} bytes.`);
}

/** The browser itself has the encoder. */
async function toWebp(page: Page, png: Buffer): Promise<Buffer> {
  const encoded = await page.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', 0.82);
  }, png.toString('base64'));
  return Buffer.from(encoded.slice(encoded.indexOf(',') + 1), 'base64');
}

await main();
