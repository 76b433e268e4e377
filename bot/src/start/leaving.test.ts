import { api } from '@wishlins/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buttonsOf, createWorld, publicUrl, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

it.each(['/start', 'https://shop.example/kettle', 'Чайник', '/lists'])(
  'who is leaving and writes %s is told when, and nothing is written down',
  async (text) => {
    const anya = await world.newcomer();
    await anya.call(api.account.leave, {});
    const [message, ...more] = await anya.says(text);
    expect(message?.text).toMatch(/^⏳ Ваш аккаунт будет удалён \d{1,2} [а-я]+ в \d\d:\d\d/);
    expect(buttonsOf(message)).toEqual({
      'Оставить аккаунт': 'stay',
      'Открыть приложение': `${publicUrl}/settings/data/farewell`,
    });
    expect(more).toEqual([]);
    expect(await anya.lists()).toEqual([]);
    expect((await anya.call(api.users.me, {})).leavesAt).not.toBeNull();
  },
);

it('who presses the button stays, and the bot works for them again', async () => {
  const anya = await world.newcomer();
  await anya.call(api.account.leave, {});
  const [message] = await anya.says('Чайник');
  const { message: now } = await anya.presses(message, 'Оставить аккаунт');
  expect(now.text).toBe('🎉 Вы остаётесь, и всё на месте. Присылайте желания!');
  expect((await anya.call(api.users.me, {})).leavesAt).toBeNull();
  await anya.says('Чайник');
  expect(await anya.lists()).toMatchObject([{ wishes: [{ title: 'Чайник' }] }]);
});

it('a button that was left over keeps nothing and promises nothing', async () => {
  const anya = await world.newcomer();
  await anya.call(api.account.leave, {});
  const [message] = await anya.says('Чайник');
  await anya.call(api.account.stay, {});
  expect((await anya.presses(message, 'Оставить аккаунт')).message.text).toBe('Удаление больше не назначено.');
});

it('no card of theirs is offered in chats, which nobody could open', async () => {
  const anya = await world.newcomer();
  await anya.says('Чайник');
  expect(await anya.types('')).not.toEqual([]);
  await anya.call(api.account.leave, {});
  expect(await anya.types('')).toEqual([]);
});
