import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';

const rub = (amount: number) => ({ amount: amount * 100, currency: 'RUB' });

journey('a giver sees what became of the wishes, buys, and lets go', async ({ simulator, as }) => {
  const anya = await as('anya');
  const vera = await as('vera');
  const { list, wishes } = await makeList(anya, { title: 'Чайная церемония', emoji: '🍵' }, [
    { title: 'Гайвань', price: rub(1800) },
    { title: 'Пуэр', price: rub(900) },
    { title: 'Пиала', price: rub(600) },
  ]);
  for (const { id: wishId } of wishes) await vera.call(api.reservations.put, { params: { wishId }, body: {} });
  const [gaiwan, puer] = wishes;
  if (!gaiwan || !puer) throw new Error('the list has lost its wishes');
  await anya.call(api.wishes.update, {
    params: { wishId: gaiwan.id },
    body: { version: gaiwan.version, price: rub(2100) },
  });
  await anya.call(api.wishes.remove, { params: { wishId: puer.id } });

  const phone = await simulator.open({ persona: 'vera' });
  await phone.app.getByRole('link', { name: 'I’m giving' }).click();
  const gift = (title: string) => phone.app.getByRole('article').filter({ hasText: title });
  await gift('Гайвань').getByText('₽2,100').waitFor();
  await phone.look('vera-gifts');
  await gift('Гайвань').getByRole('button', { name: 'Got it' }).click();
  await gift('Гайвань').getByText('The wish was changed').waitFor({ state: 'detached' });
  await gift('Пуэр').getByRole('button', { name: 'Put away' }).click();
  await gift('Пуэр').waitFor({ state: 'detached' });
  await gift('Гайвань').getByRole('radio', { name: 'Bought' }).check();
  await phone.app.getByRole('radio', { name: 'Still to buy' }).check();
  await gift('Гайвань').waitFor({ state: 'detached' });

  await gift('Пиала').getByRole('button', { name: 'Change my mind: Пиала' }).click();
  await gift('Пиала').waitFor({ state: 'detached' });
  await phone.app.getByRole('button', { name: 'Undo' }).click();
  await gift('Пиала').getByRole('link').click();
  await phone.app.getByRole('heading', { level: 1, name: 'Пиала' }).waitFor();
  await phone.press('Back');
  await gift('Пиала').waitFor();
  expect(await anya.read(`/wishlists/${list.id}`)).not.toMatch(/reserv|Vera/i);
});

journey('a guest narrows a list, looks at a wish, and finds the list as it was', async ({ simulator, as }) => {
  const { startapp } = await makeList(await as('anya'), { title: 'Всё сразу' }, [
    { title: 'Рояль', price: rub(900_000), priority: 'high' },
    { title: 'Плед', price: rub(3000) },
    { title: 'Носки', price: rub(500) },
    { title: 'Слон', price: rub(70_000) },
    { title: 'Объятия' },
  ]);
  const gleb = await simulator.open({ persona: 'gleb', startapp });
  const titles = () => gleb.app.getByRole('article').getByRole('link').allTextContents();
  await gleb.app.getByRole('button', { name: 'Фильтры' }).click();
  await gleb.app.getByRole('textbox', { name: 'До' }).fill('70000');
  await gleb.look('gleb-filters');
  await gleb.press('Показать 3 желания');
  await gleb.app.getByRole('combobox', { name: 'Порядок' }).selectOption('Сначала дороже');
  await expect.poll(titles).toEqual([/Слон/, /Плед/, /Носки/].map((title) => expect.stringMatching(title)));
  await gleb.look('gleb-narrowed');

  await gleb.app.getByRole('link', { name: /^Плед/ }).click();
  await gleb.app.getByRole('heading', { level: 1, name: 'Плед' }).waitFor();
  await gleb.press('Back');
  await expect.poll(titles).toEqual([/Слон/, /Плед/, /Носки/].map((title) => expect.stringMatching(title)));
});
