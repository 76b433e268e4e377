import { InputFile, type GrammyError } from 'grammy';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anya, nika, picture, simulate, vera, type Simulated } from './testing/telegram.ts';

let telegram: Simulated;
let bot: ReturnType<Simulated['bot']>;

beforeAll(async () => {
  telegram = await simulate();
});
beforeEach(() => {
  bot = telegram.bot();
});
afterAll(() => telegram.app.close());

/** What the Bot API said no with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error: GrammyError = await call.then(
    () => {
      throw new Error('it was allowed');
    },
    (thrown: GrammyError) => thrown,
  );
  return `${error.error_code} ${error.description}`;
}

const bad = (reason: string): string => `400 Bad Request: ${reason}`;
const button = (fields: object): never => ({ reply_markup: { inline_keyboard: [[fields]] } }) as never;

describe('whom a bot may write to', () => {
  it('is nobody it has not heard of, and nobody who has not let it', async () => {
    expect(await refusal(bot.api.sendMessage(123, 'Hi'))).toBe(bad('chat not found'));
    expect(await refusal(bot.api.sendMessage('', 'Hi'))).toBe(bad('chat_id is empty'));
    expect(await refusal(bot.api.sendMessage(nika, 'Hi'))).toBe(
      "403 Forbidden: bot can't initiate conversation with a user",
    );
  });

  it('is whoever has started it, until they block it', async () => {
    await telegram.ask('POST', `/chats/${bot.id}/${nika}/messages`, { text: '/start' });
    await bot.api.sendMessage(nika, 'Hi');
    await telegram.ask('POST', `/chats/${bot.id}/${nika}/block`);
    expect(await refusal(bot.api.sendMessage(nika, 'Hi'))).toBe('403 Forbidden: bot was blocked by the user');
    await telegram.ask('POST', `/chats/${bot.id}/${nika}/unblock`);
    await bot.api.sendMessage(nika, 'Hi again');
  });

  it('is whoever has allowed it in the app', async () => {
    await telegram.ask('POST', `/chats/${bot.id}/${nika}/allow`);
    await bot.api.sendMessage(nika, 'Hi');
    const [update] = await bot.api.getUpdates();
    expect(update?.message?.write_access_allowed).toEqual({ from_request: true });
  });

  it('takes no other token for the same bot, and nothing for a token that cannot be one', async () => {
    await bot.api.getMe();
    const answers = [`/bot${bot.id}:OTHER/getMe`, '/botnonsense/getMe'].map((path) => fetch(telegram.root + path));
    expect(await Promise.all(answers.map(async (answer) => await (await answer).json()))).toEqual([
      { ok: false, error_code: 401, description: 'Unauthorized' },
      { ok: false, error_code: 404, description: 'Not Found' },
    ]);
  });
});

describe('texts', () => {
  it('are measured in UTF-16 units after their formatting has been read', async () => {
    await bot.api.sendMessage(anya, `<b>${'a'.repeat(4094)}😀</b>`, { parse_mode: 'HTML' });
    expect(await refusal(bot.api.sendMessage(anya, 'a'.repeat(4097)))).toBe(bad('message is too long'));
    expect(await refusal(bot.api.sendMessage(anya, ''))).toBe(bad('message text is empty'));
    expect(await refusal(bot.api.sendMessage(anya, '   '))).toBe(bad('text must be non-empty'));
  });

  it('keep what was formatted, and find links and names by themselves', async () => {
    const html =
      '  <b>Аня &amp; <i>Боря</i></b>: <a href="https://a.example/?x=1&amp;y">вот</a> https://b.example/c, @anya_s';
    const { text, entities } = await bot.api.sendMessage(anya, html, { parse_mode: 'HTML' });
    expect(text).toBe('Аня & Боря: вот https://b.example/c, @anya_s');
    expect(entities).toEqual([
      { type: 'bold', offset: 0, length: 10 },
      { type: 'italic', offset: 6, length: 4 },
      { type: 'text_link', offset: 12, length: 3, url: 'https://a.example/?x=1&y' },
      { type: 'url', offset: 16, length: 19 },
      { type: 'mention', offset: 37, length: 7 },
    ]);
  });

  it.each([
    ['<b>open', `Can't find end tag corresponding to start tag "b"`],
    ['я<script>x</script>', 'Unsupported start tag "script" at byte offset 2'],
    ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['<b', 'Unclosed start tag at byte offset 0'],
  ])('written as %s cannot be parsed', async (html, reason) => {
    expect(await refusal(bot.api.sendMessage(anya, html, { parse_mode: 'HTML' }))).toBe(
      bad(`can't parse entities: ${reason}`),
    );
  });

  it.each([
    [{ type: 'bold', offset: 9, length: 1 }, 'entity begins after the end of the text at UTF-16 offset 9'],
    [
      { type: 'bold', offset: 1, length: 9 },
      'entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 10',
    ],
    [{ type: 'bold', offset: -1, length: 1 }, 'receive an entity with incorrect offset -1'],
    [{ type: 'glitter', offset: 0, length: 1 }, "can't parse MessageEntity: Unsupported type specified"],
  ])('cannot be marked by %j', async (entity, reason) => {
    expect(await refusal(bot.api.sendMessage(anya, 'hello', { entities: [entity as never] }))).toBe(bad(reason));
  });
});

describe('keyboards', () => {
  it.each([
    [{ text: 'x', callback_data: 'ы'.repeat(33) }, 'BUTTON_DATA_INVALID'],
    [
      { text: 'x', callback_data: '' },
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    [{ callback_data: 'x' }, `can't parse inline keyboard button: Can't find field "text"`],
    [{ text: ' ', callback_data: 'x' }, 'BUTTON_TEXT_INVALID'],
    [{ text: 'x', url: 'not-a-url' }, "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL"],
    [
      { text: 'x', url: 'ftp://a.example' },
      "inline keyboard button URL 'ftp://a.example' is invalid: Unsupported URL protocol",
    ],
    [
      { text: 'x', web_app: { url: 'http://a.example' } },
      "inline keyboard button Web App URL 'http://a.example' is invalid: Only HTTPS links are allowed",
    ],
    [{ text: 'x', copy_text: { text: '' } }, 'BUTTON_COPY_TEXT_INVALID'],
    [{ text: 'x', copy_text: { text: 'x'.repeat(257) } }, 'BUTTON_COPY_TEXT_INVALID'],
  ])('refuse the button %j', async (fields, reason) => {
    expect(await refusal(bot.api.sendMessage(anya, 'hello', button(fields)))).toBe(bad(reason));
  });

  it('open the app in private chats only, and on this machine without TLS', async () => {
    const opens = button({ text: 'Open', web_app: { url: 'http://localhost:8000/lists' } });
    await bot.api.sendMessage(anya, 'hello', opens);
    const group = await telegram.ask<{ id: number }>('POST', `/groups/${bot.id}`, { title: 'Us', members: [anya] });
    expect(await refusal(bot.api.sendMessage(group.id, 'hello', opens))).toBe(bad('BUTTON_TYPE_INVALID'));
    await bot.api.sendMessage(group.id, 'hello', button({ text: 'Open', url: 'https://t.me/demo_bot?startapp=l_1' }));
  });
});

describe('photos', () => {
  it('are sent along, kept, and given back by their id', async () => {
    const sent = await bot.api.sendPhoto(anya, new InputFile(picture, 'red.png'), {
      caption: '<i>Red</i>',
      parse_mode: 'HTML',
      reply_markup: { inline_keyboard: [[{ text: 'Move', callback_data: 'move' }]] },
    });
    expect(sent).toMatchObject({ caption: 'Red', photo: [{}, { width: 1, height: 1, file_size: picture.length }] });
    const id = sent.photo.at(-1)?.file_id ?? '';
    const { file_path } = await bot.api.getFile(id);
    const file = await fetch(`${telegram.root}/file/bot${bot.token}/${file_path}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(picture);
    await bot.api.sendPhoto(anya, id);
  });

  it('are refused when they are none, and with captions that are too long', async () => {
    const text = new InputFile(Buffer.from('text'), 'a.png');
    expect(await refusal(bot.api.sendPhoto(anya, text))).toBe(bad('IMAGE_PROCESS_FAILED'));
    expect(await refusal(bot.api.sendPhoto(anya, 'nonsense'))).toBe(bad('wrong file identifier/HTTP URL specified'));
    expect(await refusal(bot.api.sendPhoto(anya, `${telegram.root}/none.png`))).toBe(
      bad('failed to get HTTP URL content'),
    );
    const caption = 'a'.repeat(1025);
    expect(await refusal(bot.api.sendPhoto(anya, new InputFile(picture), { caption }))).toBe(
      bad('message caption is too long'),
    );
  });
});

describe('what was sent', () => {
  it('can be edited, but not into itself', async () => {
    const { message_id: id } = await bot.api.sendMessage(anya, 'one', button({ text: 'x', callback_data: 'x' }));
    await bot.api.editMessageText(anya, id, 'two');
    expect(await refusal(bot.api.editMessageText(anya, id, 'two'))).toMatch(
      /^400 Bad Request: message is not modified: /,
    );
    await bot.api.editMessageReplyMarkup(anya, id, button({ text: 'y', callback_data: 'y' }));
    const { messages } = await telegram.ask<{ messages: object[] }>('GET', `/chats/${bot.id}/${anya}`);
    expect(messages).toMatchObject([
      { text: 'two', reply_markup: { inline_keyboard: [[{ text: 'y' }]] }, edit_date: expect.any(Number) },
    ]);
  });

  it('can be edited only where it is, by whom it is, as what it is', async () => {
    const theirs = await telegram.ask<{ message_id: number }>('POST', `/chats/${bot.id}/${anya}/messages`, {
      text: 'mine',
    });
    const photo = await bot.api.sendPhoto(anya, new InputFile(picture));
    const text = await bot.api.sendMessage(anya, 'text');
    expect(await refusal(bot.api.editMessageText(anya, 999, 'x'))).toBe(bad('message to edit not found'));
    expect(await refusal(bot.api.editMessageText(vera, text.message_id, 'x'))).toBe(bad('message to edit not found'));
    expect(await refusal(bot.api.editMessageText(anya, theirs.message_id, 'x'))).toBe(bad("message can't be edited"));
    expect(await refusal(bot.api.editMessageText(anya, photo.message_id, 'x'))).toBe(
      bad('there is no text in the message to edit'),
    );
    expect(await refusal(bot.api.editMessageCaption(anya, text.message_id, { caption: 'x' }))).toBe(
      bad('there is no caption in the message to edit'),
    );
    expect(await refusal(bot.api.editMessageTextInline('none', 'x'))).toBe(bad('MESSAGE_ID_INVALID'));
  });

  it('can get another picture, and be deleted once', async () => {
    const { message_id: id } = await bot.api.sendPhoto(anya, new InputFile(picture), { caption: 'one' });
    const edited = await bot.api.editMessageMedia(anya, id, {
      type: 'photo',
      media: new InputFile(picture, 'other.png'),
      caption: 'two',
    });
    expect(edited).toMatchObject({ caption: 'two' });
    await bot.api.deleteMessage(anya, id);
    expect(await refusal(bot.api.deleteMessage(anya, id))).toBe(bad('message to delete not found'));
  });

  it('can be answered, forwarded and copied', async () => {
    const first = await bot.api.sendMessage(anya, 'one');
    const reply_parameters = { message_id: first.message_id };
    expect(await bot.api.sendMessage(anya, 'two', { reply_parameters })).toMatchObject({
      reply_to_message: { text: 'one' },
    });
    expect(await refusal(bot.api.sendMessage(anya, 'x', { reply_parameters: { message_id: 999 } }))).toBe(
      bad('message to be replied not found'),
    );
    expect(await bot.api.forwardMessage(vera, anya, first.message_id)).toMatchObject({
      text: 'one',
      forward_origin: { type: 'user', sender_user: { id: bot.id } },
    });
    await bot.api.copyMessage(vera, anya, first.message_id);
    expect(await refusal(bot.api.copyMessage(vera, anya, 999))).toBe(bad('message to copy not found'));
  });
});
