import { mount, type DOMWrapper, type VueWrapper } from '@vue/test-utils';
import { InputFile } from 'grammy';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PhoneEvent } from '../src/bot-api/model.ts';
import { picture, simulate, type Simulated } from '../src/bot-api/testing/telegram.ts';
import { cast, findPersona } from '../src/cast.ts';
import { readSettings } from './settings.ts';
import { createTelegramClient } from './telegram-client.ts';
import TelegramScreen from './TelegramScreen.vue';
import { hearByFetch, reachServers } from './testing/servers.ts';

const [nika, boris] = [7_000_000_941, 7_000_000_207];
let telegram: Simulated;
let bot: ReturnType<Simulated['bot']>;
let phone: VueWrapper<InstanceType<typeof TelegramScreen>>;
let hanging: (() => void)[];

beforeAll(async () => {
  reachServers();
  telegram = await simulate();
});
afterAll(() => telegram.app.close());

beforeEach(() => {
  hanging = [];
  bot = telegram.bot();
});
afterEach(() => {
  phone.unmount();
  hanging.forEach((hangUp) => hangUp());
});

describe('the chat with the bot', () => {
  it('tells a newcomer what the bot can do, and begins with START', async () => {
    await bot.api.setMyDescription('Keeps your wishes.');
    await open();
    await shows('Keeps your wishes.');
    await press('Start');
    await shows('/start');
    expect(await bot.api.getUpdates()).toMatchObject([{ message: { text: '/start', from: { id: nika } } }]);
    expect(button('Start').exists()).toBe(false);
  });

  it('begins with the words of a link', async () => {
    await open();
    phone.vm.open(bot.id, { startParam: 'l_1' });
    await press('Start');
    await shows('/start l_1');
    expect(await bot.api.getUpdates()).toMatchObject([{ message: { text: '/start l_1' } }]);
  });

  it('shows at once what the bot says, formatted, and never as markup', async () => {
    await open();
    await say('hi');
    const html = '<b>Аня</b> &lt;i&gt; <a href="https://t.me/wishlins_bot?startapp=l_1">list</a> /lists';
    await bot.api.sendMessage(nika, html, { parse_mode: 'HTML' });
    await shows('Аня <i> list');
    expect(phone.get('strong').text()).toBe('Аня');
    await phone.get('a').trigger('click');
    expect(phone.emitted('launch')).toEqual([['l_1']]);
    await press('/lists');
    await expect.poll(async () => (await bot.api.getUpdates({ offset: -1 }))[0]?.message?.text).toBe('/lists');
  });

  it('presses buttons: the bot hears which, and its answer is shown', async () => {
    await open();
    await say('hi');
    const { message_id } = await bot.api.sendMessage(nika, 'Added', {
      reply_markup: {
        inline_keyboard: [
          [{ text: 'Undo', callback_data: 'undo' }],
          [{ text: 'Lists', web_app: { url: 'https://app.example/lists?x=1' } }],
          [{ text: 'Open', url: 'https://t.me/wishlins_bot?startapp=w_1' }],
        ],
      },
    });
    await shows('Added');
    await press('Undo');
    const [update] = await bot.api.getUpdates({ offset: 2, timeout: 5 });
    expect(update?.callback_query).toMatchObject({ data: 'undo', message: { message_id } });
    await bot.api.answerCallbackQuery(update?.callback_query?.id ?? '', { text: 'Undone' });
    await expect.poll(() => phone.find('[role=status]').text()).toBe('Undone');
    await bot.api.editMessageText(nika, message_id, 'Taken back');
    await shows('Taken back');
    expect(button('Undo').exists()).toBe(false);
  });

  it('answers a message that asks for it by a reply, or writes something else', async () => {
    await open();
    await say('hi');
    const markup = { force_reply: true, input_field_placeholder: 'Name of the list' } as const;
    const asked = await bot.api.sendMessage(nika, 'What is it called?', { reply_markup: markup });
    await expect.poll(() => phone.get('textarea').attributes('placeholder')).toBe('Name of the list');
    await say('Garden');
    await bot.api.sendMessage(nika, 'And now?', { reply_markup: markup });
    await shows('And now?');
    await phone.get('[aria-label="Write something else"]').trigger('click');
    await say('A teapot');
    const updates = await bot.api.getUpdates({ offset: 2 });
    expect(updates.map(({ message }) => [message?.text, message?.reply_to_message?.message_id])).toEqual([
      ['Garden', asked.message_id],
      ['A teapot', undefined],
    ]);
  });

  it('opens the app from buttons and from the menu', async () => {
    const menu_button = { type: 'web_app', text: 'Lists', web_app: { url: 'https://app.example/' } } as const;
    await bot.api.setChatMenuButton({ menu_button });
    await open();
    await say('hi');
    const opens = { inline_keyboard: [[{ text: 'Look', web_app: { url: 'https://app.example/shared/1' } }]] };
    await bot.api.sendMessage(nika, 'A list', { reply_markup: opens });
    await press('Look');
    await press('Lists');
    expect(phone.emitted('openApp')).toEqual([['https://app.example/shared/1'], ['https://app.example/']]);
  });

  it('offers the commands, all of them or those that are begun', async () => {
    await bot.api.setMyCommands([
      { command: 'start', description: 'Begin' },
      { command: 'lists', description: 'My lists' },
    ]);
    await open();
    await phone.get('textarea').setValue('/l');
    expect(phone.findAll('.commands button').map((each) => each.text())).toEqual(['/lists My lists']);
    await phone.get('.commands button').trigger('click');
    await shows('/lists');
  });

  it('sends photos, and shows those that come', async () => {
    await open();
    await say('hi');
    await bot.api.sendPhoto(nika, new InputFile(picture, 'a.png'), { caption: 'A card' });
    await shows('A card');
    const address = phone.get('article img').attributes('src') ?? '';
    expect(Buffer.from(await (await fetch(address)).arrayBuffer())).toEqual(picture);
  });

  it('is silent once the bot is stopped, until it is started again', async () => {
    await open();
    await say('hi');
    await press('Menu');
    await press('Stop the bot');
    await expect.poll(() => button('Restart the bot').exists()).toBe(true);
    await expect(bot.api.sendMessage(nika, 'Hi')).rejects.toThrow('blocked');
    await press('Restart the bot');
    await expect.poll(() => phone.find('textarea').exists()).toBe(true);
    await bot.api.sendMessage(nika, 'Welcome back');
    await shows('Welcome back');
  });

  it('speaks up from behind the app, and opens where it spoke', async () => {
    await open('', false);
    const { ask } = telegram;
    await ask('POST', `/chats/${bot.id}/${nika}/allow`);
    await bot.api.sendMessage(nika, 'Your wish has a picture now');
    await expect.poll(() => phone.find('.banner').exists()).toBe(true);
    await phone.get('.banner button').trigger('click');
    expect(phone.emitted('show')).toHaveLength(1);
  });
});

describe('chats with friends', () => {
  it('are in the list, with what was said last and how much is new', async () => {
    await open('screen=chats');
    await createTelegramClient(telegram.root, bot.id, boris).write(nika, { text: 'Look at this' });
    await expect.poll(() => phone.get('li').text()).toContain('Look at this');
    expect(phone.get('li .unread').attributes('aria-label')).toBe('1 new message');
    await phone.get('li button').trigger('click');
    await shows('Look at this');
  });

  it('take cards by inline mode, in the name of who sends them', async () => {
    await open();
    phone.vm.open(boris, { draft: '' });
    await expect.poll(() => phone.find('h2').text()).toBe('Борис Левин');
    await phone.get('textarea').setValue('@wishlins_bot birth');
    const [update] = await bot.api.getUpdates({ timeout: 5 });
    expect(update?.inline_query).toMatchObject({ query: 'birth', chat_type: 'private' });
    const card = {
      type: 'article',
      id: '1',
      title: 'Birthday',
      description: '3 wishes',
      input_message_content: { message_text: 'My birthday list' },
    } as const;
    await bot.api.answerInlineQuery(update?.inline_query?.id ?? '', [card], { cache_time: 0, next_offset: '1' });
    await press('Show more');
    const [more] = await bot.api.getUpdates({ offset: (update?.update_id ?? 0) + 1, timeout: 5 });
    expect(more?.inline_query).toMatchObject({ query: 'birth', offset: '1' });
    const second = { ...card, id: '2', title: 'New Year' };
    await bot.api.answerInlineQuery(more?.inline_query?.id ?? '', [second], { cache_time: 0 });
    await expect.poll(() => phone.findAll('.results b').map((each) => each.text())).toEqual(['Birthday', 'New Year']);
    await phone.get('.results button').trigger('click');
    await shows('My birthday list');
    expect(phone.get('article').text()).toContain(`via @wishlins_${bot.id}_bot`);
    const theirs = await createTelegramClient(telegram.root, bot.id, boris).chat(nika);
    expect(theirs.messages).toMatchObject([{ text: 'My birthday list', from: { id: nika } }]);
  });

  it('give and take what is sent on', async () => {
    await createTelegramClient(telegram.root, bot.id, boris).write(nika, { text: 'https://shop.example/tea' });
    await open();
    phone.vm.open(boris, {});
    await shows('https://shop.example/tea');
    await press('Forward');
    await press('Wishlins');
    await shows('Forwarded from Борис');
    expect(await bot.api.getUpdates()).toMatchObject([
      { message: { text: 'https://shop.example/tea', forward_origin: { type: 'user', sender_user: { id: boris } } } },
    ]);
  });
});

async function open(search = '', visible = true): Promise<void> {
  const [settings] = readSettings(search, ['nika']).phones;
  const persona = findPersona('nika');
  if (!settings || !persona) throw new Error('no phone');
  const contacts = cast.filter((one) => one !== persona);
  const client = createTelegramClient(telegram.root, bot.id, nika);
  const { hear, hangUp } = await hearByFetch(`${telegram.root}/chats/${bot.id}/${nika}/events`);
  hanging.push(hangUp);
  const events = { hear: (_personId: number, listener: (event: PhoneEvent) => void) => hear(listener) };
  const props = { settings, contacts, botUsername: 'wishlins_bot', client, events, visible, running: !visible };
  phone = mount(TelegramScreen, { props, attachTo: document.body });
  await expect.poll(() => !visible || phone.find('[role=log], li').exists()).toBe(true);
}

/** The last button of this name; the sign in the corner of a key is no part of it. */
function button(text: string) {
  const nameOf = (each: DOMWrapper<Element>): string =>
    each.attributes('aria-label') ?? each.text().replace(/[▢↗→]$/, '');
  return phone.findAll('button').findLast((each) => nameOf(each) === text) ?? phone.find('button.none');
}

async function press(text: string): Promise<void> {
  await expect.poll(() => button(text).exists()).toBe(true);
  await button(text).trigger('click');
}

async function say(text: string): Promise<void> {
  await expect.poll(() => phone.find('textarea').exists()).toBe(true);
  await phone.get('textarea').setValue(text);
  await phone.get('form.composer').trigger('submit');
  await shows(text);
}

async function shows(text: string): Promise<void> {
  await expect.poll(() => phone.find('[role=log]').exists() && phone.get('[role=log]').text()).toContain(text);
}
