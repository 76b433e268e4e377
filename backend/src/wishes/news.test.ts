import { api } from '@wishlins/contract';
import type { NewWish } from '@wishlins/contract/wishes';
import type { NewWishlist } from '@wishlins/contract/wishlists';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, makeList, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

/** Anya’s list with one wish that Boris holds. */
async function makeHeld(list: Partial<NewWishlist> = {}, wish: Partial<NewWish> = {}) {
  const made = await makeList(world.anya, list, [{ title: 'Наушники', ...wish }]);
  await reserve(world.boris, made.wish.id);
  return { ...made, params: { wishId: made.wish.id } };
}

const reserve = (who: Actor, wishId: string, quantity = 1) =>
  who.call(api.reservations.put, { params: { wishId }, body: { quantity } });
const release = (who: Actor, wishId: string) => who.call(api.reservations.remove, { params: { wishId } });
const wait = (who: Actor, wishId: string) => who.call(api.reservations.wait, { params: { wishId } });
const change = (wishId: string, body: object) =>
  world.anya.call(api.wishes.update, { params: { wishId }, body: { version: 1, ...body } });
const batch = (action: 'receive' | 'remove' | 'restore' | 'unreceive', wishIds: string[]) =>
  world.anya.call(api.wishes.batch, { body: { action, wishIds } });

/** What somebody was told since the test began, after the worker has done what there is to do. */
async function told(who: Actor) {
  await world.carryOutJobs();
  const { entries } = await who.call(api.notifications.list, { query: {} });
  return entries.toReversed().filter(({ id }) => !earlier.has(id));
}
const kindsTold = async (who: Actor) => (await told(who)).map(({ kind }) => kind);

let earlier: Set<string>;
beforeEach(async () => {
  await world.carryOutJobs();
  const rows = await world.db.selectFrom('notifications').select('id').execute();
  earlier = new Set(rows.map(({ id }) => id));
});

describe('a wish that somebody holds', () => {
  it('is told of when title, price or link change: what it was, and what it is', async () => {
    const { params, list } = await makeHeld({}, { price: { amount: 100_00, currency: 'RUB' } });
    await change(params.wishId, { title: 'Колонка', price: { amount: 200_00, currency: 'RUB' } });
    const [news, ...more] = await told(world.boris);
    expect(more).toEqual([]);
    expect(news).toMatchObject({
      kind: 'wish_changed',
      actor: { name: 'Аня Иванова' },
      wishlist: { title: 'День рождения', shareToken: list.shareToken },
      wish: { id: params.wishId, title: 'Наушники' },
      facts: {
        before: { title: 'Наушники', price: { amount: 100_00, currency: 'RUB' }, url: null },
        after: { title: 'Колонка', price: { amount: 200_00, currency: 'RUB' }, url: null },
        days: null,
      },
    });
    expect(await kindsTold(world.anya)).toEqual([]);
  });

  it.each([
    ['its note', { note: 'Синие' }],
    ['its priority', { priority: 'high' }],
    ['nothing', { title: 'Наушники' }],
  ])('is not told of when %s changes', async (_what, body) => {
    const { params } = await makeHeld();
    await change(params.wishId, body);
    expect(await kindsTold(world.boris)).toEqual([]);
  });

  it('is told of to nobody who came to hold it after the change', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Чашки', quantity: 2 }]);
    await change(wish.id, { title: 'Кружки' });
    await reserve(world.boris, wish.id);
    expect(await kindsTold(world.boris)).toEqual([]);
  });

  it('is told of when it is gone, alone, with others or with its list; once, and not when it comes back', async () => {
    const { params, list } = await makeHeld();
    await world.anya.call(api.wishes.remove, { params });
    expect(await kindsTold(world.boris)).toEqual(['wish_removed']);
    await batch('restore', [params.wishId]);
    expect(await kindsTold(world.boris)).toEqual(['wish_removed']);
    await batch('remove', [params.wishId]);
    expect(await kindsTold(world.boris)).toEqual(['wish_removed', 'wish_removed']);
    await batch('restore', [params.wishId]);
    await world.anya.call(api.wishlists.remove, { params: { wishlistId: list.id } });
    expect(await kindsTold(world.boris)).toEqual(['wish_removed', 'wish_removed', 'wish_removed']);
  });

  it('that is brought back before the worker comes was never gone', async () => {
    const { params } = await makeHeld();
    await world.anya.call(api.wishes.remove, { params });
    await batch('restore', [params.wishId]);
    expect(await kindsTold(world.boris)).toEqual([]);
  });

  it('is told of once when its owner has it', async () => {
    const { params } = await makeHeld();
    await batch('receive', [params.wishId]);
    await batch('receive', [params.wishId]);
    expect(await kindsTold(world.boris)).toEqual(['wish_received']);
  });

  it('is told of to all who hold it when fewer are wished for than they hold', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Чашки', quantity: 6 }]);
    await reserve(world.boris, wish.id, 2);
    await reserve(world.vera, wish.id, 2);
    await change(wish.id, { quantity: 4 });
    expect(await kindsTold(world.boris)).toEqual([]);
    await change(wish.id, { quantity: 3, version: 2 });
    for (const holder of [world.boris, world.vera]) {
      expect(await told(holder)).toMatchObject([{ kind: 'wish_oversubscribed', facts: { quantity: 3 } }]);
    }
  });
});

describe('a holder who may no longer open the list', () => {
  it('hears only that what they reserved is gone, by the name they knew', async () => {
    const { params, list } = await makeHeld();
    await world.anya.call(api.wishlists.update, {
      params: { wishlistId: list.id },
      body: { version: 1, visibility: 'private' },
    });
    await change(params.wishId, { title: 'Секрет' });
    await batch('receive', [params.wishId]);
    expect(await kindsTold(world.boris)).toEqual([]);
    await world.anya.call(api.wishes.remove, { params });
    expect(await told(world.boris)).toMatchObject([
      { kind: 'wish_removed', wish: { title: 'Наушники' }, wishlist: { shareToken: null } },
    ]);
  });

  it('hears nothing across a block', async () => {
    const holder = await world.newcomer();
    const { wish } = await makeList(world.anya);
    await reserve(holder, wish.id);
    await world.anya.call(api.friends.block, { params: { userId: holder.me.id } });
    await world.anya.call(api.wishes.remove, { params: { wishId: wish.id } });
    expect(await kindsTold(holder)).toEqual([]);
  });
});

describe('who waits for a wish', () => {
  it.each<[string, (wishId: string) => Promise<unknown>]>([
    ['its holder releases it', (wishId) => release(world.boris, wishId)],
    ['its holder takes fewer', (wishId) => reserve(world.boris, wishId, 1)],
    ['its owner wishes for more', (wishId) => change(wishId, { quantity: 5 })],
    ['any number becomes welcome', (wishId) => change(wishId, { quantity: null })],
  ])('is told once that it is free when %s', async (_how, free) => {
    const { wish, list } = await makeList(world.anya, {}, [{ title: 'Чашки', quantity: 2 }]);
    await reserve(world.boris, wish.id, 2);
    await wait(world.gleb, wish.id);
    await wait(world.vera, wish.id);
    expect(await kindsTold(world.gleb)).toEqual([]);
    await free(wish.id);
    for (const guest of [world.gleb, world.vera]) {
      expect(await told(guest)).toMatchObject([{ kind: 'wish_free', wishlist: { shareToken: list.shareToken } }]);
    }
    expect(await world.db.selectFrom('waiting').where('wish_id', '=', wish.id).execute()).toEqual([]);
    await reserve(world.boris, wish.id, 2).catch(() => {});
    await release(world.boris, wish.id);
    expect(await kindsTold(world.gleb)).toEqual(['wish_free']);
  });

  it('is told again when they wait again', async () => {
    const { params } = await makeHeld();
    for (let time = 0; time < 2; time += 1) {
      await wait(world.gleb, params.wishId);
      await release(world.boris, params.wishId);
      await world.carryOutJobs();
      await reserve(world.boris, params.wishId);
    }
    expect(await kindsTold(world.gleb)).toEqual(['wish_free', 'wish_free']);
  });

  it('is told nothing of what is taken again, gone, received, or out of their sight', async () => {
    const [taken, gone, received, hidden] = [await makeHeld(), await makeHeld(), await makeHeld(), await makeHeld()];
    for (const { params } of [taken, gone, received, hidden]) {
      await wait(world.gleb, params.wishId);
      await release(world.boris, params.wishId);
    }
    await reserve(world.vera, taken.params.wishId);
    await world.anya.call(api.wishes.remove, { params: gone.params });
    await batch('receive', [received.params.wishId]);
    await world.anya.call(api.wishlists.archive, { params: { wishlistId: hidden.list.id } });
    expect(await kindsTold(world.gleb)).toEqual([]);
  });
});

describe('what an owner does', () => {
  const jobs = async () => {
    const { rows } = await sql<{ data: Record<string, unknown> }>`
      select data from pgboss.job where state = 'created' order by created_on`.execute(world.db);
    await world.carryOutJobs();
    return rows.map(({ data }) => Object.keys(data).toSorted());
  };

  it('puts the same into the queue whether or not anybody holds the wish', async () => {
    const [held, free] = [await makeHeld(), await makeList(world.anya)];
    await world.carryOutJobs();
    const seen: unknown[] = [];
    for (const { wish, list } of [held, free]) {
      await change(wish.id, { title: 'Другое', quantity: 3 });
      await batch('receive', [wish.id]);
      await batch('unreceive', [wish.id]);
      await world.anya.call(api.wishes.remove, { params: { wishId: wish.id } });
      await world.anya.call(api.wishlists.remove, { params: { wishlistId: list.id } });
      seen.push(await jobs());
    }
    expect(seen[0]).toHaveLength(5);
    expect(seen[1]).toEqual(seen[0]);
  });

  it('is told of to nobody when it is undone with its transaction', async () => {
    const { wish } = await makeHeld();
    await world.carryOutJobs();
    await expect(batch('remove', [wish.id, crypto.randomUUID()])).rejects.toMatchObject({ code: 'wish_not_found' });
    expect(await jobs()).toEqual([]);
  });
});
