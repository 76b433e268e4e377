import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';

journey('a person tells their birthday and chooses another language, and both stay', async ({ simulator, as }) => {
  const noa = await simulator.open({ persona: 'noa' });
  await noa.app.getByRole('heading', { name: 'My lists' }).waitFor();
  await noa.press('Menu');
  await noa.press('Settings');
  await noa.app.getByRole('heading', { name: 'Settings' }).waitFor();
  await noa.look('noa-settings');

  await noa.app.getByLabel('Month').selectOption({ label: 'February' });
  await noa.app.getByLabel('Day', { exact: true }).selectOption({ label: '29' });
  await noa.app.getByLabel('About me').fill('Mostly ferns');
  await noa.app.getByLabel('About me').press('Tab');
  const { call } = await as('noa');
  const me = async () => await call(api.users.me, {});
  await expect.poll(me).toMatchObject({ birthday: { day: 29, month: 2, year: null }, about: 'Mostly ferns' });

  await noa.app.getByRole('radio', { name: 'Русский' }).check();
  await noa.app.getByRole('heading', { name: 'Настройки' }).waitFor();
  await expect.poll(me).toMatchObject({ language: 'ru' });
  await noa.look('noa-settings-in-russian');

  await noa.press('Menu');
  await noa.press('Reload');
  await noa.app.getByRole('heading', { name: 'Мои списки' }).waitFor();
});
