import { randomUUID } from 'node:crypto';
import { api } from '@wishlins/contract';
import type { Output } from '@wishlins/contract/endpoint';
import type { wishActions, NewWish } from '@wishlins/contract/wishes';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, makeList, refusal, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const add = (who: Actor, wishlistId: string, body: NewWish & Record<string, unknown>) =>
  who.call(api.wishes.create, { params: { wishlistId }, body });
const get = (who: Actor, wishId: string) => who.call(api.wishes.get, { params: { wishId } });
const change = (who: Actor, wishId: string, body: { version: number } & Record<string, unknown>) =>
  who.call(api.wishes.update, { params: { wishId }, body });
const remove = (who: Actor, wishId: string) => who.call(api.wishes.remove, { params: { wishId } });
const batch = (who: Actor, action: (typeof wishActions)[number], wishIds: string[], wishlistId?: string) =>
  who.call(api.wishes.batch, { body: { action, wishIds, ...(wishlistId ? { wishlistId } : {}) } });
const wantToo = (who: Actor, wishId: string, wishlistId: string) =>
  who.call(api.wishes.wantToo, { params: { wishId }, body: { wishlistId } });
const titles = async (who: Actor, wishlistId: string) =>
  (await who.call(api.wishlists.get, { params: { wishlistId } })).wishes.map(({ title }) => title);

/** A list with wishes of these titles, in this order, and their ids. */
async function listOf(
  owner: Actor,
  ...names: string[]
): Promise<{ listId: string; shareToken: string; ids: string[] }> {
  const { list, wishes } = await makeList(
    owner,
    {},
    names.toReversed().map((title) => ({ title })),
  );
  return { listId: list.id, shareToken: list.shareToken, ids: wishes.map(({ id }) => id).toReversed() };
}

async function fill(wishlistId: string, count: number): Promise<void> {
  await sql`
    with made as (
      insert into wishes (wishlist_id, title, priority, position)
      select ${wishlistId}, 'Мелочь ' || place, 'normal', place from generate_series(1, ${count}::int) as place
      returning id
    ) insert into wish_stock (wish_id, quantity) select id, 1 from made`.execute(world.db);
}

const picture = { url: '/pictures/a/plaid.webp', width: 800, height: 600 };

describe('adding a wish', () => {
  it('needs a title only: it is one piece of normal priority', async () => {
    const { list } = await makeList(world.anya);
    const made = await add(world.anya, list.id, { title: '  Плед ' });
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      wishlistId: list.id,
      title: 'Плед',
      note: null,
      url: null,
      pictures: [],
      price: null,
      priority: 'normal',
      quantity: 1,
      receivedAt: null,
      version: 1,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: made.createdAt,
      preview: null,
      duplicateOf: null,
    });
    const { duplicateOf: _, ...kept } = made;
    expect(await get(world.anya, made.id)).toEqual(kept);
  });

  it('keeps everything that is given', async () => {
    const { list } = await makeList(world.anya);
    const given = {
      title: 'Кофемашина',
      note: 'Любая,\nкроме капсульной',
      url: 'https://shop.example/coffee?color=red',
      pictures: [picture, { ...picture, url: '/pictures/a/cup-2.webp' }],
      price: { amount: 4_999_900, currency: 'RUB' },
      priority: 'high',
      quantity: 3,
    } as const;
    expect(await add(world.anya, list.id, { ...given, pictures: [...given.pictures] })).toMatchObject(given);
  });

  it.each([
    [{ amount: 0, currency: 'RUB' }],
    [{ amount: 1500, currency: 'JPY' }],
    [{ amount: 1_234_567, currency: 'KWD' }],
    [{ amount: 1_000_000_000_000, currency: 'IDR' }],
    [null],
  ])('takes the price %o in minor units', async (price) => {
    const { list } = await makeList(world.anya);
    expect((await add(world.anya, list.id, { title: 'Вещь', price })).price).toEqual(price);
  });

  it.each([1, 999, null])('takes the quantity %s', async (quantity) => {
    const { list } = await makeList(world.anya);
    expect((await add(world.anya, list.id, { title: 'Вещь', quantity })).quantity).toBe(quantity);
  });

  it.each([
    ['title', ' ', 'title'],
    ['title', 'ы'.repeat(201), 'title'],
    ['title', 'нуль\u0000', 'title'],
    ['note', 'ы'.repeat(4001), 'note'],
    ['price', { amount: -1, currency: 'RUB' }, 'price.amount'],
    ['price', { amount: 0.5, currency: 'RUB' }, 'price.amount'],
    ['price', { amount: '5', currency: 'RUB' }, 'price.amount'],
    ['price', { amount: 1e13, currency: 'RUB' }, 'price.amount'],
    ['price', { amount: 1, currency: 'RUR' }, 'price.currency'],
    ['price', { amount: 1 }, 'price.currency'],
    ['price', 5, 'price'],
    ['quantity', 0, 'quantity'],
    ['quantity', 1000, 'quantity'],
    ['quantity', 1.5, 'quantity'],
    ['priority', 'urgent', 'priority'],
    ['reserved', 1, 'reserved'],
    ['pictures', Array.from({ length: 11 }, () => picture), 'pictures'],
    ['pictures', [{ ...picture, url: 'https://elsewhere.example/a.webp' }], 'pictures.0.url'],
    ['pictures', [{ ...picture, url: '//elsewhere.example/pictures/a.webp' }], 'pictures.0.url'],
    ['pictures', [{ ...picture, url: '/pictures/../a.webp' }], 'pictures.0.url'],
    ['pictures', [{ ...picture, width: 0 }], 'pictures.0.width'],
    ['url', 'javascript:alert(1)', 'url'],
    ['url', 'data:text/html,hello', 'url'],
    ['url', 'ftp://shop.example/', 'url'],
    ['url', 'https://anya:secret@shop.example/', 'url'],
    ['url', 'https://intranet/', 'url'],
    ['url', 'shop.example', 'url'],
    ['url', 'https://shop.example/ a', 'url'],
    ['url', `https://shop.example/${'a'.repeat(2048)}`, 'url'],
  ])('refuses %s %j', async (field, value, place) => {
    const { list } = await makeList(world.gleb);
    await expect(add(world.gleb, list.id, { title: 'Вещь', [field]: value })).rejects.toMatchObject({
      code: 'invalid_request',
      details: { field: `body.${place}` },
    });
  });

  it('has an end at 500, also for those who are quick', async () => {
    const { list } = await makeList(world.anya);
    await fill(list.id, 498);
    const outcomes = await Promise.allSettled([1, 2, 3].map((each) => add(world.anya, list.id, { title: `${each}` })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(add(world.anya, list.id, { title: 'Лишняя' })).rejects.toMatchObject({
      code: 'limit_reached',
      details: { limit: 500 },
    });
  });

  it('is for the owner of the list', async () => {
    const { list } = await makeList(world.anya, { visibility: 'public' });
    expect(await refusal(add(world.boris, list.id, { title: 'Сюрприз' }))).toBe('wishlist_not_found');
  });
});

describe('looking for my wishes', () => {
  const find = async (who: Actor, words?: string) =>
    (await who.call(api.wishes.search, { query: words === undefined ? {} : { words } })).entries.map(
      ({ title }) => title,
    );

  it('finds them in all lists in use by words in their title, the newest first', async () => {
    const owner = await world.newcomer();
    const { listId } = await listOf(owner, 'Чайник', 'Скидка 10%');
    const { listId: other } = await listOf(owner, 'Чаша');
    await add(owner, listId, { title: 'ЧАЙ с бергамотом' });
    expect(await find(owner, ' ча ')).toEqual(['ЧАЙ с бергамотом', 'Чаша', 'Чайник']);
    expect(await find(owner, '0%')).toEqual(['Скидка 10%']);
    expect(await find(owner, '_')).toEqual([]);
    expect(await find(owner)).toHaveLength(4);
    await owner.call(api.wishlists.archive, { params: { wishlistId: other } });
    expect(await find(owner, 'чаша')).toEqual([]);
  });

  it('leaves out what has come true or was deleted, and whatever is not mine', async () => {
    const owner = await world.newcomer();
    const { ids } = await listOf(owner, 'Плед', 'Лампа', 'Чайник');
    await batch(owner, 'receive', ids.slice(0, 1));
    await remove(owner, ids[1] ?? '');
    expect(await find(owner)).toEqual(['Чайник']);
    expect(await find(await world.newcomer())).toEqual([]);
  });

  it('turns pages, each wish once, whatever is added meanwhile, and refuses a page that never was', async () => {
    const owner = await world.newcomer();
    const { listId } = await listOf(owner, 'Плед');
    await fill(listId, 70);
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page: Output<typeof api.wishes.search> = await owner.call(api.wishes.search, {
        query: cursor ? { cursor } : {},
      });
      seen.push(...page.entries.map(({ id }) => id));
      cursor = page.next;
      await add(owner, listId, { title: 'Позже' });
    } while (cursor);
    expect(new Set(seen).size).toBe(71);
    expect(seen).toHaveLength(71);
    expect(await refusal(owner.call(api.wishes.search, { query: { cursor: 'bm8' } }))).toBe('invalid_request');
  });
});

describe('a link', () => {
  it('loses what only tracks who followed it', async () => {
    const { list } = await makeList(world.anya);
    const given = 'https://shop.example/p/1?utm_source=tg&size=M&UTM_Campaign=x&fbclid=1&yclid=2&gclid=3#reviews';
    expect((await add(world.anya, list.id, { title: 'Плед', url: given })).url).toBe(
      'https://shop.example/p/1?size=M#reviews',
    );
  });

  it.each([
    'https://shop.example/plaid?size=M&color=red',
    'http://www.shop.example/plaid/?color=red&size=M',
    'https://SHOP.example/plaid?size=M&color=red&utm_source=mail#photos',
  ])('that is in the list already is warned of: %s', async (url) => {
    const { list } = await makeList(world.anya);
    const first = await add(world.anya, list.id, { title: 'Плед', url: 'https://shop.example/plaid?color=red&size=M' });
    expect((await add(world.anya, list.id, { title: 'Плед ещё раз', url })).duplicateOf).toBe(first.id);
  });

  it('is not warned of when it differs, when the other is deleted, or when it is in another list', async () => {
    const [{ list }, elsewhere] = [await makeList(world.anya), await makeList(world.anya)];
    const url = 'https://shop.example/plaid?color=red';
    const first = await add(world.anya, list.id, { title: 'Плед', url });
    expect(
      (await add(world.anya, list.id, { title: 'Синий', url: url.replace('red', 'blue') })).duplicateOf,
    ).toBeNull();
    expect((await add(world.anya, elsewhere.list.id, { title: 'Плед', url })).duplicateOf).toBeNull();
    await remove(world.anya, first.id);
    expect((await add(world.anya, list.id, { title: 'Плед', url })).duplicateOf).toBeNull();
  });
});

describe('changing a wish', () => {
  it('changes what is given, clears what is null, and counts versions', async () => {
    const { list } = await makeList(world.anya);
    const made = await add(world.anya, list.id, {
      title: 'Плед',
      note: 'Тёплый',
      url: 'https://shop.example/plaid',
      price: { amount: 100, currency: 'EUR' },
      pictures: [picture],
      quantity: 2,
    });
    const cleared = { note: null, url: null, price: null, pictures: [], quantity: null };
    const changed = await change(world.anya, made.id, { version: 1, priority: 'low', ...cleared });
    expect(changed).toMatchObject({ title: 'Плед', priority: 'low', ...cleared, version: 2 });
    expect(changed.updatedAt > made.updatedAt).toBe(true);
    expect(await get(world.anya, made.id)).toEqual(changed);
  });

  it('is refused to the second of two devices', async () => {
    const { wish } = await makeList(world.anya);
    await change(world.anya, wish.id, { version: 1, title: 'С телефона' });
    expect(await refusal(change(world.anya, wish.id, { version: 1, quantity: 7 }))).toBe('version_conflict');
    expect(await get(world.anya, wish.id)).toMatchObject({ title: 'С телефона', quantity: 1, version: 2 });
  });

  it('is for its owner', async () => {
    const { wish } = await makeList(world.anya, { visibility: 'public' });
    expect(await refusal(change(world.boris, wish.id, { version: 1, title: 'Моё' }))).toBe('wish_not_found');
  });
});

describe('a deleted wish', () => {
  it('is gone for everybody, and can be brought back for 30 days', async () => {
    const { list, wish } = await makeList(world.anya);
    await remove(world.anya, wish.id);
    expect(await refusal(get(world.anya, wish.id))).toBe('wish_not_found');
    expect(await refusal(remove(world.anya, wish.id))).toBe('wish_not_found');
    expect(await refusal(change(world.anya, wish.id, { version: 1, title: 'Тень' }))).toBe('wish_not_found');
    expect(await titles(world.anya, list.id)).toEqual([]);
    const age = (days: number) =>
      sql`update wishes set deleted_at = now() - make_interval(days => ${days}::int) where id = ${wish.id}`.execute(
        world.db,
      );
    await age(30);
    expect(await refusal(batch(world.anya, 'restore', [wish.id]))).toBe('wish_not_found');
    await age(29);
    expect((await batch(world.anya, 'restore', [wish.id])).wishes.map(({ id }) => id)).toEqual([wish.id]);
  });

  it('does not come back into a list that is full', async () => {
    const { list, wish } = await makeList(world.anya);
    await remove(world.anya, wish.id);
    await fill(list.id, 500);
    expect(await refusal(batch(world.anya, 'restore', [wish.id]))).toBe('limit_reached');
  });
});

describe('the order of wishes', () => {
  it('has the newest first, until another is given; those left out follow as they were', async () => {
    const { listId, ids } = await listOf(world.anya, 'А', 'Б', 'В', 'Г');
    const [a = '', , c = ''] = ids;
    const order = (wishIds: string[]) =>
      world.anya.call(api.wishes.order, { params: { wishlistId: listId }, body: { wishIds } });
    expect(await titles(world.anya, listId)).toEqual(['А', 'Б', 'В', 'Г']);
    await order([c, a]);
    expect(await titles(world.anya, listId)).toEqual(['В', 'А', 'Б', 'Г']);
    const { ids: foreign } = await listOf(world.anya, 'Чужая');
    await order([randomUUID(), ...foreign, a]);
    expect(await titles(world.anya, listId)).toEqual(['А', 'В', 'Б', 'Г']);
    await add(world.anya, listId, { title: 'Новая' });
    expect(await titles(world.anya, listId)).toEqual(['Новая', 'А', 'В', 'Б', 'Г']);
  });

  it('is the same for guests', async () => {
    const { shareToken } = await listOf(world.anya, 'А', 'Б', 'В');
    const { wishes } = await world.gleb.call(api.wishlists.shared, { params: { shareToken } });
    expect(wishes.map(({ title }) => title)).toEqual(['А', 'Б', 'В']);
  });

  it('refuses a wish that is named twice', async () => {
    const { listId, ids } = await listOf(world.anya, 'А');
    const call = world.anya.call(api.wishes.order, {
      params: { wishlistId: listId },
      body: { wishIds: [...ids, ...ids] },
    });
    await expect(call).rejects.toMatchObject({ details: { field: 'body.wishIds', rule: 'uniqueItems' } });
  });
});

describe('several wishes at once', () => {
  it('can be received, and wished for again', async () => {
    const { ids } = await listOf(world.anya, 'А', 'Б');
    const received = await batch(world.anya, 'receive', ids);
    expect(received.wishes.every(({ receivedAt }) => receivedAt !== null)).toBe(true);
    const [first] = received.wishes;
    const again = await batch(world.anya, 'receive', ids);
    expect(again.wishes[0]?.receivedAt).toBe(first?.receivedAt);
    const wished = await batch(world.anya, 'unreceive', ids);
    expect(wished.wishes.map(({ receivedAt }) => receivedAt)).toEqual([null, null]);
  });

  it('can be moved to the top of another list, in the order in which they are named', async () => {
    const from = await listOf(world.anya, 'А', 'Б', 'В');
    const to = await listOf(world.anya, 'Г');
    const [a = '', b = '', c = ''] = from.ids;
    const { wishes } = await batch(world.anya, 'move', [c, a], to.listId);
    expect(wishes.map(({ title, wishlistId }) => [title, wishlistId])).toEqual([
      ['В', to.listId],
      ['А', to.listId],
    ]);
    expect(await titles(world.anya, to.listId)).toEqual(['В', 'А', 'Г']);
    expect(await titles(world.anya, from.listId)).toEqual(['Б']);
    expect((await get(world.anya, b)).version).toBe(1);
  });

  it('can be copied, each with pieces of its own', async () => {
    const { list, wish } = await makeList(world.anya, {}, [
      { title: 'Чашки', quantity: 2, url: 'https://shop.example/cups', pictures: [picture], note: 'Синие' },
    ]);
    const to = await listOf(world.anya, 'Г');
    await world.boris.call(api.reservations.put, { params: { wishId: wish.id }, body: { quantity: 2 } });
    const { wishes } = await batch(world.anya, 'copy', [wish.id], to.listId);
    const { title, url, note, pictures, quantity } = wish;
    expect(wishes).toMatchObject([{ title, url, note, pictures, quantity, version: 1, wishlistId: to.listId }]);
    expect(wishes[0]?.id).not.toBe(wish.id);
    expect(await titles(world.anya, list.id)).toEqual(['Чашки']);
    const copy = { params: { wishId: wishes[0]?.id ?? '' }, body: {} };
    expect((await world.vera.call(api.reservations.put, copy)).available).toBe(1);
  });

  it('can be removed, and brought back', async () => {
    const { listId, ids } = await listOf(world.anya, 'А', 'Б', 'В');
    expect((await batch(world.anya, 'remove', ids.slice(0, 2))).wishes).toEqual([]);
    expect(await titles(world.anya, listId)).toEqual(['В']);
    await batch(world.anya, 'restore', ids);
    expect(await titles(world.anya, listId)).toEqual(['А', 'Б', 'В']);
  });

  it.each(['receive', 'unreceive', 'move', 'copy', 'remove', 'restore'] as const)(
    'are all there or nothing is done: %s',
    async (action) => {
      const mine = await listOf(world.anya, 'А', 'Б');
      const theirs = await makeList(world.boris, { visibility: 'public' });
      const target = await listOf(world.anya, 'Г');
      const before = await world.anya.call(api.wishlists.get, { params: { wishlistId: mine.listId } });
      for (const stranger of [theirs.wish.id, randomUUID()]) {
        expect(await refusal(batch(world.anya, action, [...mine.ids, stranger], target.listId))).toBe('wish_not_found');
      }
      expect(await world.anya.call(api.wishlists.get, { params: { wishlistId: mine.listId } })).toEqual(before);
      expect(await titles(world.anya, target.listId)).toEqual(['Г']);
    },
  );

  it.each(['move', 'copy'] as const)('need a list of mine to %s to, with room for them', async (action) => {
    const { ids } = await listOf(world.anya, 'А', 'Б');
    const theirs = await makeList(world.boris, { visibility: 'public' });
    expect(await refusal(batch(world.anya, action, ids, theirs.list.id))).toBe('wishlist_not_found');
    await expect(batch(world.anya, action, ids)).rejects.toMatchObject({
      details: { field: 'body.wishlistId', rule: 'required' },
    });
    const full = await listOf(world.anya, 'Г');
    await fill(full.listId, 498);
    expect(await refusal(batch(world.anya, action, ids, full.listId))).toBe('limit_reached');
  });

  it('can be moved to the top of their own list, however full', async () => {
    const { listId, ids } = await listOf(world.anya, 'А', 'Б');
    await fill(listId, 498);
    await batch(world.anya, 'move', ids.toReversed(), listId);
    expect((await titles(world.anya, listId)).slice(0, 2)).toEqual(['Б', 'А']);
  });

  it.each([
    ['none', []],
    ['one twice', ['01a207aa-7d6f-70d9-8e33-10972439f526', '01a207aa-7d6f-70d9-8e33-10972439f526']],
    ['more than a hundred', Array.from({ length: 101 }, () => randomUUID())],
  ])('cannot be %s', async (_what, ids) => {
    await expect(batch(world.anya, 'remove', ids)).rejects.toMatchObject({ details: { field: 'body.wishIds' } });
  });
});

describe('“I want it too”', () => {
  it('copies a wish of somebody’s to the top of a list of mine, free and with nothing of its past', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Лампа', url: 'https://shop.example/lamp' }]);
    await world.vera.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    const { list } = await makeList(world.boris);
    const copy = await wantToo(world.boris, wish.id, list.id);
    expect(copy).toMatchObject({ title: 'Лампа', url: wish.url, wishlistId: list.id, version: 1, receivedAt: null });
    expect(await titles(world.boris, list.id)).toEqual(['Лампа', 'Наушники']);
    expect((await world.vera.call(api.reservations.put, { params: { wishId: copy.id }, body: {} })).available).toBe(0);
  });

  it('is for wishes of others that I may open, into lists that are mine and not full', async () => {
    const { list } = await makeList(world.boris);
    const theirs = await makeList(world.anya);
    const secret = await makeList(world.anya, { visibility: 'private' });
    const own = await makeList(world.boris);
    expect(await refusal(wantToo(world.boris, own.wish.id, list.id))).toBe('own_wish');
    expect(await refusal(wantToo(world.boris, secret.wish.id, list.id))).toBe('wish_not_found');
    expect(await refusal(wantToo(world.boris, theirs.wish.id, theirs.list.id))).toBe('wishlist_not_found');
    await fill(list.id, 499);
    expect(await refusal(wantToo(world.boris, theirs.wish.id, list.id))).toBe('limit_reached');
  });
});
