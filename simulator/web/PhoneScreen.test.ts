import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { simulate, type Simulated } from '../src/bot-api/testing/telegram.ts';
import { findPersona } from '../src/cast.ts';
import PhoneScreen from './PhoneScreen.vue';
import { readSettings } from './settings.ts';
import { createTelegramClient } from './telegram-client.ts';
import { reachServers } from './testing/servers.ts';

let phone: VueWrapper<InstanceType<typeof PhoneScreen>>;
let heard: { eventType: string; eventData?: unknown }[];

// Stands for the window of the frame: the test loads no page into it.
const app = Object.assign(new MessageChannel().port1, {
  postMessage: (message: string) => heard.push(JSON.parse(message)),
});

const [anya, boris] = [7_000_000_123, 7_000_000_207];
let telegram: Simulated;
let bot: ReturnType<Simulated['bot']>;

beforeAll(async () => {
  reachServers();
  telegram = await simulate();
});
afterAll(() => telegram.app.close());

beforeEach(() => {
  localStorage.clear();
  bot = telegram.bot();
  open();
});

afterEach(() => phone.unmount());

describe('a phone', () => {
  it('shows the main button with its text and tells the app when it is pressed', async () => {
    await say('web_app_setup_main_button', { is_visible: true, is_active: true, text: 'Reserve' });
    await button('Reserve').trigger('click');
    expect(heard).toEqual([{ eventType: 'main_button_pressed' }]);
  });

  it('shows that a button is busy, and an inactive one cannot be pressed', async () => {
    await say('web_app_setup_main_button', {
      is_visible: true,
      is_active: false,
      is_progress_visible: true,
      text: 'Save',
    });
    expect(button('Save').attributes()).toMatchObject({ 'aria-busy': 'true', disabled: '' });
    await button('Save').trigger('click');
    expect(heard).toEqual([]);
  });

  it('has Back in place of Close while the app wants it', async () => {
    await say('web_app_setup_back_button', { is_visible: true });
    await button('Back').trigger('click');
    expect(heard).toEqual([{ eventType: 'back_button_pressed' }]);
    await say('web_app_setup_back_button', { is_visible: false });
    expect(button('Close').exists()).toBe(true);
  });

  it('tells which button of a popup was chosen, and nothing when it was dismissed', async () => {
    const popup = {
      message: 'Delete?',
      buttons: [
        { id: 'del', type: 'destructive', text: 'Delete' },
        { id: '', type: 'cancel' },
      ],
    };
    await say('web_app_open_popup', popup);
    await button('Delete').trigger('click');
    await say('web_app_open_popup', popup);
    await phone.get('[role=dialog]').trigger('keydown', { key: 'Escape' });
    await flushPromises();
    expect(heard).toEqual([
      { eventType: 'popup_closed', eventData: { button_id: 'del' } },
      { eventType: 'popup_closed', eventData: {} },
    ]);
  });

  it('asks before closing only when the app has something to lose', async () => {
    await say('web_app_setup_closing_behavior', { need_confirmation: true });
    await button('Close').trigger('click');
    await button('Cancel').trigger('click');
    await flushPromises();
    expect(phone.emitted('closed')).toBeUndefined();
    await say('web_app_setup_closing_behavior', { need_confirmation: false });
    await button('Close').trigger('click');
    expect(phone.emitted('closed')).toHaveLength(1);
  });

  it('tells the app of a new theme without opening it anew', async () => {
    const address = phone.get('iframe').attributes('src');
    await phone.setProps({ settings: settings('theme=dark') });
    expect(heard).toMatchObject([{ eventType: 'theme_changed', eventData: { theme_params: { bg_color: '#212121' } } }]);
    expect(phone.get('iframe').attributes('src')).toBe(address);
  });

  it('tells the insets of a notch once the app fills the screen', async () => {
    await phone.setProps({ settings: settings('safe=notch') });
    heard.length = 0;
    await say('web_app_request_fullscreen');
    expect(heard).toContainEqual({ eventType: 'fullscreen_changed', eventData: { is_fullscreen: true } });
    expect(heard).toContainEqual({
      eventType: 'safe_area_changed',
      eventData: { top: 47, bottom: 34, left: 0, right: 0 },
    });
    expect(heard).toContainEqual({
      eventType: 'content_safe_area_changed',
      eventData: { top: 46, bottom: 0, left: 0, right: 0 },
    });
  });

  it('keeps cloud storage per person', async () => {
    await say('web_app_invoke_custom_method', {
      req_id: '1',
      method: 'saveStorageValue',
      params: { key: 'draft', value: 'Tea' },
    });
    await say('web_app_invoke_custom_method', { req_id: '2', method: 'getStorageValues', params: { keys: ['draft'] } });
    open('boris');
    await say('web_app_invoke_custom_method', { req_id: '3', method: 'getStorageValues', params: { keys: 'draft' } });
    await say('web_app_invoke_custom_method', {
      req_id: '4',
      method: 'saveStorageValue',
      params: { key: 'a b', value: '' },
    });
    expect(heard.map(({ eventData }) => eventData)).toEqual([
      { req_id: '3', result: { draft: '' } },
      { req_id: '4', error: 'KEY_INVALID' },
    ]);
  });

  it('lets the bot write once somebody has agreed, and asks no more', async () => {
    open('boris');
    await expect(bot.api.sendMessage(boris, 'Hi')).rejects.toThrow('initiate');
    await say('web_app_request_write_access');
    await (await dialogButton('Allow')).trigger('click');
    const allowed = { eventType: 'write_access_requested', eventData: { status: 'allowed' } };
    await expect.poll(() => heard).toEqual([allowed]);
    await bot.api.sendMessage(boris, 'Hi');
    await say('web_app_request_write_access');
    await expect.poll(() => heard).toEqual([allowed, allowed]);
  });

  it('saves a file when the person agrees, and tells the app either way', async () => {
    const saved: string[] = [];
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(`${this.download} from ${this.href}`);
    });
    const file = { url: 'https://wishlins.example/file', file_name: 'wishes.csv' };
    await say('web_app_request_file_download', file);
    await (await dialogButton('Cancel')).trigger('click');
    await expect.poll(() => heard.at(-1)?.eventData).toEqual({ status: 'cancelled' });
    expect(saved).toEqual([]);
    await say('web_app_request_file_download', file);
    await (await dialogButton('Download')).trigger('click');
    await expect.poll(() => heard.at(-1)?.eventData).toEqual({ status: 'downloading' });
    expect(saved).toEqual(['wishes.csv from https://wishlins.example/file']);
    click.mockRestore();
  });

  it('sends a prepared message to whom somebody picks, and says what became of it', async () => {
    const content = { message_text: '<b>My list</b>', parse_mode: 'HTML' } as const;
    const card = { type: 'article', id: '1', title: 'My list', input_message_content: content } as const;
    const { id } = await bot.api.savePreparedInlineMessage(anya, card, { allow_user_chats: true });
    await say('web_app_send_prepared_message', { id: 'none' });
    await expect.poll(() => heard.at(-1)?.eventData).toEqual({ error: 'MESSAGE_EXPIRED' });
    await say('web_app_send_prepared_message', { id });
    expect((await dialogButton('Boris')).element.closest('[role=dialog]')?.textContent).toContain('My list');
    await (await dialogButton('Boris')).trigger('click');
    await expect.poll(() => heard.at(-1)).toEqual({ eventType: 'prepared_message_sent' });
    const { messages } = await createTelegramClient(telegram.root, bot.id, boris).chat(anya);
    expect(messages).toMatchObject([{ text: 'My list', via_bot: { id: bot.id } }]);
  });

  it('leads into chats: with the bot by its link, with a friend for an inline query', async () => {
    await say('web_app_open_tg_link', { path_full: '/wishlins_bot?start=hello' });
    await say('web_app_switch_inline_query', { query: 'birthday', chat_types: ['users'] });
    await (await dialogButton('Boris')).trigger('click');
    await flushPromises();
    expect(phone.emitted('chat')).toMatchObject([
      [bot.id, { startParam: 'hello' }],
      [boris, { draft: '@wishlins_bot birthday' }],
    ]);
  });

  it('opens a link to the app in the same phone, and no other link', async () => {
    await say('web_app_open_tg_link', { path_full: '/wishlins_bot?startapp=l_abc' });
    await say('web_app_open_tg_link', { path_full: '/somebody' });
    expect(phone.emitted('launch')).toEqual([['l_abc']]);
    expect(phone.get('[role=status]').text()).toContain('t.me/somebody');
  });

  it('sends a shared list to the chosen friend', async () => {
    const url = encodeURIComponent('https://t.me/wishlins_bot?startapp=l_abc');
    await say('web_app_open_tg_link', { path_full: `/share/url?url=${url}` });
    await button('Boris').trigger('click');
    await expect.poll(() => phone.emitted('deliver')).toEqual([['boris', 'l_abc']]);
    const { messages } = await createTelegramClient(telegram.root, bot.id, boris).chat(anya);
    expect(messages).toMatchObject([{ text: 'https://t.me/wishlins_bot?startapp=l_abc' }]);
  });

  it('shows what the hand would feel', async () => {
    await say('web_app_trigger_haptic_feedback', { type: 'impact', impact_style: 'light' });
    expect(phone.text()).toContain('Haptic: light');
  });

  it('ignores what its version does not know, as an old Telegram does', async () => {
    open('anya', 'version=6.9');
    await say('web_app_setup_secondary_button', { is_visible: true, text: 'Share' });
    await say('web_app_request_safe_area');
    await say('web_app_setup_back_button', { is_visible: true });
    expect(button('Share').exists()).toBe(false);
    expect(button('Back').exists()).toBe(true);
    expect(heard).toEqual([]);
  });

  it('listens to its own frame only', async () => {
    const data = JSON.stringify({ eventType: 'web_app_close' });
    window.dispatchEvent(new MessageEvent('message', { data, source: window }));
    await flushPromises();
    expect(phone.emitted('closed')).toBeUndefined();
  });
});

function open(id = 'anya', search = ''): void {
  phone?.unmount();
  const people = ['anya', 'boris'].flatMap((name) => findPersona(name) ?? []);
  const persona = people.find((one) => one.id === id);
  if (!persona) throw new Error(`nobody is called ${id}`);
  const contacts = people.filter((one) => one !== persona);
  const props = {
    url: '',
    settings: settings(search),
    persona,
    contacts,
    botUsername: 'wishlins_bot',
    client: createTelegramClient(telegram.root, bot.id, persona.user.id),
  };
  phone = mount(PhoneScreen, { props });
  heard = [];
  Object.defineProperty(phone.get('iframe').element, 'contentWindow', { value: app });
}

/** Speaks as the app in the frame. */
async function say(eventType: string, eventData?: object): Promise<void> {
  const data = JSON.stringify({ eventType, eventData });
  window.dispatchEvent(new MessageEvent('message', { data, source: app }));
  await flushPromises();
}

function button(text: string) {
  return phone.findAll('button').find((each) => each.text() === text) ?? phone.find('button.none');
}

/** A button of a dialog that comes when the server has answered. */
async function dialogButton(text: string) {
  await expect.poll(() => button(text).exists()).toBe(true);
  return button(text);
}

function settings(search: string) {
  const [first] = readSettings(search, ['anya']).phones;
  if (!first) throw new Error('no phone');
  return first;
}
