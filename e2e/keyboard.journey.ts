import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';
import type { Phone, Simulator } from './src/simulator.ts';

/** Presses Tab until the focus is on something of this name, as somebody without a mouse does. */
async function tabTo({ page }: Simulator, phone: Phone, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    const focused = await phone.frame().evaluate(() => {
      const { activeElement: element } = document;
      // With nothing in focus it is the body, which says everything.
      return element?.matches('button, a') ? (element.getAttribute('aria-label') ?? element.textContent ?? '') : '';
    });
    if (name.test(focused)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never leads to ${String(name)}.`);
}

journey('a wish is reserved, looked at and let go by the keyboard alone', async ({ simulator, as }) => {
  const { startapp } = await makeList(await as('anya'), { title: 'Без мыши' }, [{ title: 'Пианино' }]);
  const boris = await simulator.open({ persona: 'boris', startapp });
  await boris.app.getByRole('button', { name: 'Подарю: Пианино' }).waitFor();
  await boris.app.getByRole('main').evaluate(() => window.focus());

  await tabTo(simulator, boris, /^Подарю: Пианино$/);
  await simulator.page.keyboard.press('Enter');
  await boris.sees('Забронировано за вами');
  // Telegram asks whether the bot may write, and gives the focus back when it is answered.
  await boris.telegram.getByRole('button', { name: 'Don’t allow' }).press('Enter');
  await boris.telegram.getByRole('dialog').waitFor({ state: 'hidden' });
  await boris.app.getByRole('main').evaluate(() => window.focus());

  await tabTo(simulator, boris, /Дарю я/);
  await simulator.page.keyboard.press('Enter');
  await boris.app.getByRole('heading', { level: 1, name: 'Пианино' }).waitFor();
  await tabTo(simulator, boris, /Передумать/);
  await simulator.page.keyboard.press('Space');
  await boris.sees('Бронь снята');

  await tabTo(simulator, boris, /Без мыши/);
  await simulator.page.keyboard.press('Enter');
  const { read } = await as('boris');
  expect(await read('/reservations')).not.toContain('Пианино');
  await tabTo(simulator, boris, /^Подарю: Пианино$/);
});
