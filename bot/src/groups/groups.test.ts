import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf, createWorld, type Person, type Seen, type World } from '../testing/world.ts';

let world: World;
let anya: Person;
let group: number;
beforeAll(async () => {
  world = await createWorld();
  anya = await world.newcomer({ first_name: 'Аня', language_code: 'ru' });
  const make = () =>
    world.telegram<{ id: number }>('POST', `groups/${world.botId}`, { title: 'Друзья', members: [anya.id] });
  ({ id: group } = await world.settled(make));
});
afterAll(() => world.end());

const chat = () => world.telegram<{ messages: Seen[] }>('GET', `chats/${world.botId}/${anya.id}?with=${group}`);
const said = async () => (await chat()).messages.filter(({ from }) => from?.id === world.botId);
const write = (text: string) =>
  world.telegram('POST', `chats/${world.botId}/${anya.id}/messages?with=${group}`, { text });

describe('the bot in a group', () => {
  it('greets, and opens the app by a link', async () => {
    const [greeting, ...more] = await said();
    expect(greeting?.text).toMatch(/^Здравствуйте! Я Wishlins/);
    expect(buttonsOf(greeting)).toEqual({
      'Открыть вишлисты': `https://t.me/wishlins_${world.botId}_bot?startapp`,
    });
    expect(more).toEqual([]);
  });

  it('answers its command, also when called by name', async () => {
    const before = (await said()).length;
    await world.settled(() => write('/wishlists'));
    await world.settled(() => write(`/wishlists@wishlins_${world.botId}_bot`));
    const answers = (await said()).slice(before);
    expect(answers.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Вишлисты открываются здесь/),
      expect.stringMatching(/^Вишлисты открываются здесь/),
    ]);
    for (const answer of answers) expect(Object.values(buttonsOf(answer))[0]).toMatch(/^https:\/\/t\.me\//);
  });

  it('reads nothing else, and makes nobody known who only talks there', async () => {
    const before = (await said()).length;
    await world.settled(() => write('/wishlists@some_other_bot'));
    await world.settled(() => write('/lists'));
    const stranger = { id: anya.id + 1, is_bot: false, first_name: 'Глеб' };
    const message = { message_id: 9, date: 1, chat: { id: group, type: 'group', title: 'Друзья' }, from: stranger };
    await world.injects({ message: { ...message, text: 'https://shop.example/plaid' } });
    await world.injects({ message: { ...message, new_chat_title: 'Подруги' } });
    expect(await said()).toHaveLength(before);
    expect(await anya.lists()).toEqual([]);
  });

  it('goes without a word when it is thrown out', async () => {
    await world.settled(() => world.telegram('DELETE', `groups/${world.botId}/${group}`));
    expect((await world.calls()).filter(({ status }) => status >= 400)).toEqual([]);
  });
});
