import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';

journey('somebody is found, followed, seen and blocked, and the block can be lifted', async ({ simulator, as }) => {
  const gleb = await simulator.open({ persona: 'gleb' });
  await gleb.app.getByRole('link', { name: 'Друзья', exact: true }).click();
  await gleb.app.getByRole('heading', { name: 'Друзья', level: 1 }).waitFor();
  await gleb.app.getByRole('link', { name: /Аня Соболева/ }).waitFor();
  await gleb.look('gleb-friends');

  await gleb.app.getByRole('searchbox').fill('vera');
  const vera = gleb.app.getByRole('link', { name: /Vera Lindqvist/ });
  await vera.waitFor();
  await gleb.look('gleb-search');
  await vera.click();
  await gleb.app.getByRole('heading', { name: 'Vera Lindqvist' }).waitFor();
  await gleb.app.getByRole('link', { name: /The desk by the window/ }).waitFor();
  expect(await gleb.app.getByText('Birthday, quietly').count()).toBe(0);
  await gleb.look('gleb-person');

  const { call } = await as('gleb');
  const followed = async () => {
    const { entries } = await call(api.friends.list, { query: { relation: 'following' } });
    return entries.map(({ name }) => name).toSorted();
  };
  await gleb.app.getByRole('button', { name: 'Подписаться' }).click();
  // There will be news to tell, so Telegram asks whether the bot may write; once.
  await gleb.press('Don’t allow');
  await expect.poll(followed).toEqual(['Vera Lindqvist', 'Аня Соболева']);

  await gleb.app.getByRole('button', { name: 'Заблокировать' }).click();
  await gleb.telegram.getByRole('dialog').getByRole('button', { name: 'Заблокировать' }).click();
  await gleb.app.getByText('не находит вас').waitFor();
  await expect.poll(followed).toEqual(['Аня Соболева']);
  await gleb.look('gleb-blocked-person');
  await gleb.app.getByRole('button', { name: 'Разблокировать' }).click();
  await gleb.app.getByRole('button', { name: 'Подписаться' }).waitFor();
});
