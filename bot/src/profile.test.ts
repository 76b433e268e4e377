import { Api } from 'grammy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { introduce } from './profile.ts';
import { createWorld, publicUrl, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ running: false });
});
afterAll(() => world.end());

const changes = async () => (await world.calls()).filter(({ method }) => method.startsWith('set')).length;

it('the bot introduces itself in every language, and changes nothing that is right already', async () => {
  const telegram = new Api(world.token, { apiRoot: world.apiRoot });
  await introduce(telegram, publicUrl);
  const told = await changes();
  expect(told).toBeGreaterThan(0);
  expect(
    (await telegram.getMyCommands({ scope: { type: 'all_private_chats' } })).map(({ command }) => command),
  ).toEqual(['start', 'lists', 'reserved', 'friends', 'settings', 'help']);
  const inGroups = await telegram.getMyCommands({ scope: { type: 'all_group_chats' }, language_code: 'ru' });
  expect(inGroups).toEqual([{ command: 'wishlists', description: 'Открыть вишлисты' }]);
  expect((await telegram.getMyShortDescription()).short_description).toMatch(/^Wishlists in Telegram/);
  expect((await telegram.getMyShortDescription({ language_code: 'kk' })).short_description).toMatch(/^Вишлисты/);
  expect(await telegram.getChatMenuButton()).toMatchObject({ type: 'web_app', web_app: { url: `${publicUrl}/` } });

  await introduce(telegram, publicUrl);
  expect(await changes()).toBe(told);

  await telegram.setMyDescription('Чужое', { language_code: 'ru' });
  await introduce(telegram, publicUrl);
  expect(await changes()).toBe(told + 2);
});
