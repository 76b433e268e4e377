import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { GrammyError, HttpError } from 'grammy';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Call } from './model.ts';
import { anya, nika, simulate, vera, type Simulated } from './testing/telegram.ts';

let telegram: Simulated;
let bot: ReturnType<Simulated['bot']>;

beforeAll(async () => {
  telegram = await simulate();
});
beforeEach(() => {
  bot = telegram.bot();
});
afterAll(() => telegram.app.close());

async function says(text: string, personId = nika): Promise<void> {
  await telegram.ask('POST', `/chats/${bot.id}/${personId}/messages`, { text });
}

describe('polling', () => {
  it('answers at once what is there, and waits for what is not', async () => {
    await says('/start');
    expect(await bot.api.getUpdates()).toMatchObject([
      { update_id: 1, message: { text: '/start', from: { id: nika } } },
    ]);
    const waiting = bot.api.getUpdates({ offset: 2, timeout: 30 });
    await expect.poll(async () => await says('hello').then(() => true)).toBe(true);
    expect(await waiting).toMatchObject([{ message: { text: 'hello' } }]);
  });

  it('forgets what was confirmed by a higher offset, and gives everything else again', async () => {
    for (const text of ['one', 'two', 'three']) await says(text);
    expect(await bot.api.getUpdates({ limit: 1 })).toHaveLength(1);
    expect(await bot.api.getUpdates()).toHaveLength(3);
    expect(await bot.api.getUpdates({ offset: 3 })).toMatchObject([{ message: { text: 'three' } }]);
    expect(await bot.api.getUpdates()).toHaveLength(1);
  });

  it('gives the last ones for a negative offset', async () => {
    for (const text of ['one', 'two', 'three']) await says(text);
    expect(await bot.api.getUpdates({ offset: -1 })).toMatchObject([{ message: { text: 'three' } }]);
    expect(await bot.api.getUpdates()).toHaveLength(1);
  });

  it('forgets no update that came late before it was given', async () => {
    const inject = (update_id: number) => telegram.ask('POST', `/updates/${bot.id}`, { update_id, poll: { id: '1' } });
    await inject(50);
    expect(await bot.api.getUpdates({ offset: 51 })).toEqual([]);
    await inject(50);
    expect(await bot.api.getUpdates({ offset: 51 })).toMatchObject([{ update_id: 50 }]);
    expect(await bot.api.getUpdates({ offset: 51 })).toEqual([]);
  });

  it('leaves out what is not wanted', async () => {
    await bot.api.getUpdates({ allowed_updates: ['callback_query'] });
    await says('hello');
    expect(await bot.api.getUpdates()).toEqual([]);
    await bot.api.getUpdates({ allowed_updates: [] });
    await says('hello');
    expect(await bot.api.getUpdates()).toHaveLength(1);
  });

  it('is for one at a time, and for none while there is a webhook', async () => {
    const first = bot.api.getUpdates({ timeout: 30 }).catch((error: GrammyError) => error.description);
    await expect
      .poll(async () => {
        await bot.api.getUpdates();
        return await Promise.race([first, Promise.resolve('still waiting')]);
      })
      .toBe('Conflict: terminated by other getUpdates request; make sure that only one bot instance is running');
    await bot.api.setWebhook('http://127.0.0.1:1/');
    await expect(bot.api.getUpdates()).rejects.toMatchObject({ error_code: 409 });
    await bot.api.deleteWebhook();
    expect(await bot.api.getUpdates()).toEqual([]);
  });
});

/** What a webhook is brought, and how it answers each text. */
async function startWebhook(answer: (text: string, times: number) => number) {
  const got: { text: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    void json(request).then((update) => {
      const { text } = (update as { message: { text: string } }).message;
      got.push({ text, headers: request.headers });
      response.writeHead(answer(text, got.filter((each) => each.text === text).length)).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  return { got, url, texts: () => got.map(({ text }) => text), close: () => server.close() };
}

describe('a webhook', () => {
  it('gets each update with the secret, in order, again until it is taken', async () => {
    const { got, url, texts, close } = await startWebhook((text, times) => (text === 'one' && times === 1 ? 500 : 200));
    await says('one');
    await bot.api.setWebhook(url, { secret_token: 'pssst' });
    await says('two');
    await expect.poll(texts, { timeout: 5000 }).toEqual(['one', 'one', 'two']);
    expect(got[0]?.headers['x-telegram-bot-api-secret-token']).toBe('pssst');
    await expect
      .poll(() => bot.api.getWebhookInfo())
      .toMatchObject({
        url,
        pending_update_count: 0,
        last_error_message: 'Wrong response from the webhook: 500 Internal Server Error',
      });
    await bot.api.deleteWebhook();
    close();
  });

  it('that will not take what one chat says is brought what others say, and keeps the rest for later', async () => {
    const { url, texts, close } = await startWebhook((text) => (text.startsWith('bad') ? 503 : 200));
    await bot.api.setWebhook(url);
    await says('bad');
    await says('after it');
    await says('elsewhere', anya);
    await expect.poll(() => texts().filter((text) => text === 'bad').length, { timeout: 5000 }).toBeGreaterThan(1);
    expect(new Set(texts())).toEqual(new Set(['bad', 'elsewhere']));
    const { last_error_date: failed = 0, ...info } = await bot.api.getWebhookInfo();
    expect(info).toMatchObject({
      pending_update_count: 2,
      last_error_message: 'Wrong response from the webhook: 503 Service Unavailable',
    });
    expect(Math.abs(failed - Date.now() / 1000)).toBeLessThan(5);
    await bot.api.deleteWebhook();
    expect(await bot.api.getUpdates()).toMatchObject([{ message: { text: 'bad' } }, { message: { text: 'after it' } }]);
    close();
  });

  it.each([
    ['http://bot.example/', {}, 'bad webhook: An HTTPS URL must be provided for webhook'],
    ['https://bot.example/', { secret_token: 'a b' }, 'secret token contains unallowed characters'],
  ])('cannot be %s with %j', async (url, more, reason) => {
    await expect(bot.api.setWebhook(url, more)).rejects.toMatchObject({ description: `Bad Request: ${reason}` });
  });
});

describe('what people do', () => {
  it('reaches the bot: blocking, pressing, and whatever a test makes up', async () => {
    await says('/start');
    const keyboard = { inline_keyboard: [[{ text: 'Undo', callback_data: 'undo:1' }]] };
    const { message_id: messageId } = await bot.api.sendMessage(nika, 'Done', { reply_markup: keyboard });
    await telegram.ask('POST', `/chats/${bot.id}/${nika}/callbacks`, { messageId, data: 'undo:1' });
    await telegram.ask('POST', `/chats/${bot.id}/${nika}/block`);
    await telegram.ask('POST', `/updates/${bot.id}`, { poll: { id: '1' } });
    const updates = await bot.api.getUpdates({ offset: 2 });
    expect(updates).toMatchObject([
      { callback_query: { data: 'undo:1', from: { id: nika }, message: { message_id: messageId } } },
      { my_chat_member: { old_chat_member: { status: 'member' }, new_chat_member: { status: 'kicked' } } },
      { poll: { id: '1' } },
    ]);
    const queryId = updates[0]?.callback_query?.id ?? '';
    await bot.api.answerCallbackQuery(queryId, { text: 'Undone' });
    const { answers } = await telegram.ask<{ answers: object[] }>('GET', `/chats/${bot.id}/${nika}`);
    expect(answers).toMatchObject([{ id: queryId, answered: true, text: 'Undone' }]);
    await expect(bot.api.answerCallbackQuery(queryId)).rejects.toMatchObject({
      description: 'Bad Request: query is too old and response timeout expired or query ID is invalid',
    });
  });

  it('is seen at once on their phones', async () => {
    const phone = await fetch(`${telegram.root}/chats/${bot.id}/${anya}/events`);
    const events = phone.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = (await events?.read())?.value ?? '';
    await bot.api.sendMessage(anya, 'Hello');
    while (!heard.includes('\n\ndata: ') || !heard.endsWith('\n\n')) heard += (await events?.read())?.value ?? '';
    expect(JSON.parse(heard.split('data: ')[1] ?? '')).toMatchObject({
      type: 'message',
      with: bot.id,
      message: { text: 'Hello', chat: { id: bot.id } },
    });
    await events?.cancel();
  });

  it('introduces strangers, with a birthday where they show it', async () => {
    const from = { first_name: '<Zoë> & “Co”', birthdate: { day: 3, month: 9 } };
    await telegram.ask('POST', `/chats/${bot.id}/55/messages`, { text: 'hi', from });
    expect(await bot.api.getChat(55)).toMatchObject({ first_name: '<Zoë> & “Co”', birthdate: { day: 3, month: 9 } });
    expect(await bot.api.getUserProfilePhotos(55)).toEqual({ total_count: 0, photos: [] });
    expect(await bot.api.getUserProfilePhotos(anya)).toMatchObject({ total_count: 1, photos: [[{}, { width: 256 }]] });
    expect(await bot.api.getChat(anya)).not.toHaveProperty('birthdate');
  });

  it('in groups reaches the bot only when it is meant, and tells it who let it in and threw it out', async () => {
    const { id } = await telegram.ask<{ id: number }>('POST', `/groups/${bot.id}`, {
      title: 'Us',
      members: [anya, vera],
    });
    for (const text of ['hello', '/wishlists']) {
      await telegram.ask('POST', `/chats/${bot.id}/${vera}/messages?with=${id}`, { text });
    }
    await telegram.ask('POST', `/groups/${bot.id}/${id}/migrate`);
    await expect(bot.api.sendMessage(id, 'x')).rejects.toMatchObject({
      error_code: 400,
      parameters: { migrate_to_chat_id: expect.any(Number) },
    });
    expect(await bot.api.getUpdates()).toMatchObject([
      { my_chat_member: { chat: { id, title: 'Us' }, new_chat_member: { status: 'member' } } },
      { message: { new_chat_members: [{ id: bot.id }] } },
      { message: { text: '/wishlists', chat: { id } } },
      { message: { migrate_to_chat_id: expect.any(Number) } },
      { message: { migrate_from_chat_id: id } },
    ]);
  });
});

describe('misbehaviour', () => {
  async function set(...faults: object[]): Promise<void> {
    await telegram.ask('PUT', `/faults/${bot.id}`, faults);
  }

  it.each([
    ['429', { retryAfter: 7 }, { error_code: 429, parameters: { retry_after: 7 } }],
    ['500', {}, { error_code: 500, description: 'Internal Server Error' }],
    ['403', {}, { error_code: 403, description: 'Forbidden: bot was blocked by the user' }],
    ['400', {}, { error_code: 400, description: 'Bad Request: chat not found' }],
    ['401', {}, { error_code: 401, description: 'Unauthorized' }],
    ['migrated', { migrateTo: -100 }, { error_code: 400, parameters: { migrate_to_chat_id: -100 } }],
  ])('%s is answered as often as it was asked for', async (fault, more, expected) => {
    await set({ fault, method: 'sendMessage', chatId: anya, times: 1, ...more });
    await bot.api.sendMessage(vera, 'x');
    await expect(bot.api.sendMessage(anya, 'x')).rejects.toMatchObject(expected);
    await bot.api.sendMessage(anya, 'x');
    const calls = await telegram.ask<Call[]>('GET', `/calls/${bot.id}?after=1`);
    expect(calls).toMatchObject([
      { n: 2, fault, status: expected.error_code, payload: { chat_id: anya } },
      { n: 3, status: 200 },
    ]);
    expect(calls[1]).not.toHaveProperty('fault');
  });

  it.each(['502-html', 'malformed', 'timeout', 'reset'])('%s gives no answer that can be read', async (fault) => {
    await set({ fault, delay: 20, times: 1 });
    await expect(bot.api.sendMessage(anya, 'x')).rejects.toSatisfy((error: HttpError) => error.name === 'HttpError');
    const { messages } = await telegram.ask<{ messages: object[] }>('GET', `/chats/${bot.id}/${anya}`);
    expect(messages).toEqual([]);
  });

  it('can lose the answer only, or take its time', async () => {
    await set({ fault: 'reset', times: 1, done: true }, { fault: 'slow', delay: 50, times: 1 });
    await expect(bot.api.sendMessage(anya, 'one')).rejects.toThrow('sendMessage');
    expect(await bot.api.sendMessage(anya, 'two')).toMatchObject({ text: 'two' });
    const { messages } = await telegram.ask<{ messages: object[] }>('GET', `/chats/${bot.id}/${anya}`);
    expect(messages).toMatchObject([{ text: 'one' }, { text: 'two' }]);
  });

  it('can spare what it has struck, and says of each call whether it was done', async () => {
    await set({ fault: 'reset', done: true, spares: true }, { fault: '500', spares: true });
    for (const text of ['one', 'one', 'two']) await bot.api.sendMessage(anya, text).catch(() => {});
    const calls = await telegram.ask<Call[]>('GET', `/calls/${bot.id}`);
    expect(calls.map(({ payload, fault, done }) => [payload.text, fault, done])).toEqual([
      ['one', 'reset', true],
      ['one', undefined, true],
      ['two', 'reset', true],
    ]);
    await set({ fault: '500', times: 1 });
    await bot.api.sendMessage(anya, 'one').catch(() => {});
    expect((await telegram.ask<Call[]>('GET', `/calls/${bot.id}?after=3`))[0]).toMatchObject({
      status: 500,
      done: false,
    });
  });

  it('leaves polling alone unless it is meant', async () => {
    await set({ fault: '500' });
    expect(await bot.api.getUpdates()).toEqual([]);
    await set({ fault: '502-html', method: 'getUpdates' });
    await expect(bot.api.getUpdates()).rejects.toThrow('getUpdates');
  });
});

describe('limits', () => {
  it('are kept only when asked for: so many a second, in all and per chat', async () => {
    for (let count = 0; count < 5; count += 1) await bot.api.sendMessage(anya, `${count}`);
    await telegram.ask('PUT', `/limits/${bot.id}`, { on: true, perSecond: 2 });
    await bot.api.sendMessage(anya, 'x');
    const tooMany = {
      error_code: 429,
      description: 'Too Many Requests: retry after 1',
      parameters: { retry_after: 1 },
    };
    await expect(bot.api.sendMessage(anya, 'x')).rejects.toMatchObject(tooMany);
    await bot.api.sendMessage(vera, 'x');
    await telegram.ask('POST', `/chats/${bot.id}/${nika}/allow`);
    await expect(bot.api.sendMessage(nika, 'x')).rejects.toMatchObject(tooMany);
  });
});
