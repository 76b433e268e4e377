import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { screens } from './screens/screens.ts';
import type { Language, Stories, Story } from './screens/story.ts';
import { openSimulator, settle, type Phone, type Simulator } from './simulator.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'pictures');
const LARGEST_BYTES = 150_000;

/** The screens that documents show, each in the language in which it shows best. */
const shown: readonly [name: string, language: Language][] = [
  ['first-run', 'ru'],
  ['home', 'ru'],
  ['wish', 'en'],
  ['share', 'en'],
];

/** The few that the documents show, twice as sharp as they are large. */
export async function pictureDocuments(browser: Browser, origin: string, stories: Stories): Promise<void> {
  await mkdir(folder, { recursive: true });
  await pictureTwoPhones(browser, origin, stories.ru);
  await pictureBot(browser, origin);
  for (const [name, language] of shown) {
    const open = screens[name];
    if (!open) throw new Error(`no screen is called ${name}`);
    const { page, context, ...simulator } = await openWindow(browser, origin, 470);
    const view = await open({
      story: stories[language],
      origin,
      context,
      open: (settings) => simulator.open(settings),
    });
    await settle(view.frame());
    await keep(page, name);
    await context.close();
  }
}

/** The owner’s phone beside the guest’s who has just reserved something. */
async function pictureTwoPhones(browser: Browser, origin: string, { list }: Story): Promise<void> {
  const { page, context, open, phone } = await openWindow(browser, origin, 940);
  const [anya, boris] = [phone('anya'), phone('boris')];
  const { startapp } = list;
  await open({ persona: 'anya', startapp }, { persona: 'boris', startapp, theme: 'dark' });
  await anya.app.getByRole('heading', { name: list.list.title }).waitFor();
  await boris.app.getByRole('button', { name: /^Подарю: Наушники/ }).click();
  await boris.sees('Забронировано за вами');
  await boris.press('Allow');
  // Down to the button that says so, above the toast, and not so far that the cover is gone.
  await boris.frame().evaluate(() => window.scrollTo(0, 118));
  for (const one of [anya, boris]) await settle(one.frame());
  await keep(page, 'two-phones');
  await context.close();
}

/** From a newcomer’s first word to the bot to what the friend is told who gives: a phone for each step. */
async function pictureBot(browser: Browser, origin: string): Promise<void> {
  const { page, context, open, phone } = await openWindow(browser, origin, 940);
  const [nika, vera] = [phone('nika'), phone('vera')];
  const step = async (name: string, { screen }: Phone): Promise<void> => {
    await settle(page);
    for (const frame of page.frames()) await settle(frame);
    await keep(page, `bot-${name}`, screen);
  };
  const wish = 'Чайник с синими птицами';
  await open({ persona: 'nika', screen: 'chat', height: '760' }, { persona: 'vera', screen: 'chats', height: '760' });
  await nika.chat.presses('Start');
  await nika.chat.sees(/Когда у вас день рождения/);
  await nika.chat.says('15 марта');
  await nika.chat.sees(/Запомнил/);
  await nika.chat.says(`https://shop.example/teapot ${wish}, 4 990 ₽`);
  await nika.chat.sees(/Загадано/);
  await step('wish', nika);

  await nika.chat.open('Vera');
  await nika.chat.says('Вот чего мне хочется 🙈');
  await nika.chat.sendsCard('', /Мои желания/);
  await vera.chat.open('Ника');
  await vera.chat.sees('via @wishlins_demo_bot');
  await step('card', vera);
  await vera.chat.presses('Открыть');
  await vera.app.getByRole('button', { name: `I’ll give it: ${wish}` }).click();
  await vera.sees('Picked');
  await step('gift', vera);

  await nika.chat.open('Wishlins');
  await nika.chat.presses('Изменить');
  await nika.app.getByRole('heading', { name: wish }).waitFor();
  await nika.press('Изменить');
  const editor = nika.app.getByRole('dialog', { name: 'Желание' });
  await editor.getByLabel('Что это').fill(`${wish}, на литр`);
  await nika.press('Сохранить');
  await editor.waitFor({ state: 'detached' });
  await vera.chat.show();
  await vera.chat.open('Wishlins');
  await vera.chat.sees(/changed a wish that you are giving/);
  await step('told', vera);
  await context.close();
}

async function openWindow(browser: Browser, origin: string, width: number): Promise<Simulator> {
  const viewport = { width, height: 940 };
  const context = await browser.newContext({ viewport, deviceScaleFactor: 2, reducedMotion: 'reduce' });
  return await openSimulator(context, origin, { bare: true });
}

/** Writes a picture as WebP, and refuses one that is too heavy for a document. */
async function keep(page: Page, name: string, what: Locator = page.getByRole('main')): Promise<void> {
  const file = join(folder, `${name}.webp`);
  await writeFile(file, await toWebp(page, await what.screenshot()));
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
