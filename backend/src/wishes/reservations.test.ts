import { api } from '@wishlins/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, makeList, refusal, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const reserve = (
  guest: Actor,
  wishId: string,
  body: { quantity?: number; stage?: 'bought' | 'given' | 'reserved'; hideName?: boolean } = {},
) => guest.call(api.reservations.put, { params: { wishId }, body });
const release = (guest: Actor, wishId: string) => guest.call(api.reservations.remove, { params: { wishId } });
const openShared = (guest: Actor, shareToken: string) => guest.call(api.wishlists.shared, { params: { shareToken } });
const mine = (guest: Actor) => guest.call(api.reservations.mine, { query: {} });

describe('reserving', () => {
  it('takes one piece under the guest’s name unless they say otherwise', async () => {
    const { wish, list } = await makeList(world.anya);
    const state = await reserve(world.boris, wish.id);
    expect(state).toEqual({
      available: 0,
      mine: { quantity: 1, stage: 'reserved', hideName: false },
      others: [],
      waiting: false,
    });
    const seen = await openShared(world.vera, list.shareToken);
    expect(seen.wishes[0]?.reservation).toEqual({
      available: 0,
      mine: null,
      others: [{ name: 'Борис', quantity: 1 }],
      waiting: false,
    });
  });

  it('changes nothing when it is repeated', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Чашки', quantity: 6 }]);
    const first = await reserve(world.boris, wish.id, { quantity: 2 });
    expect(await reserve(world.boris, wish.id, { quantity: 2 })).toEqual(first);
    expect(first.available).toBe(4);
  });

  it('gives the last piece to exactly one of 200 who come at once', async () => {
    const guests = await Promise.all(Array.from({ length: 200 }, () => world.newcomer()));
    const { wish } = await makeList(world.anya);
    const outcomes = await Promise.all(
      guests.map((guest) => reserve(guest, wish.id).then(() => 'reserved', refusalCode)),
    );
    expect(count(outcomes)).toEqual({ reserved: 1, already_reserved: 199 });
  });

  it('is one reservation when the same guest taps twenty times at once', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Книга', quantity: 5 }]);
    const states = await Promise.all(Array.from({ length: 20 }, () => reserve(world.boris, wish.id)));
    expect(states.every(({ mine: held }) => held?.quantity === 1)).toBe(true);
    expect((await reserve(world.vera, wish.id, { quantity: 4 })).available).toBe(0);
  });

  it('refuses more than there is and says how many are free', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Бокалы', quantity: 3 }]);
    await reserve(world.boris, wish.id, { quantity: 2 });
    await expect(reserve(world.vera, wish.id, { quantity: 2 })).rejects.toMatchObject({
      code: 'already_reserved',
      details: { available: 1 },
    });
  });

  it('knows no end of a wish of which any number is welcome', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Шоколад', quantity: null }]);
    expect((await reserve(world.boris, wish.id, { quantity: 999 })).available).toBeNull();
    expect((await reserve(world.vera, wish.id, { quantity: 999 })).available).toBeNull();
  });

  it('lets a holder take more and give some back', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Тарелки', quantity: 4 }]);
    await reserve(world.boris, wish.id, { quantity: 1 });
    expect((await reserve(world.boris, wish.id, { quantity: 4 })).available).toBe(0);
    expect((await reserve(world.boris, wish.id, { quantity: 2 })).available).toBe(2);
    expect(await refusal(reserve(world.boris, wish.id, { quantity: 5 }))).toBe('already_reserved');
  });

  it('goes from reserved to bought to given and back, keeping the rest', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Лампы', quantity: 2 }]);
    await reserve(world.boris, wish.id, { quantity: 2, hideName: true });
    for (const stage of ['bought', 'given', 'reserved'] as const) {
      expect((await reserve(world.boris, wish.id, { stage })).mine).toEqual({ quantity: 2, stage, hideName: true });
    }
  });

  it('hides the name of a holder who wants that from other guests', async () => {
    const { wish, list } = await makeList(world.anya);
    await reserve(world.boris, wish.id, { hideName: true });
    const { wishes } = await openShared(world.vera, list.shareToken);
    expect(wishes[0]?.reservation.others).toEqual([{ name: null, quantity: 1 }]);
  });

  it('is not for the owner', async () => {
    const { wish } = await makeList(world.anya);
    expect(await refusal(reserve(world.anya, wish.id))).toBe('own_wish');
  });

  it('is not for whoever the owner blocked: to them the wish does not exist', async () => {
    const { wish } = await makeList(world.anya, { visibility: 'public' });
    expect(await refusal(reserve(world.dina, wish.id))).toBe('wish_not_found');
  });

  it('is over once the owner has received the wish', async () => {
    const { wish } = await makeList(world.anya);
    await world.anya.call(api.wishes.batch, { body: { action: 'receive', wishIds: [wish.id] } });
    expect(await refusal(reserve(world.boris, wish.id))).toBe('wish_received');
  });
});

describe('releasing', () => {
  it('frees the wish for others', async () => {
    const { wish } = await makeList(world.anya);
    await reserve(world.boris, wish.id);
    await release(world.boris, wish.id);
    expect((await reserve(world.vera, wish.id)).mine?.quantity).toBe(1);
  });

  it('is done by the holder only', async () => {
    const { wish } = await makeList(world.anya);
    await reserve(world.boris, wish.id);
    await release(world.vera, wish.id);
    await release(world.anya, wish.id);
    expect(await refusal(reserve(world.gleb, wish.id))).toBe('already_reserved');
  });

  it('changes nothing when there is nothing to release', async () => {
    const { wish } = await makeList(world.anya);
    await release(world.boris, wish.id);
    await release(world.boris, wish.id);
    expect((await reserve(world.vera, wish.id)).available).toBe(0);
  });

  it('never counts wrongly when taps of all kinds come at once', async () => {
    const { wish } = await makeList(world.anya, {}, [{ title: 'Кубики', quantity: 3 }]);
    const guests = [world.boris, world.vera, world.gleb];
    const taps = Array.from({ length: 120 }, (_, tap) => {
      const guest = guests[tap % 3] ?? world.boris;
      return (tap % 4 === 3 ? release(guest, wish.id) : reserve(guest, wish.id, { quantity: 1 + (tap % 3) })).then(
        () => 'done',
        refusalCode,
      );
    });
    const outcomes = Object.keys(count(await Promise.all(taps)));
    expect(outcomes.filter((outcome) => !['done', 'already_reserved', 'wish_not_found'].includes(outcome))).toEqual([]);
  });
});

describe('my reservations', () => {
  it('keep what the wish was and say what became of it', async () => {
    const holder = await world.newcomer();
    const { wish } = await makeList(world.anya, {}, [{ title: 'Кофе', price: { amount: 99_000, currency: 'RUB' } }]);
    await reserve(holder, wish.id);
    await world.anya.call(api.wishes.update, { params: { wishId: wish.id }, body: { version: 1, title: 'Чай' } });
    const [changed] = (await mine(holder)).entries;
    expect(changed).toMatchObject({
      notice: 'changed',
      snapshot: { title: 'Кофе', price: { amount: 99_000, currency: 'RUB' } },
      current: { title: 'Чай' },
    });

    await holder.call(api.reservations.acknowledge, { params: { wishId: wish.id } });
    expect((await mine(holder)).entries[0]).toMatchObject({ notice: null, snapshot: { title: 'Чай' } });

    await world.anya.call(api.wishes.remove, { params: { wishId: wish.id } });
    expect((await mine(holder)).entries[0]).toMatchObject({
      notice: 'removed',
      snapshot: { title: 'Чай' },
      current: null,
    });

    await release(holder, wish.id);
    expect((await mine(holder)).entries).toEqual([]);
  });

  it('stay when the owner wishes for fewer, and say so', async () => {
    const holder = await world.newcomer();
    const { wish } = await makeList(world.anya, {}, [{ title: 'Свечи', quantity: 3 }]);
    await reserve(holder, wish.id, { quantity: 3 });
    await world.anya.call(api.wishes.update, { params: { wishId: wish.id }, body: { version: 1, quantity: 1 } });
    expect((await mine(holder)).entries[0]).toMatchObject({ quantity: 3, notice: 'oversubscribed' });
  });

  it('stay with whoever may no longer open the list, who sees nothing new and can release', async () => {
    const { wish, list } = await makeList(world.anya, { visibility: 'public' });
    const holder = await world.newcomer();
    await openShared(holder, list.shareToken);
    await reserve(holder, wish.id);
    await world.anya.call(api.friends.block, { params: { userId: holder.me.id } });
    await world.anya.call(api.wishes.update, { params: { wishId: wish.id }, body: { version: 1, title: 'Секрет' } });

    const [kept] = (await mine(holder)).entries;
    expect(kept).toMatchObject({ current: null, notice: null, snapshot: { title: 'Наушники' } });
    expect(kept?.wishlist.shareToken).toBeNull();
    expect(await refusal(openShared(holder, list.shareToken))).toBe('wishlist_not_found');
    expect(await refusal(reserve(holder, wish.id, { quantity: 2 }))).toBe('wish_not_found');
    expect((await reserve(holder, wish.id, { stage: 'bought' })).others).toEqual([]);
    await release(holder, wish.id);
    expect((await reserve(world.boris, wish.id)).available).toBe(0);
  });

  it('come nearest occasion first, those without one last', async () => {
    const holder = await world.newcomer();
    for (const eventDate of [null, '2099-05-01', '2001-01-01', '2098-05-01']) {
      const { wish } = await makeList(world.anya, { title: String(eventDate), eventDate });
      await reserve(holder, wish.id);
    }
    const titles = (await mine(holder)).entries.map(({ wishlist }) => wishlist.title);
    expect(titles.slice(0, 2)).toEqual(['2098-05-01', '2099-05-01']);
    expect(titles.slice(2).toSorted()).toEqual(['2001-01-01', 'null']);
  });

  it('come page by page, each once, though some are released meanwhile', async () => {
    const holder = await world.newcomer();
    const gifts = Array.from({ length: 60 }, (_, place) => ({ title: `Мелочь ${place}` }));
    const { wishes } = await makeList(world.anya, {}, gifts);
    for (const { id } of wishes) await reserve(holder, id);
    const first = await mine(holder);
    await release(holder, first.entries[0]?.wishId ?? '');
    const second = await holder.call(api.reservations.mine, { query: { cursor: first.next ?? '' } });
    const seen = [...first.entries, ...second.entries].map(({ wishId }) => wishId);
    expect(second.next).toBeNull();
    expect(seen.toSorted((a, b) => a.localeCompare(b))).toEqual(wishes.map(({ id }) => id).toSorted());
  });

  it('can be acknowledged only where there is one', async () => {
    const { wish } = await makeList(world.anya);
    expect(await refusal(world.boris.call(api.reservations.acknowledge, { params: { wishId: wish.id } }))).toBe(
      'reservation_not_found',
    );
  });
});

describe('waiting for a wish', () => {
  it('is noted once and ends when one reserves it oneself', async () => {
    const { wish, list } = await makeList(world.anya);
    await reserve(world.boris, wish.id);
    const params = { wishId: wish.id };
    expect((await world.vera.call(api.reservations.wait, { params })).waiting).toBe(true);
    expect((await world.vera.call(api.reservations.wait, { params })).waiting).toBe(true);
    await release(world.boris, wish.id);
    expect((await reserve(world.vera, wish.id)).waiting).toBe(false);
    const { wishes } = await openShared(world.vera, list.shareToken);
    expect(wishes[0]?.reservation.waiting).toBe(false);
  });

  it('can be called off', async () => {
    const { wish, list } = await makeList(world.anya);
    await world.vera.call(api.reservations.wait, { params: { wishId: wish.id } });
    await world.vera.call(api.reservations.stopWaiting, { params: { wishId: wish.id } });
    expect((await openShared(world.vera, list.shareToken)).wishes[0]?.reservation.waiting).toBe(false);
  });

  it('is for guests who may open the list', async () => {
    const { wish } = await makeList(world.anya, { visibility: 'private' });
    expect(await refusal(world.boris.call(api.reservations.wait, { params: { wishId: wish.id } }))).toBe(
      'wish_not_found',
    );
    expect(await refusal(world.anya.call(api.reservations.wait, { params: { wishId: wish.id } }))).toBe('own_wish');
  });
});

function refusalCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function count(outcomes: string[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(Object.groupBy(outcomes, (outcome) => outcome)).map(([key, of]) => [key, of?.length ?? 0]),
  );
}
