import { api } from '@wishlins/contract';
import { formatStartParam } from '@wishlins/contract/start-param';
import { wishlistLimits } from '@wishlins/contract/wishlists';
import type { InlineQueryResultArticle } from 'grammy/types';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createWorld, publicUrl, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const textOf = ({ input_message_content: content }: InlineQueryResultArticle) =>
  'message_text' in content ? content.message_text : '';
const pictureOf = ({ thumbnail_url, input_message_content: content }: InlineQueryResultArticle) => [
  thumbnail_url,
  'link_preview_options' in content ? content.link_preview_options?.url : undefined,
];
const linkOf = ({ reply_markup: markup }: InlineQueryResultArticle) =>
  markup?.inline_keyboard.flat().map((button) => ('url' in button ? button.url : ''));

describe('typing after the bot’s name', () => {
  it('offers my lists and wishes, to me alone and never from a cache', async () => {
    const [anya, boris] = [await world.newcomer({ first_name: 'Аня' }), await world.newcomer()];
    const list = await anya.call(api.wishlists.create, { body: { title: 'День рождения', visibility: 'link' } });
    const wish = await anya.call(api.wishes.create, { params: { wishlistId: list.id }, body: { title: 'Плед' } });
    const results = await anya.types('');
    expect(results.map(({ title }) => title)).toEqual(['День рождения', 'Плед']);
    const { shareToken } = list;
    const ofList = formatStartParam({ to: 'wishlist', shareToken });
    const ofWish = formatStartParam({ to: 'wish', shareToken, wishId: wish.id });
    const bot = `https://t.me/wishlins_${world.botId}_bot?startapp=`;
    expect(results.map(linkOf)).toEqual([[bot + ofList], [bot + ofWish]]);
    expect(await boris.types('')).toEqual([]);
    const answers = (await world.calls()).filter(({ method }) => method === 'answerInlineQuery');
    for (const { payload } of answers) expect(payload).toMatchObject({ is_personal: true, cache_time: 0 });
  });

  it('finds what is asked for, and nothing that is there already', async () => {
    const anya = await world.newcomer();
    const { id } = await anya.call(api.wishlists.create, { body: { title: 'Дом', visibility: 'link' } });
    const params = { wishlistId: id };
    await anya.call(api.wishes.create, { params, body: { title: 'Чайник' } });
    await anya.call(api.wishes.create, { params, body: { title: 'Плед' } });
    const cup = await anya.call(api.wishes.create, { params, body: { title: 'Чашка' } });
    await anya.call(api.wishes.batch, { body: { action: 'receive', wishIds: [cup.id] } });
    expect((await anya.types('ЧА')).map(({ title }) => title)).toEqual(['Чайник']);
    expect((await anya.types('дом')).map(({ title }) => title)).toEqual(['Дом']);
    expect(await anya.types('ничего такого')).toEqual([]);
  });

  it(
    'pages through all of them, each once, and finds a wish of the last list as well',
    { timeout: 60_000 },
    async () => {
      const anya = await world.newcomer();
      // As many lists as a person may have.
      const names = Array.from({ length: wishlistLimits.wishlists }, (_, n) => `Список ${n}`);
      for (const title of names) {
        const { id } = await anya.call(api.wishlists.create, { body: { title, visibility: 'link' } });
        await anya.call(api.wishes.create, {
          params: { wishlistId: id },
          body: { title: title.replace('Список', 'Вещь') },
        });
      }
      const seen: string[] = [];
      let pages = 0;
      for (let offset: string | undefined = ''; offset !== undefined; pages += 1) {
        const asked: object = { query: '', offset };
        const { results, next_offset: next } = await world.settled(() =>
          world.telegram<{ results: InlineQueryResultArticle[]; next_offset: string }>(
            'POST',
            `chats/${world.botId}/${anya.id}/inline`,
            asked,
          ),
        );
        seen.push(...results.map(({ title }) => title));
        offset = next || undefined;
      }
      const wished = names.map((title) => title.replace('Список', 'Вещь'));
      expect(seen.toSorted()).toEqual([...names, ...wished].toSorted());
      expect(pages).toBeLessThan(12);
      // The list that was made first is the last one.
      expect((await anya.types('вещь 0')).map(({ title }) => title)).toEqual(['Вещь 0']);
      expect((await world.calls()).filter(({ status }) => status === 400)).toEqual([]);
    },
  );

  const told = ['🎁 <b>Тайна &lt;b&gt;</b>\nСписок желаний (Аня)\n1 желание', 'Хочу: <b>Секрет &amp; co</b>'];
  const neutral = ['🎁 Мой список желаний в Wishlins', '🎁 Моё желание в Wishlins'];
  it.each([
    ['private', neutral, 0],
    ['selected', neutral, 0],
    ['friends', neutral, 0],
    ['link', told, 4],
    ['public', told, 4],
  ] as const)(
    'into any chat shows of a list that is %s only what its link would',
    async (visibility, shown, pictures) => {
      const anya = await world.newcomer({ first_name: 'Аня' });
      const { id } = await anya.call(api.wishlists.create, { body: { title: 'Тайна <b>', visibility } });
      await anya.call(api.wishes.create, { params: { wishlistId: id }, body: { title: 'Секрет & co' } });
      const cards = await anya.types('');
      expect(cards.map(textOf)).toEqual(shown);
      const drawn = cards.flatMap(pictureOf).filter((url) => url !== undefined);
      expect(drawn).toHaveLength(pictures);
      for (const url of drawn) {
        // On a busy machine a first drawing may take longer than anybody is kept waiting for.
        const look = () =>
          fetch(url.replace(publicUrl, inject('backendUrl'))).then(({ headers }) => headers.get('content-type'));
        await expect.poll(look, { timeout: 25_000, interval: 500 }).toBe('image/jpeg');
      }
    },
  );

  it('says nothing of what is reserved: taken or free, the cards are alike', async () => {
    const [anya, boris] = [await world.newcomer(), await world.newcomer()];
    const list = await anya.call(api.wishlists.create, { body: { title: 'Дом', visibility: 'link' } });
    const wish = await anya.call(api.wishes.create, { params: { wishlistId: list.id }, body: { title: 'Плед' } });
    const before = await anya.types('');
    await boris.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    await boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    expect(await anya.types('')).toEqual(before);
  });

  it('sends a card to a friend, and the bot takes no card of its own for a wish', async () => {
    const [anya, boris] = [await world.newcomer(), await world.newcomer()];
    const list = await anya.call(api.wishlists.create, { body: { title: 'Дом', visibility: 'link' } });
    const [card] = await anya.types('');
    const { botId } = world;
    const choose = (toUserId: number) =>
      world.telegram('POST', `chats/${botId}/${anya.id}/inline/choose`, { resultId: card?.id, toUserId });
    await choose(boris.id);
    await world.settled(() => choose(botId));
    expect((await anya.lists()).map(({ id, wishes }) => [id, wishes.length])).toEqual([[list.id, 0]]);
  });
});
