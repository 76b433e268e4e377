import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anya, simulate, vera, type Simulated } from './testing/telegram.ts';

let telegram: Simulated;
let bot: ReturnType<Simulated['bot']>;

beforeAll(async () => {
  telegram = await simulate();
});
beforeEach(() => {
  bot = telegram.bot();
});
afterAll(() => telegram.app.close());

interface Shown {
  bot: object;
}

async function seenBy(personId: number): Promise<object> {
  return (await telegram.ask<Shown>('GET', `/chats/${bot.id}/${personId}`)).bot;
}

describe('what a bot says about itself', () => {
  it('is who it is', async () => {
    expect(await bot.api.getMe()).toMatchObject({ id: bot.id, is_bot: true, supports_inline_queries: true });
  });

  it('offers everybody the commands of their language and kind of chat', async () => {
    const [start, lists] = [
      { command: 'start', description: 'Begin' },
      { command: 'lists', description: 'Мои списки' },
    ];
    await bot.api.setMyCommands([start]);
    await bot.api.setMyCommands([start, lists], { scope: { type: 'all_private_chats' }, language_code: 'ru' });
    expect(await seenBy(anya)).toMatchObject({ commands: [start, lists] });
    expect(await seenBy(vera)).toMatchObject({ commands: [start] });
    await bot.api.deleteMyCommands({ scope: { type: 'all_private_chats' }, language_code: 'ru' });
    expect(await seenBy(anya)).toMatchObject({ commands: [start] });
    expect(await bot.api.getMyCommands({ language_code: 'ru' })).toEqual([]);
  });

  it.each([
    [[{ command: 'Start', description: 'x' }], 'BOT_COMMAND_INVALID'],
    [[{ command: 'a'.repeat(33), description: 'x' }], 'BOT_COMMAND_INVALID'],
    [[{ command: 'start', description: '' }], 'BOT_COMMAND_DESCRIPTION_INVALID'],
    [Array.from({ length: 101 }, (_, index) => ({ command: `c${index}`, description: 'x' })), 'BOT_COMMANDS_TOO_MUCH'],
  ])('refuses commands such as %j', async (commands, reason) => {
    await expect(bot.api.setMyCommands(commands)).rejects.toMatchObject({ description: `Bad Request: ${reason}` });
  });

  it('tells name and descriptions in the language asked for, and no more than fits', async () => {
    await bot.api.setMyName('Wishlins');
    await bot.api.setMyDescription('Списки желаний', { language_code: 'ru' });
    await bot.api.setMyShortDescription('Wishlists');
    expect(await bot.api.getMyName()).toEqual({ name: 'Wishlins' });
    expect(await bot.api.getMyShortDescription({ language_code: 'ru' })).toEqual({ short_description: 'Wishlists' });
    expect(await seenBy(anya)).toMatchObject({ first_name: 'Wishlins', description: 'Списки желаний' });
    await expect(bot.api.setMyDescription('x'.repeat(513))).rejects.toMatchObject({ error_code: 400 });
  });

  it('opens the app from the menu, for everybody or for one', async () => {
    const menu_button = { type: 'web_app', text: 'Lists', web_app: { url: 'https://a.example/' } } as const;
    await bot.api.setChatMenuButton({ menu_button });
    await bot.api.setChatMenuButton({ chat_id: anya, menu_button: { type: 'commands' } });
    expect(await bot.api.getChatMenuButton({ chat_id: vera })).toEqual(menu_button);
    expect(await seenBy(anya)).toMatchObject({ menuButton: { type: 'commands' } });
    const insecure = { ...menu_button, web_app: { url: 'http://a.example/' } };
    await expect(bot.api.setChatMenuButton({ menu_button: insecure })).rejects.toMatchObject({
      description: "Bad Request: menu button Web App URL 'http://a.example/' is invalid: Only HTTPS links are allowed",
    });
  });

  it('knows no method that Telegram has not, and some that it has not itself', async () => {
    const reply = await fetch(`${telegram.root}/bot${bot.token}/sendTelepathy`);
    expect(await reply.json()).toEqual({ ok: false, error_code: 404, description: 'Not Found: method not found' });
  });

  it('types, and is a member where it is', async () => {
    await bot.api.sendChatAction(anya, 'typing');
    await expect(bot.api.sendChatAction(anya, 'sing' as never)).rejects.toMatchObject({ error_code: 400 });
    expect(await bot.api.getChatMember(anya, anya)).toMatchObject({ status: 'member', user: { id: anya } });
  });
});
