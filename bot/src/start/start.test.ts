import { api } from '@wishlins/contract';
import { formatStartParam } from '@wishlins/contract/start-param';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf, createWorld, publicUrl, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

describe('/start', () => {
  it('greets whoever comes in their language, and opens the app', async () => {
    const anya = await world.newcomer({ first_name: 'Аня', language_code: 'ru' });
    const vera = await world.newcomer({ first_name: 'Vera', language_code: 'en-GB' });
    const [greeting] = await anya.says('/start');
    expect(greeting?.text).toMatch(/^Здравствуйте, Аня! /);
    expect(buttonsOf(greeting)).toEqual({ 'Открыть Wishlins': `${publicUrl}/` });
    expect((await vera.says('/start'))[0]?.text).toMatch(/^Hello, Vera! /);
  });

  it('asks for the birthday as long as it does not know it', async () => {
    const anya = await world.newcomer();
    const [, question] = await anya.says('/start');
    expect(Object.keys(buttonsOf(question))).toEqual(['Взять из Telegram', 'Пропустить']);
    await anya.says('15 марта');
    expect(await anya.says('/start')).toHaveLength(1);
  });

  it.each([
    ['a list', 'wishlist', 'Для вас открыт список «День рождения» (Вера).'],
    ['a wish', 'wish', 'Желание «Плед» из списка «День рождения» (Вера).'],
    ['a person', 'person', 'Это страница человека по имени Вера.'],
  ] as const)('by a link opens %s', async (_what, to, sentence) => {
    const [anya, vera] = [await world.newcomer(), await world.newcomer({ first_name: 'Вера' })];
    const list = await vera.call(api.wishlists.create, { body: { title: 'День рождения', visibility: 'link' } });
    const wish = await vera.call(api.wishes.create, { params: { wishlistId: list.id }, body: { title: 'Плед' } });
    const { id } = await vera.call(api.users.me, {});
    const { shareToken } = list;
    const target = {
      wishlist: { to: 'wishlist', shareToken } as const,
      wish: { to: 'wish', shareToken, wishId: wish.id } as const,
      person: { to: 'person', userId: id } as const,
    }[to];
    const path = {
      wishlist: `/shared/${shareToken}`,
      wish: `/shared/${shareToken}/wishes/${wish.id}`,
      person: `/people/${id}`,
    }[to];
    const [answer, ...more] = await anya.says(`/start ${formatStartParam(target)}`);
    expect(answer?.text).toBe(sentence);
    expect(Object.values(buttonsOf(answer))).toEqual([publicUrl + path]);
    expect(more).toEqual([]);
  });

  it('brings the owner to their own view', async () => {
    const anya = await world.newcomer();
    const { id, shareToken } = await anya.call(api.wishlists.create, { body: { title: 'Моё', visibility: 'link' } });
    const [answer] = await anya.says(`/start ${formatStartParam({ to: 'wishlist', shareToken })}`);
    expect(answer?.text).toBe('Это ваш список «Моё».');
    expect(buttonsOf(answer)).toEqual({ 'Открыть список': `${publicUrl}/lists/${id}` });
  });

  it('says kindly that a link was changed, and tells nothing of what it may not show', async () => {
    const [anya, vera] = [await world.newcomer(), await world.newcomer()];
    const list = await vera.call(api.wishlists.create, { body: { title: 'Тайна', visibility: 'link' } });
    await vera.call(api.wishlists.rotateLink, { params: { wishlistId: list.id } });
    const changed = await anya.says(`/start ${formatStartParam({ to: 'wishlist', shareToken: list.shareToken })}`);
    expect(changed[0]?.text).toMatch(/^Ссылку на этот список заменили/);

    const hidden = await vera.call(api.wishlists.create, { body: { title: 'Тайна' } });
    const start = (shareToken: string) => anya.says(`/start ${formatStartParam({ to: 'wishlist', shareToken })}`);
    const [forbidden, unknown] = [await start(hidden.shareToken), await start('A'.repeat(22))];
    expect(forbidden[0]?.text).toMatch(/^По этой ссылке ничего не нашлось/);
    expect(forbidden[0]?.text).toBe(unknown[0]?.text);
  });

  it('leads to the move of what somebody chose in a browser', async () => {
    const boris = await world.newcomer();
    const code = 'C0de-of-a-visitor-12345'.slice(0, 22);
    const [answer] = await boris.says(`/start ${formatStartParam({ to: 'visitor', code })}`);
    expect(buttonsOf(answer)).toEqual({ 'Перенести подарки': `${publicUrl}/?startapp=g_${code}` });
  });

  it('with anything else greets as ever', async () => {
    const anya = await world.newcomer();
    for (const payload of ['l_short', 'x', '<b>', '🎁'.repeat(30)]) {
      expect((await anya.says(`/start ${payload}`))[0]?.text).toMatch(/^Здравствуйте/);
    }
  });
});

describe('the birthday', () => {
  it('is remembered from a message, with its year or without', async () => {
    const [anya, vera] = [await world.newcomer(), await world.newcomer({ language_code: 'en' })];
    await anya.says('/start');
    await vera.says('/start');
    expect((await anya.says('15.03.1995'))[0]?.text).toBe('Запомнил: 15 марта 1995 🎂');
    expect((await vera.says('February 29'))[0]?.text).toBe('I will remember: February 29 🎂');
    expect((await anya.call(api.users.me, {})).birthday).toEqual({ day: 15, month: 3, year: 1995 });
    expect((await vera.call(api.users.me, {})).birthday).toEqual({ day: 29, month: 2, year: null });
  });

  it('is taken from Telegram only when asked to, and where Telegram shows it', async () => {
    const anya = await world.newcomer({ birthdate: { day: 7, month: 1 } });
    const vera = await world.newcomer();
    const [[, ofAnya], [, ofVera]] = [await anya.says('/start'), await vera.says('/start')];
    expect((await anya.call(api.users.me, {})).birthday).toBeNull();
    expect((await anya.presses(ofAnya, 'Взять из Telegram')).message.text).toBe('Запомнил: 7 января 🎂');
    expect((await anya.call(api.users.me, {})).birthday).toEqual({ day: 7, month: 1, year: null });
    const pressed = await vera.presses(ofVera, 'Взять из Telegram');
    expect(pressed.answer).toMatch(/^Telegram не показывает мне/);
    expect(pressed.message.text).toBe(ofVera?.text);
  });

  it('may be skipped, and what comes then is a wish', async () => {
    const anya = await world.newcomer();
    const [, question] = await anya.says('/start');
    await anya.presses(question, 'Пропустить');
    await anya.says('15 марта');
    expect((await anya.lists())[0]?.wishes.map(({ title }) => title)).toEqual(['15 марта']);
    expect((await anya.call(api.users.me, {})).birthday).toBeNull();
  });

  it('that cannot be read is asked for again, and a wish meanwhile is a wish', async () => {
    const anya = await world.newcomer();
    await anya.says('/start');
    expect((await anya.says('31.02.1990'))[0]?.text).toMatch(/^Не разобрал дату/);
    await anya.says('Кофе в зёрнах');
    expect((await anya.lists())[0]?.wishes.map(({ title }) => title)).toEqual(['Кофе в зёрнах']);
    await anya.says('1 мая');
    expect((await anya.call(api.users.me, {})).birthday).toEqual({ day: 1, month: 5, year: null });
  });
});
