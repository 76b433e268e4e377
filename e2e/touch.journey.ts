import { expect } from 'vitest';
import { layFinger } from './src/hand.ts';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';
import type { Phone } from './src/simulator.ts';

/** How far down the screen the sheet that is open begins, in whole pixels. */
const topOf = ({ app }: Phone) =>
  app.getByRole('dialog').evaluate((sheet) => Math.round(sheet.getBoundingClientRect().top));

journey(
  'a sheet follows the finger, comes back when let go early, and leaves when pulled far',
  async ({ simulator, as }) => {
    const { startapp } = await makeList(await as('anya'), { title: 'Под пальцем' }, [
      { title: 'Мяч' },
      ...Array.from({ length: 11 }, (_, index) => ({ title: `Мяч ${index}` })),
    ]);
    const phone = await simulator.open({ persona: 'gleb', startapp, width: '360' });
    await phone.app.getByRole('button', { name: 'Фильтры' }).click();
    const sheet = phone.app.getByRole('dialog');
    const title = await sheet.getByRole('heading').first().boundingBox();
    if (!title) throw new Error('the sheet has no title');
    const at = { x: title.x + title.width / 2, y: title.y + title.height / 2 };
    const below = (pixels: number) => ({ x: at.x, y: at.y + pixels });
    const top = await topOf(phone);

    const finger = await layFinger(simulator, at);
    for (const pixels of [20, 70, 40]) {
      await finger.moveTo(below(pixels));
      await expect.poll(() => topOf(phone)).toBe(top + pixels);
    }
    // Upwards it stays where it stands.
    await finger.moveTo(below(-60));
    await expect.poll(() => topOf(phone)).toBe(top);
    await finger.moveTo(below(60));
    await finger.lift();
    await expect.poll(() => topOf(phone)).toBe(top);

    const again = await layFinger(simulator, at);
    await again.moveTo(below(160));
    await expect.poll(() => topOf(phone)).toBe(top + 160);
    await again.lift();
    await sheet.waitFor({ state: 'detached' });
    expect(await phone.frame().evaluate(() => window.scrollY)).toBe(0);
  },
);
