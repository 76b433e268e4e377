import { expect } from 'vitest';
import { hold } from './src/hold.ts';
import { journey } from './src/journey.ts';
import { makeList, type Prepared } from './src/people.ts';
import { shiftSoFar, watchShifts } from './src/shifts.ts';
import { settle, type Phone } from './src/simulator.ts';

interface Place {
  persona: string;
  /** Where it begins. */
  startapp: (prepared: Prepared) => string;
  /** Waits until everything but the photos is there. */
  isThere: (phone: Phone) => Promise<void>;
}

const places: Record<string, Place> = {
  'a shared list': {
    persona: 'gleb',
    startapp: ({ startapp }) => startapp,
    isThere: async ({ app }) => await app.getByRole('button', { name: 'Подарю: Чашка', exact: true }).waitFor(),
  },
  'a wish': {
    persona: 'gleb',
    startapp: ({ wishStartapp }) => wishStartapp,
    isThere: async ({ telegram }) => await telegram.getByRole('button', { name: 'Подарю', exact: true }).waitFor(),
  },
  'an own list': {
    persona: 'anya',
    startapp: ({ startapp }) => startapp,
    isThere: async ({ app }) => await app.getByRole('link', { name: /^Чашка/ }).waitFor(),
  },
};

/** How many photos in sight are there. */
const photosOf = (phone: Phone) =>
  phone.frame().evaluate(() => Array.from(document.images).filter(({ naturalWidth }) => naturalWidth > 0).length);

journey.for(Object.entries(places))(
  'nothing moves when the photos of %s arrive',
  async ([, place], { simulator, as }) => {
    const picture = (name: string) => [{ url: `/pictures/demo/${name}.webp`, width: 800, height: 800 }];
    const prepared = await makeList(await as('anya'), { title: 'С картинками', note: 'Смотрите сами' }, [
      { title: 'Чашка', pictures: picture('cup'), note: 'Любого цвета' },
      { title: 'Лампа', pictures: picture('lamp') },
      { title: 'Книга', pictures: picture('book') },
      { title: 'Палатка', pictures: picture('tent') },
    ]);
    // Telegram's browser speaks the language of the person.
    await simulator.context.setExtraHTTPHeaders({ 'accept-language': 'ru' });
    await watchShifts(simulator.context);
    const release = await hold(simulator, /\/pictures\//);
    const opened = simulator.open({ persona: place.persona, startapp: place.startapp(prepared) });
    const phone = simulator.phone(place.persona);
    await place.isThere(phone);
    await phone.app.locator('#face').waitFor({ state: 'detached' });
    expect(await photosOf(phone)).toBe(0);
    const before = await shiftSoFar(phone.frame());

    release();
    await opened;
    await expect.poll(() => photosOf(phone)).toBeGreaterThan(0);
    await settle(phone.frame());
    expect(await shiftSoFar(phone.frame())).toBe(before);

    // The measure itself: what does move is noticed.
    await phone.frame().evaluate(() => document.getElementById('app')?.style.setProperty('padding-top', '200px'));
    expect(await shiftSoFar(phone.frame())).toBeGreaterThan(before);
  },
);
