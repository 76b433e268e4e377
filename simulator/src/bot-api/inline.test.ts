import { InputFile, type GrammyError } from 'grammy';
import type { InlineQueryResult } from 'grammy/types';
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

const boris = 7_000_000_207;

function card(id: string, more: object = {}): InlineQueryResult {
  const reply_markup = { inline_keyboard: [[{ text: 'Open', url: 'https://t.me/demo_bot?startapp=l_1' }]] };
  return {
    type: 'article',
    id,
    title: 'Birthday',
    input_message_content: { message_text: 'My list' },
    reply_markup,
    ...more,
  };
}

/** Somebody types after the bot's name; resolves to the id of the query, and to the answer when it is there. */
async function types(query: string, personId = anya): Promise<{ id: string; answer: Promise<{ results: object[] }> }> {
  const answer = telegram.ask<{ results: object[] }>('POST', `/chats/${bot.id}/${personId}/inline?with=${boris}`, {
    query,
  });
  const updates = await bot.api.getUpdates({ timeout: 5 });
  await bot.api.getUpdates({ offset: (updates.at(-1)?.update_id ?? 0) + 1 });
  expect(updates).toMatchObject([
    { inline_query: { query, offset: '', chat_type: 'private', from: { id: personId } } },
  ]);
  return { id: updates[0]?.inline_query?.id ?? '', answer };
}

describe('inline mode', () => {
  it('offers cards; the chosen one comes to the friend in the name of who chose it', async () => {
    const { id, answer } = await types('birth');
    await bot.api.answerInlineQuery(id, [card('1'), card('2')], { is_personal: true, cache_time: 0 });
    expect((await answer).results).toMatchObject([{ id: '1' }, { id: '2' }]);
    await telegram.ask('POST', `/chats/${bot.id}/${anya}/inline/choose`, { resultId: '2', toUserId: boris });
    const { messages } = await telegram.ask<{ messages: object[] }>('GET', `/chats/${bot.id}/${boris}?with=${anya}`);
    expect(messages).toMatchObject([
      { text: 'My list', from: { id: anya }, via_bot: { id: bot.id }, chat: { id: anya }, reply_markup: {} },
    ]);
    expect(await telegram.ask('GET', `/chats/${bot.id}/${boris}/list`)).toMatchObject([
      { with: anya, title: 'Аня Соболева' },
    ]);
  });

  it('lets the bot change a card that has buttons, and answer who presses them', async () => {
    const { id, answer } = await types('');
    const pressed = { inline_keyboard: [[{ text: 'Press', callback_data: 'p' }]] };
    await bot.api.answerInlineQuery(id, [card('1', { reply_markup: pressed })], { cache_time: 0 });
    await answer;
    await telegram.ask('POST', `/chats/${bot.id}/${anya}/inline/choose`, { resultId: '1', toUserId: boris });
    const path = `/chats/${bot.id}/${boris}`;
    const { messages } = await telegram.ask<{ messages: { message_id: number }[] }>('GET', `${path}?with=${anya}`);
    await telegram.ask('POST', `${path}/callbacks?with=${anya}`, { messageId: messages[0]?.message_id, data: 'p' });
    const [update] = await bot.api.getUpdates();
    expect(update?.callback_query).toMatchObject({ data: 'p', from: { id: boris } });
    await bot.api.editMessageTextInline(update?.callback_query?.inline_message_id ?? '', 'Changed');
    expect(await telegram.ask('GET', `${path}?with=${anya}`)).toMatchObject({ messages: [{ text: 'Changed' }] });
  });

  it('remembers an answer for whom it is, as long as it may', async () => {
    const mine = await types('mine');
    await bot.api.answerInlineQuery(mine.id, [card('mine')], { is_personal: true, cache_time: 60 });
    await mine.answer;
    const again = await telegram.ask('POST', `/chats/${bot.id}/${anya}/inline`, { query: 'mine' });
    expect(again).toMatchObject({ results: [{ id: 'mine' }] });
    const theirs = await types('mine', vera);
    await bot.api.answerInlineQuery(theirs.id, [card('theirs')], { cache_time: 60 });
    await theirs.answer;
    const everybody = await telegram.ask('POST', `/chats/${bot.id}/${nika}/inline`, { query: 'mine' });
    expect(everybody).toMatchObject({ results: [{ id: 'theirs' }] });
  });

  it.each<[string, InlineQueryResult[], string]>([
    ['more than fifty', Array.from({ length: 51 }, (_, index) => card(`${index}`)), 'RESULTS_TOO_MUCH'],
    ['two of one id', [card('1'), card('1')], 'RESULT_ID_DUPLICATE'],
    ['one with too long an id', [card('ы'.repeat(33))], 'RESULT_ID_INVALID'],
    [
      'one that opens the app',
      [card('1', { reply_markup: { inline_keyboard: [[{ text: 'x', web_app: { url: 'https://a.example' } }]] } })],
      'BUTTON_TYPE_INVALID',
    ],
    [
      'one without a message',
      [card('1', { input_message_content: undefined })],
      `can't parse inline query result: Can't find field "input_message_content"`,
    ],
    [
      'one with broken formatting',
      [card('1', { input_message_content: { message_text: '<b>', parse_mode: 'HTML' } })],
      `can't parse entities: Can't find end tag corresponding to start tag "b"`,
    ],
  ])('refuses %s', async (_what, results, reason) => {
    const { id, answer } = await types('x');
    await expect(bot.api.answerInlineQuery(id, results)).rejects.toMatchObject({
      description: `Bad Request: ${reason}`,
    });
    await bot.api.answerInlineQuery(id, [], { cache_time: 0 });
    expect((await answer).results).toEqual([]);
    const late = await bot.api.answerInlineQuery(id, []).catch((error: GrammyError) => error.description);
    expect(late).toBe('Bad Request: query is too old and response timeout expired or query ID is invalid');
  });
});

describe('a prepared message', () => {
  it('is sent by its person, into the chat they pick, with its picture', async () => {
    const photo = await bot.api.sendPhoto(anya, new InputFile(picture));
    const result: InlineQueryResult = {
      type: 'photo',
      id: '1',
      photo_file_id: photo.photo[0]?.file_id ?? '',
      caption: '<b>My list</b>',
      parse_mode: 'HTML',
    };
    const prepared = await bot.api.savePreparedInlineMessage(anya, result, { allow_user_chats: true });
    expect(prepared.expiration_date * 1000).toBeGreaterThan(Date.now());
    await expect(telegram.ask('GET', `/chats/${bot.id}/${vera}/prepared/${prepared.id}`)).rejects.toThrow('404');
    expect(await telegram.ask('GET', `/chats/${bot.id}/${anya}/prepared/${prepared.id}`)).toMatchObject({
      type: 'photo',
    });
    await telegram.ask('POST', `/chats/${bot.id}/${anya}/prepared/${prepared.id}`, { toUserId: vera });
    const { messages } = await telegram.ask<{ messages: object[] }>('GET', `/chats/${bot.id}/${vera}?with=${anya}`);
    expect(messages).toMatchObject([
      { caption: 'My list', photo: [{}, {}], via_bot: { id: bot.id }, from: { id: anya } },
    ]);
  });

  it('is refused for nobody, and for no kind of chat', async () => {
    await expect(bot.api.savePreparedInlineMessage(1, card('1'), { allow_user_chats: true })).rejects.toMatchObject({
      description: 'Bad Request: user not found',
    });
    await expect(bot.api.savePreparedInlineMessage(anya, card('1'))).rejects.toMatchObject({ error_code: 400 });
  });
});
