import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { layFinger, type Point } from './src/hand.ts';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';
import type { Phone, Simulator } from './src/simulator.ts';

/** Where on the page the card of a wish is. */
async function placeOf(phone: Phone, title: string): Promise<Point> {
  const box = await phone.app.getByRole('link', { name: title }).boundingBox();
  if (!box) throw new Error(`${title} is not on the page`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 3 };
}

async function dragByMouse({ page }: Simulator, from: Point, to: Point): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 10 });
  await page.mouse.up();
}

/** A finger rests for a moment before it moves, or does not. */
async function dragByFinger(simulator: Simulator, from: Point, to: Point, { rests }: { rests: boolean }) {
  const finger = await layFinger(simulator, from);
  if (rests) await simulator.page.waitForTimeout(400);
  await finger.moveTo(to);
  await finger.lift();
}

journey('an owner puts wishes in order by mouse, by finger and by buttons', async ({ simulator, as }) => {
  const anya = await as('anya');
  const names = ['Арфа', 'Бубен', 'Виола', 'Гусли', 'Домра', 'Ерихонка'];
  const [first = { title: '' }, ...others] = names.map((title) => ({ title }));
  const { list, startapp } = await makeList(anya, { title: 'Оркестр' }, [first, ...others]);
  const saved = async () => {
    const { wishes } = await anya.call(api.wishlists.get, { params: { wishlistId: list.id } });
    return wishes.map(({ title }) => title.charAt(0)).join('');
  };
  const phone = await simulator.open({ persona: 'anya', startapp });
  const place = (title: string) => placeOf(phone, title);
  await phone.app.getByRole('link', { name: 'Арфа' }).waitFor();
  // Away from the edges of the screen, where the page scrolls along.
  await phone.app.getByRole('link', { name: 'Арфа' }).evaluate((card) => {
    window.scrollBy({ top: card.getBoundingClientRect().top - 70, behavior: 'instant' });
  });
  await phone.app.getByRole('link', { name: 'Гусли' }).waitFor();

  await dragByMouse(simulator, await place('Арфа'), await place('Гусли'));
  await expect.poll(saved).toBe('БВГАДЕ');
  await dragByFinger(simulator, await place('Гусли'), await place('Бубен'), { rests: true });
  await expect.poll(saved).toBe('ГБВАДЕ');

  const top = () => phone.frame().evaluate(() => window.scrollY);
  const before = await top();
  const from = await place('Бубен');
  await dragByFinger(simulator, from, { x: from.x, y: from.y + 150 }, { rests: false });
  await expect.poll(top).toBeLessThan(before);
  expect(await saved()).toBe('ГБВАДЕ');
  await phone.app.getByRole('heading', { name: 'Оркестр' }).waitFor();

  await phone.app.getByRole('button', { name: 'Выбрать' }).click();
  await phone.app.getByRole('button', { name: 'Арфа' }).click();
  await phone.app.getByRole('button', { name: 'Выше' }).press('Enter');
  await phone.sees('«Арфа»: место 3 из 6');
  await phone.app.getByRole('button', { name: 'Выше' }).press('Enter');
  await expect.poll(saved).toBe('ГАБВДЕ');
  await phone.look('anya-choosing');
});

journey('an owner moves several wishes to another list, and takes it back', async ({ simulator, as }) => {
  const gleb = await as('gleb');
  const { list, startapp } = await makeList(gleb, { title: 'Откуда' }, [
    { title: 'Раз' },
    { title: 'Два' },
    { title: 'Три' },
  ]);
  const target = await makeList(gleb, { title: 'Куда' }, [{ title: 'Четыре' }]);
  const titlesIn = async (wishlistId: string) =>
    (await gleb.call(api.wishlists.get, { params: { wishlistId } })).wishes.map(({ title }) => title);
  const phone = await simulator.open({ persona: 'gleb', startapp });

  await phone.app.getByRole('button', { name: 'Выбрать' }).click();
  await phone.app.getByRole('button', { name: 'Раз' }).click();
  await phone.app.getByRole('button', { name: 'Три' }).click();
  await phone.app.getByRole('button', { name: 'В список' }).click();
  await phone.look('gleb-moving');
  await phone.app.getByRole('button', { name: /^Куда/ }).click();
  await phone.sees('2 желания теперь в «Куда»');
  expect(await titlesIn(target.list.id)).toEqual(['Раз', 'Три', 'Четыре']);
  await phone.app.getByRole('button', { name: 'Отменить', exact: true }).click();
  await expect.poll(() => titlesIn(list.id)).toEqual(['Раз', 'Два', 'Три']);
  expect(await titlesIn(target.list.id)).toEqual(['Четыре']);
});

journey('an owner puts a list away, finds it in the archive, and orders what is left', async ({ simulator, as }) => {
  const vera = await as('vera');
  const { list, startapp } = await makeList(vera, { title: 'Прошлогодний снег' }, [{ title: 'Снеговик' }]);
  const phone = await simulator.open({ persona: 'vera', startapp, lang: 'ru' });
  await phone.app.getByRole('button', { name: /^(Настройки списка|List settings)$/ }).click();
  await phone.app.getByRole('button', { name: /^(В архив|Archive)$/ }).click();
  await phone.app.getByRole('link', { name: /^(Архив|Archive) · / }).click();
  await phone.app.getByRole('link', { name: /Прошлогодний снег/ }).waitFor();
  await phone.look('vera-archive');
  const [first] = (await vera.call(api.wishlists.list, { query: { state: 'archived' } })).wishlists;
  expect(first?.id).toBe(list.id);
  await phone.app.getByRole('button', { name: /^(Вернуть|Bring back): Прошлогодний снег$/ }).click();
  await phone.press('Back');
  await phone.app.getByRole('link', { name: /Прошлогодний снег/ }).waitFor();

  await phone.app.getByRole('button', { name: /^(Изменить порядок|Change order)$/ }).click();
  await phone.look('vera-arranging');
  await phone.app.getByRole('button', { name: /(Ниже|Move down): Прошлогодний снег/ }).click();
  const order = async () => (await vera.call(api.wishlists.list, { query: {} })).wishlists.map(({ id }) => id);
  await expect.poll(async () => (await order()).indexOf(list.id)).toBe(1);
});
