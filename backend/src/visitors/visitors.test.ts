import { api } from '@wishlins/contract';
import { createClient } from '@wishlins/contract/client';
import { visitorLimits } from '@wishlins/contract/visitors';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, makeList, refusal, visit, type Actor, type VisitingActor, type World } from '../testing/world.ts';

let world: World;
const anonymous = () => createClient({ origin: world.origin, token: () => undefined });
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

type Guest = Pick<Actor | VisitingActor, 'call'>;
const { put, remove, mine, acknowledge } = api.reservations;
const reserve = (guest: Guest, wishId: string, body: { quantity?: number; stage?: 'bought' } = {}) =>
  guest.call(put, { params: { wishId }, body });
const openAs = (guest: Guest, shareToken: string) => guest.call(api.wishlists.shared, { params: { shareToken } });
const giftsOf = async (guest: Guest) => (await guest.call(mine, { query: {} })).entries;

describe('somebody without an account', () => {
  it('reads a list by its link: every wish, the owner’s first name, nothing of reservations', async () => {
    const { list } = await makeList(world.anya, {}, [{ title: 'Лампа', note: 'Тёплая', quantity: 2 }]);
    const read = await anonymous()(api.wishlists.open, { params: { shareToken: list.shareToken } });
    expect(read).toMatchObject({ title: 'День рождения', owner: { name: 'Аня' } });
    expect(read.wishes).toMatchObject([{ title: 'Лампа', note: 'Тёплая', quantity: 2, receivedAt: null }]);
    expect(JSON.stringify(read)).not.toMatch(/Иванова|anya_i|reserv|available|version/);
  });

  it('says that they choose a gift, and under what name; then they are a guest like others', async () => {
    const { list, wish } = await makeList(world.anya);
    const zoya = await visit(world, list.shareToken, '  Тётя Зоя ');
    expect(zoya.token).toMatch(/^[\w-]{43}$/);
    const visitor = await zoya.call(api.visitors.me, {});
    expect(visitor).toMatchObject({
      name: 'Тётя Зоя',
      held: 0,
      wishlist: { id: list.id, shareToken: list.shareToken },
    });
    expect((await openAs(zoya, list.shareToken)).wishes[0]?.reservation.available).toBe(1);
    expect((await reserve(zoya, wish.id)).mine).toEqual({ quantity: 1, stage: 'reserved', hideName: false });
    const seen = await openAs(world.boris, list.shareToken);
    expect(seen.wishes[0]?.reservation.others).toEqual([{ name: 'Тётя Зоя', quantity: 1 }]);
    expect(await refusal(reserve(world.boris, wish.id))).toBe('already_reserved');
  });

  it('marks a gift as bought, hides their name, lets go of it; repeating it changes nothing', async () => {
    const { list, wish } = await makeList(world.anya);
    const zoya = await visit(world, list.shareToken);
    await reserve(zoya, wish.id);
    await reserve(zoya, wish.id);
    expect(await reserve(zoya, wish.id, { stage: 'bought' })).toMatchObject({ mine: { stage: 'bought', quantity: 1 } });
    await zoya.call(put, { params: { wishId: wish.id }, body: { hideName: true } });
    const [other] = (await openAs(world.vera, list.shareToken)).wishes;
    expect(other?.reservation.others).toEqual([{ name: null, quantity: 1 }]);
    await zoya.call(remove, { params: { wishId: wish.id } });
    await zoya.call(remove, { params: { wishId: wish.id } });
    expect((await openAs(world.vera, list.shareToken)).wishes[0]?.reservation).toMatchObject({
      available: 1,
      others: [],
    });
  });

  it('is refused what is taken, what came true, and what there is not', async () => {
    const { list, wishes } = await makeList(world.anya, {}, [{ title: 'Плед' }, { title: 'Чай' }]);
    const [plaid = '', tea = ''] = wishes.map(({ id }) => id);
    await reserve(world.boris, plaid);
    await world.anya.call(api.wishes.batch, { body: { action: 'receive', wishIds: [tea] } });
    const zoya = await visit(world, list.shareToken);
    expect(await refusal(reserve(zoya, plaid))).toBe('already_reserved');
    expect(await refusal(reserve(zoya, tea))).toBe('wish_received');
    const elsewhere = (await makeList(world.anya)).wish.id;
    expect(await refusal(reserve(zoya, elsewhere))).toBe('wish_not_found');
  });

  it('finds on the next visit what became of what they hold', async () => {
    const { list, wish } = await makeList(world.anya);
    const zoya = await visit(world, list.shareToken);
    await reserve(zoya, wish.id);
    await world.anya.call(api.wishes.update, { params: { wishId: wish.id }, body: { version: 1, title: 'Колонка' } });
    await world.carryOutJobs();
    const [gift] = await giftsOf(zoya);
    expect(gift).toMatchObject({ notice: 'changed', snapshot: { title: 'Наушники' }, current: { title: 'Колонка' } });
    await zoya.call(acknowledge, { params: { wishId: wish.id } });
    expect((await giftsOf(zoya))[0]?.notice).toBeNull();
  });

  it.each<[string, string]>([
    ['shows nothing', '\u2063\u2063'],
    ['holds a control character', 'Зоя\u0007'],
    ['turns the text around it', 'Зоя\u202Eяоз'],
    ['is longer than 40 letters', 'З'.repeat(41)],
    ['is empty', '   '],
  ])('gives no name that %s', async (_why, name) => {
    const { list } = await makeList(world.anya);
    const body = { name, language: 'ru' } as const;
    const call = anonymous()(api.visitors.create, { params: { shareToken: list.shareToken }, body });
    expect(await refusal(call)).toBe('invalid_request');
  });

  it('is nobody to others: not found, not selected, not followed, never written to', async () => {
    const { list, wish } = await makeList(world.anya, { surprise: 'open', visibility: 'selected' });
    const params = { wishlistId: list.id };
    await world.anya.call(api.wishlists.update, { params, body: { version: 1, visibility: 'link' } });
    const zoya = await visit(world, list.shareToken, 'Зоя Невидимкина');
    await reserve(zoya, wish.id);
    const { wishes } = await world.anya.call(api.reservations.givers, { params });
    expect(wishes[0]?.givers).toMatchObject([{ person: { id: zoya.id, name: 'Зоя Невидимкина' }, visitor: true }]);
    expect((await world.anya.call(api.users.search, { query: { query: 'Невидимкина' } })).people).toEqual([]);
    const people = { params, body: { userIds: [zoya.id] } };
    expect(await refusal(world.anya.call(api.wishlists.setGuests, people))).toBe('user_not_found');
  });
});

describe('a link that no longer leads there', () => {
  it('that was replaced shuts a visitor out, who keeps what they hold until they come by the new one', async () => {
    const { list, wishes } = await makeList(world.anya, { visibility: 'public' }, [
      { title: 'Плед' },
      { title: 'Чай' },
    ]);
    const [plaid = '', tea = ''] = wishes.map(({ id }) => id);
    const zoya = await visit(world, list.shareToken);
    await reserve(zoya, plaid);
    const { shareToken } = await world.anya.call(api.wishlists.rotateLink, { params: { wishlistId: list.id } });
    expect(await refusal(openAs(zoya, list.shareToken))).toBe('link_changed');
    expect(await refusal(anonymous()(api.wishlists.open, { params: { shareToken: list.shareToken } }))).toBe(
      'link_changed',
    );
    expect(await refusal(visit(world, list.shareToken))).toBe('link_changed');
    expect(await refusal(reserve(zoya, tea))).toBe('wish_not_found');
    expect(await giftsOf(zoya)).toMatchObject([{ snapshot: { title: 'Плед' }, wishlist: { shareToken: null } }]);
    expect((await zoya.call(api.visitors.me, {})).wishlist.shareToken).toBeNull();

    await openAs(zoya, shareToken);
    expect((await reserve(zoya, tea)).mine).not.toBeNull();
  });

  it('because its owner closed the list leaves a visitor what they hold, and the way out', async () => {
    const { list, wish } = await makeList(world.anya);
    const zoya = await visit(world, list.shareToken);
    await reserve(zoya, wish.id);
    const closed = { params: { wishlistId: list.id }, body: { version: 1, visibility: 'private' } } as const;
    await world.anya.call(api.wishlists.update, closed);
    expect(await refusal(openAs(zoya, list.shareToken))).toBe('wishlist_not_found');
    expect(await giftsOf(zoya)).toMatchObject([{ wishId: wish.id, current: null }]);
    await zoya.call(remove, { params: { wishId: wish.id } });
    expect(await giftsOf(zoya)).toEqual([]);
  });
});

describe('what is too much', () => {
  it('is to hold more wishes than somebody may of whom only a name is known', async () => {
    const titles = Array.from({ length: visitorLimits.held + 1 }, (_, place) => ({ title: `Желание ${place}` }));
    const { list, wishes } = await makeList(world.anya, {}, titles);
    const zoya = await visit(world, list.shareToken);
    const [last = '', ...others] = wishes.map(({ id }) => id);
    for (const wishId of others) await reserve(zoya, wishId);
    expect(await refusal(reserve(zoya, last))).toBe('limit_reached');
    await zoya.call(remove, { params: { wishId: others[0] ?? '' } });
    expect((await reserve(zoya, last)).mine).not.toBeNull();
  });

  it('is more visitors of a list than it has room for, within the hour and at all', async () => {
    const { list } = await makeList(world.anya);
    const crowd = (count: number, since: string) =>
      sql`
      insert into users (first_name, language, currency, findable, visitor_of, visitor_token_hash, visited_at, created_at)
      select 'Прохожий', 'ru', 'RUB', false, ${list.id}, sha256((${since} || place)::bytea), now(),
        now() - ${since}::interval
      from generate_series(1, ${count}::int) as place`.execute(world.db);
    await crowd(visitorLimits.anHour - 1, '1 minute');
    await visit(world, list.shareToken);
    expect(await refusal(visit(world, list.shareToken))).toBe('limit_reached');
    await sql`update users set created_at = now() - interval '2 hours' where visitor_of = ${list.id}`.execute(world.db);
    await crowd(visitorLimits.ofList - visitorLimits.anHour - 1, '1 day');
    await visit(world, list.shareToken);
    expect(await refusal(visit(world, list.shareToken))).toBe('limit_reached');
  });

  it('is more visitors within the hour than one address may become', async () => {
    const strict = await createWorld({ RATE_LIMIT_NEW_VISITORS: '2', TRUST_PROXY: '127.0.0.1' });
    const { list } = await makeList(strict.anya);
    const from = (address: string) =>
      createClient({
        origin: strict.origin,
        token: () => undefined,
        fetch: (input, init) =>
          fetch(input, {
            ...init,
            headers: { ...Object.fromEntries(new Headers(init?.headers)), 'x-forwarded-for': address },
          }),
      })(api.visitors.create, { params: { shareToken: list.shareToken }, body: { name: 'Зоя', language: 'ru' } });
    await from('203.0.113.7');
    await from('203.0.113.7');
    expect(await refusal(from('203.0.113.7'))).toBe('too_many_requests');
    await from('203.0.113.8');
    await strict.end();
  });
});

it('20 guests, with and without an account, want the last piece: one gets it, and the others are told so', async () => {
  const { list, wish } = await makeList(world.anya);
  const visitors = Array.from({ length: 10 }, (_, place) => visit(world, list.shareToken, `Гость ${place}`));
  const guests: Guest[] = [
    ...(await Promise.all(visitors)),
    ...(await Promise.all(Array.from({ length: 10 }, () => world.newcomer()))),
  ];
  const outcomes = await Promise.all(
    guests.map((guest) =>
      reserve(guest, wish.id).then(
        () => 'mine',
        (error) => error.code,
      ),
    ),
  );
  expect(Object.groupBy(outcomes, (each) => String(each))).toEqual({
    already_reserved: Array.from({ length: 19 }, () => 'already_reserved'),
    mine: ['mine'],
  });
});

it('a visitor’s tap that is repeated at once reserves once', async () => {
  const { list, wish } = await makeList(world.anya, {}, [{ title: 'Чашки', quantity: 5 }]);
  const zoya = await visit(world, list.shareToken);
  await Promise.all(Array.from({ length: 8 }, () => reserve(zoya, wish.id, { quantity: 2 })));
  const [seen] = (await openAs(world.boris, list.shareToken)).wishes;
  expect(seen?.reservation).toMatchObject({ available: 3, others: [{ quantity: 2 }] });
});

it('a visitor who wants to be forgotten frees what they held, and who waits for it is told', async () => {
  const { list, wish } = await makeList(world.anya);
  const zoya = await visit(world, list.shareToken);
  await reserve(zoya, wish.id);
  await openAs(world.boris, list.shareToken);
  await world.boris.call(api.reservations.wait, { params: { wishId: wish.id } });
  await zoya.call(api.visitors.forget, {});
  await world.carryOutJobs();
  expect(await refusal(zoya.call(api.visitors.me, {}))).toBe('unauthenticated');
  const { entries } = await world.boris.call(api.notifications.list, { query: {} });
  expect(entries[0]).toMatchObject({ kind: 'wish_free' });
  expect(await world.db.selectFrom('users').select('id').where('id', '=', zoya.id).execute()).toEqual([]);
});

describe('the move to an account', () => {
  const codeOf = async (visitor: VisitingActor) => (await visitor.call(api.visitors.prepareMove, {})).code;
  const move = (person: Actor, code: string) => person.call(api.visitors.move, { body: { code } });

  it('makes what the visitor holds the person’s, with what they would have been told; the visitor is gone', async () => {
    const { list, wishes } = await makeList(world.anya, {}, [{ title: 'Плед' }, { title: 'Чай' }, { title: 'Лампа' }]);
    const [plaid = '', tea = '', lamp = ''] = wishes.map(({ id }) => id);
    const zoya = await visit(world, list.shareToken);
    await reserve(zoya, plaid, { stage: 'bought' });
    await reserve(zoya, tea);
    await world.anya.call(api.wishes.remove, { params: { wishId: tea } });
    await world.carryOutJobs();
    const person = await world.newcomer();
    expect(await move(person, await codeOf(zoya))).toEqual({ moved: 2, shareToken: list.shareToken });
    const gifts = await giftsOf(person);
    expect(gifts.map(({ wishId, stage, notice }) => [wishId, stage, notice])).toEqual(
      expect.arrayContaining([
        [plaid, 'bought', null],
        [tea, 'reserved', 'removed'],
      ]),
    );
    expect((await person.call(api.notifications.list, { query: {} })).entries).toMatchObject([
      { kind: 'wish_removed' },
    ]);
    expect((await person.call(api.wishlists.opened, { query: {} })).entries).toMatchObject([{ id: list.id }]);
    expect(await refusal(reserve(zoya, lamp))).toBe('unauthenticated');
  });

  it('adds pieces of the same wish up, and keeps the stricter of two promises', async () => {
    const { list, wish } = await makeList(world.anya, { surprise: 'full', eventDate: '2099-05-01' }, [
      { title: 'Чашки', quantity: 3 },
    ]);
    const zoya = await visit(world, list.shareToken);
    await zoya.call(put, { params: { wishId: wish.id }, body: { quantity: 2, hideName: true } });
    const open = { params: { wishlistId: list.id }, body: { version: 1, surprise: 'open' } } as const;
    await world.anya.call(api.wishlists.update, open);
    const person = await world.newcomer();
    await openAs(person, list.shareToken);
    await reserve(person, wish.id, { stage: 'bought' });
    expect((await world.anya.call(api.reservations.givers, { params: { wishlistId: list.id } })).wishes).toHaveLength(
      1,
    );
    expect((await move(person, await codeOf(zoya))).moved).toBe(1);
    expect(await giftsOf(person)).toMatchObject([{ quantity: 3, stage: 'reserved', hideName: true }]);
    expect((await world.anya.call(api.reservations.givers, { params: { wishlistId: list.id } })).wishes).toEqual([]);
  });

  it('needs a code that was given within the quarter of an hour, is the last, and was not used', async () => {
    const { list } = await makeList(world.anya);
    const zoya = await visit(world, list.shareToken);
    const [earlier, code] = [await codeOf(zoya), await codeOf(zoya)];
    const [one, other] = [await world.newcomer(), await world.newcomer()];
    expect(await refusal(move(one, earlier))).toBe('visitor_not_found');
    await sql`update users set move_code_until = now() where id = ${zoya.id}`.execute(world.db);
    expect(await refusal(move(one, code))).toBe('visitor_not_found');
    const fresh = await codeOf(zoya);
    const both = await Promise.allSettled([move(one, fresh), move(other, fresh)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('is not for the owner of the list, and not for who stands behind a block', async () => {
    const { list, wish } = await makeList(world.anya);
    const zoya = await visit(world, list.shareToken);
    await reserve(zoya, wish.id);
    const code = await codeOf(zoya);
    expect(await refusal(move(world.anya, code))).toBe('own_wish');
    expect(await refusal(move(world.dina, code))).toBe('visitor_not_found');
    expect(await giftsOf(zoya)).toHaveLength(1);
  });

  it('loses nothing when the person reserves the same wish, and the visitor another, at that moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { list, wishes } = await makeList(world.anya, {}, [{ title: 'Чашки', quantity: 9 }, { title: 'Плед' }]);
      const [cups = '', plaid = ''] = wishes.map(({ id }) => id);
      const [zoya, person] = [await visit(world, list.shareToken), await world.newcomer()];
      await openAs(person, list.shareToken);
      await reserve(zoya, cups, { quantity: 2 });
      const code = await codeOf(zoya);
      const late = await Promise.allSettled([move(person, code), reserve(person, cups), reserve(zoya, plaid)]);
      const refused = late.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
      expect(refused.filter((each) => each !== 'unauthenticated')).toEqual([]);
      const [first] = (await giftsOf(person)).filter(({ wishId }) => wishId === cups);
      expect([2, 3]).toContain(first?.quantity);
    }
  });
});
