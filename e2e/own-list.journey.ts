import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';

journey('an owner makes a list for an occasion and fills it', async ({ simulator }) => {
  const boris = await simulator.open({ persona: 'boris' });
  await boris.look('boris-home');
  await boris.app.getByRole('button', { name: 'Новый список' }).click();
  await boris.look('boris-new-list');
  await boris.app.getByRole('button', { name: 'Свадьба' }).click();
  await boris.sees('Пора помечтать');
  await boris.look('boris-empty-list');

  const field = boris.app.getByLabel('Новое желание');
  for (const wish of ['Тандем', 'https://veter.example/zmej/vozdushnyj-zmej']) {
    await field.fill(wish);
    await field.press('Enter');
    await boris.sees('Загадано');
  }
  await boris.app.getByRole('link', { name: /^Vozdushnyj zmej/ }).click();
  await boris.press('Изменить');
  const editor = boris.app.getByRole('dialog', { name: 'Желание' });
  await editor.getByLabel('Что это').fill('Воздушный змей');
  await editor.getByLabel('Цена').fill('2 499,90');
  await editor.getByRole('radio', { name: 'Мечта' }).check();
  await boris.look('boris-editor');
  await boris.press('Сохранить');
  await editor.waitFor({ state: 'detached' });
  await boris.sees(/2\s499,90\s₽/);
  await boris.look('boris-own-wish');
  await boris.press('Back');
  await boris.app.getByRole('link', { name: /Воздушный змей.*2\s499,90\s₽/ }).waitFor();
  await boris.look('boris-filled-list');
});

journey('a wish comes true, a wish is deleted, and both can be taken back', async ({ simulator, as }) => {
  const anya = await as('anya');
  const { list, startapp } = await makeList(anya, { title: 'Передумать можно' }, [
    { title: 'Гитара' },
    { title: 'Барабан' },
  ]);
  const phone = await simulator.open({ persona: 'anya', startapp });
  const undo = phone.app.getByRole('button', { name: 'Отменить', exact: true });
  const titles = async () =>
    (await anya.call(api.wishlists.get, { params: { wishlistId: list.id } })).wishes.map(
      ({ title, receivedAt }) => title + (receivedAt ? ' 🎉' : ''),
    );

  await phone.app.getByRole('link', { name: /^Гитара/ }).click();
  await phone.app.getByRole('button', { name: 'Уже у меня' }).click();
  await phone.sees('Ура! Теперь это у вас');
  await expect.poll(titles).toEqual(['Гитара 🎉', 'Барабан']);
  await undo.click();
  await expect.poll(titles).toEqual(['Гитара', 'Барабан']);
  await phone.press('Back');

  await phone.app.getByRole('link', { name: /^Барабан/ }).click();
  await phone.app.getByRole('button', { name: 'Удалить' }).click();
  await phone.sees('Желание удалено');
  await expect.poll(titles).toEqual(['Гитара']);
  await undo.click();
  await phone.app.getByRole('link', { name: /^Барабан/ }).waitFor();
  await expect.poll(titles).toEqual(['Гитара', 'Барабан']);
});

journey('an owner decides who may open a list and what they see of it', async ({ simulator, as }) => {
  const anya = await as('anya');
  const { list, startapp } = await makeList(anya, { title: 'Только для своих' }, [{ title: 'Тайна' }]);
  const phone = await simulator.open({ persona: 'anya', startapp });
  await phone.app.getByRole('button', { name: 'Настройки списка' }).click();
  const sheet = phone.app.getByRole('dialog', { name: 'Настройки списка' });
  await sheet.getByRole('radio', { name: 'Только я' }).check();
  await sheet.getByRole('radio', { name: 'Что уже занято' }).check();
  const title = sheet.getByRole('heading', { name: 'Настройки списка' });
  expect(await title.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThan(0);
  await phone.look('anya-list-settings');
  await phone.press('Сохранить');
  await sheet.waitFor({ state: 'detached' });
  await phone.app.getByRole('button', { name: 'Только я' }).waitFor();
  expect(await anya.call(api.wishlists.get, { params: { wishlistId: list.id } })).toMatchObject({
    visibility: 'private',
    surprise: 'reserved',
  });
  const { read } = await as('gleb');
  expect(await read(`/shared/${list.shareToken}`)).toContain('wishlist_not_found');
});
