import { api } from '@wishlins/contract';
import { shortId } from '@wishlins/contract/start-param';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf, createWorld, publicUrl, type Person, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const titlesOf = async (person: Person) =>
  Object.fromEntries((await person.lists()).map(({ title, wishes }) => [title, wishes.map((wish) => wish.title)]));

/** Somebody with lists of these titles. */
async function ownerOf(...titles: string[]): Promise<Person> {
  const anya = await world.newcomer();
  for (const title of titles) await anya.call(api.wishlists.create, { body: { title, visibility: 'link' } });
  return anya;
}

describe('what Anya sends', () => {
  it('a link becomes a wish in a first list, with a card to change it', async () => {
    const anya = await world.newcomer();
    const [card, ...more] = await anya.says('https://shop.example/sinij-chajnik?utm_source=x 4 990 ₽');
    expect(more).toEqual([]);
    const [list] = await anya.lists();
    expect(list).toMatchObject({ title: 'Мои желания', visibility: 'link' });
    const [wish] = list?.wishes ?? [];
    expect(wish).toMatchObject({
      title: 'Sinij chajnik',
      url: 'https://shop.example/sinij-chajnik',
      price: { amount: 499_000, currency: 'RUB' },
    });
    expect(card?.text?.replaceAll('\u00A0', ' ')).toBe('✨ Загадано в список «Мои желания»\n\nSinij chajnik\n4 990 ₽');
    expect(card?.link_preview_options).toEqual({ url: 'https://shop.example/sinij-chajnik' });
    expect(buttonsOf(card)).toMatchObject({ Изменить: `${publicUrl}/lists/${list?.id}/wishes/${wish?.id}` });
    expect(Object.keys(buttonsOf(card))).toContain('Поделиться списком');
    expect(Object.keys(buttonsOf((await anya.says('Плед'))[0]))).not.toContain('Поделиться списком');
  });

  it('a captioned photo, a forwarded post and plain words become wishes', async () => {
    const anya = await ownerOf('Дом');
    const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
    const forward_origin = { type: 'channel', date: 1, chat: { id: -1001, type: 'channel', title: 'Лавка' } };
    await anya.sends({ photo, caption: 'Лампа в прихожую\nТёплый свет' });
    await anya.says('Плед из мериноса\n2 500 руб.\nhttps://shop.example/plaid', { forward_origin });
    await anya.says('Кофе в зёрнах');
    const [list] = await anya.lists();
    expect(list?.wishes.map(({ title, note, url, price }) => [title, note, url, price?.amount])).toEqual([
      ['Кофе в зёрнах', null, null, undefined],
      ['Плед из мериноса', null, 'https://shop.example/plaid', 250_000],
      ['Лампа в прихожую', 'Тёплый свет', null, undefined],
    ]);
  });

  it('ten links in one message become ten wishes and one summary', async () => {
    const anya = await ownerOf('Дом');
    const links = Array.from({ length: 10 }, (_, n) => `https://shop.example/thing/${n}`);
    const [summary, ...more] = await anya.says(links.join('\n'));
    expect(more).toEqual([]);
    expect(summary?.text).toMatch(/^✨ 10 желаний теперь в списке «Дом»/);
    expect((await anya.lists())[0]?.wishes.map(({ url }) => url)).toEqual(links);
  });

  it('is never too long, too strange or too wide for an answer', async () => {
    const anya = await ownerOf('<b>Дом & сад</b>');
    for (const text of [
      'ы'.repeat(4096),
      '<'.repeat(4096),
      '&amp;'.repeat(819),
      '👩‍👩‍👧‍👦'.repeat(372),
      'שלום <i>עולם</i>\u202E',
      `${'<a href="x">'.repeat(100)}\nстрока & строка\n`.repeat(3),
      Array.from({ length: 100 }, (_, n) => `https://shop.example/${'&'.repeat(10)}/${n}`)
        .join('\n')
        .slice(0, 4096),
    ]) {
      const [answer, ...more] = await anya.says(text);
      expect(answer?.text).toContain('<b>Дом & сад</b>');
      expect(answer?.text?.length).toBeLessThanOrEqual(4096);
      expect(more).toEqual([]);
    }
    const refused = (await world.calls()).filter(({ status }) => status === 400);
    expect(refused).toEqual([]);
  });

  it('says so when a link is in the list already', async () => {
    const anya = await ownerOf('Дом');
    await anya.says('https://shop.example/plaid');
    const [card] = await anya.says('https://shop.example/plaid');
    expect(card?.text).toMatch(/Такая ссылка в этом списке уже есть\.$/);
  });

  it('without words is answered with what to send, and what Telegram itself says with nothing', async () => {
    const anya = await world.newcomer();
    const photo = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=';
    expect((await anya.sends({ photo }))[0]?.text).toMatch(/^Подпишите фото/);
    expect((await anya.sends({ other: { sticker: { emoji: '🎁' } } }))[0]?.text).toMatch(/^Такое я записать не умею/);
    expect(await anya.sends({ photo, media_group_id: '7' })).toEqual([]);
    expect(await anya.sends({ other: { pinned_message: {} } })).toEqual([]);
    expect((await anya.says('/nothing'))[0]?.text).toMatch(/^Такой команды нет/);
    expect(await anya.lists()).toEqual([]);
  });
});

describe('which list', () => {
  it('is asked for where there are several, and then remembered', async () => {
    const anya = await ownerOf('Дом', 'Сад');
    const [question] = await anya.says('Лейка https://shop.example/can');
    expect(question?.text).toBe('В какой список это загадать?');
    expect(await titlesOf(anya)).toEqual({ Дом: [], Сад: [] });
    const { message } = await anya.presses(question, 'Сад');
    expect(message.text).toMatch(/^✨ Загадано в список «Сад»\n\nЛейка/);
    await anya.says('Грабли');
    expect(await titlesOf(anya)).toEqual({ Дом: [], Сад: ['Грабли', 'Лейка'] });
  });

  it('may be any of many, a page at a time', async () => {
    const anya = await ownerOf(...Array.from({ length: 20 }, (_, n) => `Список ${n + 1}`));
    let [question] = await anya.says('Лейка');
    const offered: string[][] = [];
    const note = () => offered.push(Object.keys(buttonsOf(question)).filter((button) => button.startsWith('Список')));
    note();
    for (const button of ['Ещё списки →', 'Ещё списки →']) {
      question = (await anya.presses(question, button)).message;
      note();
    }
    expect(offered.map((page) => page.length)).toEqual([8, 8, 4]);
    expect(new Set(offered.flat()).size).toBe(20);
    expect(Object.keys(buttonsOf(question)).slice(-2)).toEqual(['← Предыдущие', '➕ Новый список']);
    const { message } = await anya.presses(question, offered[2]?.at(-1) ?? '');
    expect(message.text).toMatch(/^✨ Загадано в список «Список 1»\n\nЛейка/);
    const beyond = await anya.forges((await anya.says('Грабли', {}))[0], 'which:1:99');
    expect(beyond.message.text).toMatch(/Загадано/);
  });

  it('may be one that is still to be made, and is named by a reply', async () => {
    const anya = await ownerOf('Дом', 'Сад');
    const [question] = await anya.says('Лейка');
    const { message: card } = await anya.presses(question, '➕ Новый список');
    expect(card.text).toMatch(/^✨ Загадано в список «Новый список»\n\nЛейка/);
    const asked = (await anya.chat()).at(-1);
    expect(asked).toMatchObject({
      text: expect.stringMatching(/^Как назовём список\?.* Новый список$/),
      reply_markup: { force_reply: true },
    });
    const reply = { reply_to_message_id: asked?.message_id };
    const [named] = await anya.says('Дача <b>& огород</b>', reply);
    expect(named?.text).toBe('Готово, список называется «Дача <b>& огород</b>».');
    expect(await titlesOf(anya)).toEqual({ 'Дача <b>& огород</b>': ['Лейка'], Дом: [], Сад: [] });
    // Whatever is no answer is a wish, and goes into the list that was used last.
    await anya.says('Секатор');
    await anya.says('https://shop.example/secateurs', reply);
    await anya.says('Тачка', { reply_to_message_id: card.message_id });
    expect(Object.keys(await titlesOf(anya)).toSorted()).toEqual(['Дача <b>& огород</b>', 'Дом', 'Сад']);
    expect((await titlesOf(anya))['Дача <b>& огород</b>']).toHaveLength(4);
  });

  it('is made once, however often its button is pressed, and only its owner names it', async () => {
    const [anya, boris] = [await ownerOf('Дом', 'Сад'), await ownerOf('Гараж')];
    const [question] = await anya.says('Лейка');
    const press = buttonsOf(question)['➕ Новый список'] ?? '';
    await anya.forges(question, press);
    await anya.forges(question, press);
    expect(await titlesOf(anya)).toEqual({ Дом: [], Сад: [], 'Новый список': ['Лейка'] });
    const made = (await anya.lists()).find(({ title }) => title === 'Новый список');
    const [other] = await boris.says('Дрель');
    await boris.forges(other, `to:${shortId(made?.wishes[0]?.id ?? '')}:new`);
    expect(await titlesOf(boris)).toEqual({ Гараж: ['Дрель'] });
  });

  it('is answered once, however often and whatever is pressed', async () => {
    const anya = await ownerOf('Дом', 'Сад');
    const [question] = await anya.says('Лейка');
    const { Дом: home = '', Сад: garden = '' } = buttonsOf(question);
    await anya.forges(question, garden);
    await anya.forges(question, garden);
    expect((await anya.forges(question, home)).answer).toBe('Это уже сделано.');
    expect(await titlesOf(anya)).toEqual({ Дом: [], Сад: ['Лейка'] });
  });

  it('is asked for anew when the last one is gone', async () => {
    const anya = await ownerOf('Дом', 'Сад', 'Дача');
    const [question] = await anya.says('Лейка');
    await anya.presses(question, 'Сад');
    const garden = (await anya.lists()).find(({ title }) => title === 'Сад');
    await anya.call(api.wishlists.remove, { params: { wishlistId: garden?.id ?? '' } });
    expect((await anya.says('Грабли'))[0]?.text).toBe('В какой список это загадать?');
  });
});

describe('the card', () => {
  it('takes a wish back, and brings it again', async () => {
    const anya = await ownerOf('Дом');
    const [card] = await anya.says('Плед');
    const undone = await anya.presses(card, 'Отменить');
    expect(undone.message.text).toBe('Желание «Плед» убрано.');
    expect(await titlesOf(anya)).toEqual({ Дом: [] });
    expect((await anya.forges(card, buttonsOf(card)['Отменить'] ?? '')).answer).toBe('Этого здесь уже нет.');
    const restored = await anya.presses(undone.message, 'Вернуть');
    expect(restored.message.text).toBe('✨ Снова в списке «Дом»\n\nПлед');
    expect(await titlesOf(anya)).toEqual({ Дом: ['Плед'] });
  });

  it('moves a wish to another list, or thinks better of it', async () => {
    const anya = await ownerOf('Дом');
    const [card] = await anya.says('Плед');
    const alone = await anya.presses(card, 'В другой список');
    expect(Object.keys(buttonsOf(alone.message))).toEqual(['➕ Новый список', 'Назад']);
    await anya.call(api.wishlists.create, { body: { title: 'Дача' } });
    const choice = await anya.presses(card, 'В другой список');
    const back = await anya.presses(choice.message, 'Назад');
    expect(Object.keys(buttonsOf(back.message))).toEqual(['Изменить', 'Отменить', 'В другой список']);
    const again = await anya.presses(back.message, 'В другой список');
    const moved = await anya.presses(again.message, 'Дача');
    expect(moved.message.text).toBe('📂 Теперь в списке «Дача»\n\nПлед');
    expect(await titlesOf(anya)).toEqual({ Дом: [], Дача: ['Плед'] });
    const farther = await anya.presses(
      (await anya.presses(moved.message, 'В другой список')).message,
      '➕ Новый список',
    );
    expect(farther.message.text).toBe('📂 Теперь в списке «Новый список»\n\nПлед');
    expect(await titlesOf(anya)).toEqual({ Дом: [], Дача: [], 'Новый список': ['Плед'] });
  });

  it('does nothing to what is somebody else’s, whatever was forged', async () => {
    const [anya, boris] = [await ownerOf('Дом', 'Сад'), await ownerOf('Гараж')];
    const [question] = await anya.says('Плед');
    const { message: card } = await anya.presses(question, 'Дом');
    const [own] = await boris.says('Дрель');
    const home = (await anya.lists()).find(({ title }) => title === 'Дом');
    const wish = shortId(home?.wishes[0]?.id ?? '');
    const list = shortId(home?.id ?? '');
    const mine = shortId((await boris.lists())[0]?.wishes[0]?.id ?? '');
    for (const data of [
      `undo:${wish}`,
      `restore:${wish}`,
      `move:${wish}`,
      `card:${wish}`,
      `to:${wish}:${list}`,
      `to:${mine}:${list}`,
      `to:${wish}:new`,
      `move:${wish}:1`,
    ]) {
      expect([data, (await boris.forges(own, data)).answer]).toEqual([data, 'Этого здесь уже нет.']);
    }
    expect((await boris.forges(own, `into:1:${list}`)).answer).toBe(
      'Не вижу того сообщения. Пришлите его ещё раз, пожалуйста.',
    );
    expect(card.text).toContain('Плед');
    expect(await titlesOf(anya)).toEqual({ Дом: ['Плед'], Сад: [] });
    expect(await titlesOf(boris)).toEqual({ Гараж: ['Дрель'] });
  });

  it('answers politely to buttons that never were', async () => {
    const anya = await ownerOf('Дом');
    const [card] = await anya.says('Плед');
    for (const data of [
      '',
      ' ',
      'undo',
      'undo:',
      'undo:x',
      `undo:${'_'.repeat(22)}`,
      'to:a:b',
      '🎁'.repeat(16),
      'birthday:',
      'language:xx',
      'into:9:x',
      'into:9:newer',
      'which:9:',
      'which:9:-1',
      'list:old',
    ]) {
      const { answer } = await anya.forges(card, data);
      expect([data, answer]).toEqual([
        data,
        expect.stringMatching(/^(Эта кнопка больше не работает|Этого здесь уже нет)\.$/),
      ]);
    }
  });

  it('has buttons that Telegram takes, whatever the ids', async () => {
    const anya = await ownerOf('Дом', 'Сад');
    const [question] = await anya.says('Плед');
    const { message } = await anya.presses(question, 'Дом');
    const choice = await anya.presses(message, 'В другой список');
    const all = [question, message, choice.message].flatMap((each) => Object.values(buttonsOf(each)));
    for (const data of all.filter((each) => !each.startsWith('http'))) expect(Buffer.byteLength(data)).toBeLessThan(65);
  });
});
