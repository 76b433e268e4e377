import { api } from '@wishlins/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCursor } from '../database/page.ts';
import { countViolations } from '../invariants.ts';
import { createWorld, makeList, refusal, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

type Relation = 'following' | 'followers' | 'friends';
const about = (person: Actor) => ({ params: { userId: person.me.id } });
const follow = (who: Actor, whom: Actor) => who.call(api.friends.follow, about(whom));
const unfollow = (who: Actor, whom: Actor) => who.call(api.friends.unfollow, about(whom));
const block = (who: Actor, whom: Actor) => who.call(api.friends.block, about(whom));
const unblock = (who: Actor, whom: Actor) => who.call(api.friends.unblock, about(whom));
const relationOf = async (who: Actor, to: Actor) => (await who.call(api.users.get, about(to))).relation;
const list = (who: Actor, relation?: Relation, cursor?: string) =>
  who.call(api.friends.list, { query: { ...(relation ? { relation } : {}), ...(cursor ? { cursor } : {}) } });
const pair = () => Promise.all([world.newcomer(), world.newcomer()]);

/** People whom `who` follows, straight into the database; answers their ids. */
async function followMany(who: Actor, count: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with people as (
      insert into users (telegram_id, first_name, currency, language, birthday_day, birthday_month)
      select 1e12 + (random() * 1e12)::bigint + place, 'Followed ' || place, 'USD', 'en',
        case when place % 3 > 0 then 1 + place % 28 end, case when place % 3 > 0 then 1 + place % 12 end
      from generate_series(1, ${count}::int) as place returning id
    ), followed as (
      insert into follows (follower_id, followee_id) select ${who.me.id}, id from people
    )
    select id from people`.execute(world.db);
  return rows.map(({ id }) => id);
}

const nothing = { following: false, followsMe: false, friends: false, blocked: false };

describe('following', () => {
  it('is one-sided until the other follows too: then they are friends', async () => {
    const [one, other] = await pair();
    expect(await follow(one, other)).toEqual({ ...nothing, following: true });
    expect(await relationOf(other, one)).toEqual({ ...nothing, followsMe: true });
    expect(await follow(other, one)).toEqual({ following: true, followsMe: true, friends: true, blocked: false });
  });

  it('can be said twice, and ended twice', async () => {
    const [one, other] = await pair();
    await follow(one, other);
    expect((await follow(one, other)).following).toBe(true);
    await unfollow(one, other);
    expect(await unfollow(one, other)).toEqual(nothing);
  });

  it('ends friendship, and with it what only friends may open', async () => {
    const [one, other] = await pair();
    await follow(one, other);
    await follow(other, one);
    const { list: made } = await makeList(one, { visibility: 'friends' });
    const open = () => other.call(api.wishlists.shared, { params: { shareToken: made.shareToken } });
    expect((await open()).id).toBe(made.id);
    await unfollow(one, other);
    expect(await refusal(open())).toBe('wishlist_not_found');
  });

  it('is for others, not for oneself', async () => {
    for (const call of [follow, unfollow, block, unblock]) {
      expect(await refusal(call(world.gleb, world.gleb))).toBe('not_yourself');
    }
  });

  it('has an end at 5000 people, where those already followed can still be named', async () => {
    const fan = await world.newcomer();
    const [first = ''] = await followMany(fan, 4999);
    await follow(fan, world.gleb);
    await expect(follow(fan, world.vera)).rejects.toMatchObject({ code: 'limit_reached', details: { limit: 5000 } });
    expect((await fan.call(api.friends.follow, { params: { userId: first } })).following).toBe(true);
  });
});

describe('a block', () => {
  it('ends follows on both sides, and lets neither follow again', async () => {
    const [one, other] = await pair();
    await follow(one, other);
    await follow(other, one);
    expect(await block(one, other)).toEqual({ ...nothing, blocked: true });
    expect(await refusal(follow(other, one))).toBe('user_not_found');
    expect(await refusal(follow(one, other))).toBe('user_not_found');
    expect((await list(other)).entries).toEqual([]);
  });

  it('ends selections and waiting on both sides, and leaves reservations with their holders', async () => {
    const [one, other] = await pair();
    const mine = await makeList(one, { visibility: 'public' }, [{ title: 'Плед' }, { title: 'Лампа' }]);
    const theirs = await makeList(other, { visibility: 'public' });
    const [plaid, lamp] = mine.wishes;
    for (const [owner, guest, made] of [
      [one, other, mine],
      [other, one, theirs],
    ] as const) {
      const params = { wishlistId: made.list.id };
      await owner.call(api.wishlists.setGuests, { params, body: { userIds: [guest.me.id] } });
      await guest.call(api.reservations.wait, { params: { wishId: made.wish.id } });
    }
    await other.call(api.reservations.put, { params: { wishId: lamp?.id ?? '' }, body: {} });

    await block(one, other);

    for (const [owner, made] of [
      [one, mine],
      [other, theirs],
    ] as const) {
      const params = { wishlistId: made.list.id };
      expect((await owner.call(api.wishlists.guests, { params })).people).toEqual([]);
    }
    const waiting = await world.db
      .selectFrom('waiting')
      .selectAll()
      .where('user_id', 'in', [one.me.id, other.me.id])
      .execute();
    expect(waiting).toEqual([]);
    const kept = await other.call(api.reservations.mine, { query: {} });
    expect(kept.entries.map(({ wishId }) => wishId)).toEqual([lamp?.id]);
    expect(await refusal(other.call(api.reservations.wait, { params: { wishId: plaid?.id ?? '' } }))).toBe(
      'wish_not_found',
    );
  });

  it('can be lifted: then they are strangers', async () => {
    const [one, other] = await pair();
    await block(one, other);
    await block(one, other);
    expect(await unblock(one, other)).toEqual(nothing);
    expect(await relationOf(other, one)).toEqual(nothing);
    expect((await follow(other, one)).following).toBe(true);
  });

  it('of both sides is lifted by each for themselves', async () => {
    const [one, other] = await pair();
    await block(one, other);
    await world.db.insertInto('blocks').values({ blocker_id: other.me.id, blocked_id: one.me.id }).execute();
    await unblock(one, other);
    expect((await one.call(api.friends.blocked, { query: {} })).entries).toEqual([]);
    expect(await refusal(one.call(api.users.get, about(other)))).toBe('user_not_found');
    expect(await unblock(other, one)).toEqual(nothing);
  });

  it('never stands together with what it ends, also when both come at the same moment', async () => {
    const pairs = await Promise.all(Array.from({ length: 25 }, pair));
    const lists = await Promise.all(pairs.map(([one]) => makeList(one)));
    await Promise.all(
      pairs.flatMap(([one, other], place) => {
        const [wishlistId = '', wishId = ''] = [lists[place]?.list.id, lists[place]?.wish.id];
        const ties = [
          follow(other, one),
          other.call(api.reservations.wait, { params: { wishId } }),
          one.call(api.wishlists.setGuests, { params: { wishlistId }, body: { userIds: [other.me.id] } }),
        ];
        return [...ties.map((tie) => tie.catch(() => {})), block(one, other)];
      }),
    );
    expect(await countViolations(world.url, () => {})).toBe(0);
  });

  it('is listed for its maker only, page by page', async () => {
    const maker = await world.newcomer();
    const ids = await followMany(maker, 60);
    for (const userId of ids) await maker.call(api.friends.block, { params: { userId } });
    const first = await maker.call(api.friends.blocked, { query: {} });
    const second = await maker.call(api.friends.blocked, { query: { cursor: first.next ?? '' } });
    expect(second.next).toBeNull();
    expect([...first.entries, ...second.entries].map(({ id }) => id)).toEqual(ids.toSorted());
    expect((await world.dina.call(api.friends.blocked, { query: {} })).entries).toEqual([]);
  });
});

describe('the friends page', () => {
  it('shows whom I follow, who follows me, and who does both', async () => {
    const [me, idol] = await pair();
    const [fan, friend] = await pair();
    await Promise.all([follow(me, idol), follow(me, friend), follow(fan, me), follow(friend, me)]);
    const people = async (relation?: Relation) =>
      Object.fromEntries((await list(me, relation)).entries.map(({ id, friends }) => [id, friends]));
    expect(await people()).toEqual({ [idol.me.id]: false, [friend.me.id]: true });
    expect(await people('following')).toEqual(await people());
    expect(await people('followers')).toEqual({ [fan.me.id]: false, [friend.me.id]: true });
    expect(await people('friends')).toEqual({ [friend.me.id]: true });
  });

  it('puts the next birthday first, by the calendar of whoever looks, and those without one last', async () => {
    const me = await world.newcomer();
    const [none, tomorrow] = await pair();
    const [yesterday, today] = await pair();
    await me.call(api.users.updateMe, { body: { timeZone: 'Pacific/Kiritimati' } });
    const here = dayIn('Pacific/Kiritimati');
    await bear(tomorrow, later(here, 1));
    await bear(today, here);
    await bear(yesterday, later(here, -1));
    for (const person of [none, yesterday, tomorrow, today]) await follow(me, person);
    const { entries } = await list(me);
    expect(entries.map(({ id }) => id)).toEqual([today, tomorrow, yesterday, none].map(({ me: { id } }) => id));
    expect(entries.map(({ nextBirthday }) => nextBirthday).slice(0, 2)).toEqual([here, later(here, 1)]);
    expect(entries[3]).toMatchObject({ birthday: null, nextBirthday: null });

    // Midway is 25 hours behind: there, the last two days are still to come.
    await me.call(api.users.updateMe, { body: { timeZone: 'Pacific/Midway' } });
    expect((await list(me)).entries[0]?.id).toBe(yesterday.me.id);
  });

  it.each([
    ['2027-01-15', 2, 29, '2027-02-28'],
    ['2027-02-28', 2, 29, '2027-02-28'],
    ['2027-03-01', 2, 29, '2028-02-29'],
    ['2028-02-28', 2, 29, '2028-02-29'],
    ['2028-02-29', 2, 29, '2028-02-29'],
    ['2028-03-01', 2, 29, '2029-02-28'],
    ['2027-12-31', 1, 1, '2028-01-01'],
    ['2027-12-31', 12, 31, '2027-12-31'],
  ])('on %s knows the next birthday of %i/%i: %s', async (today, month, day, next) => {
    const { rows } = await sql`select next_birthday(${month}::int, ${day}::int, ${today}::date) as next`.execute(
      world.db,
    );
    expect(rows).toEqual([{ next }]);
  });

  it('yields each person once, though others are followed meanwhile', async () => {
    const me = await world.newcomer();
    const stable = await followMany(me, 130);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await list(me, 'following', cursor);
      seen.push(...page.entries.map(({ id }) => id));
      await followMany(me, 20);
      cursor = page.next ?? undefined;
    } while (cursor);
    const counts = stable.map((id) => seen.filter((other) => other === id).length);
    expect(new Set(counts)).toEqual(new Set([1]));
  });

  it.each([
    ['no cursor of ours', 'bm9uc2Vuc2U'],
    ['no base64', '!!!'],
    ['nothing', ''],
    ['another page’s cursor', writeCursor(['01a207aa-7d6f-70d9-8e33-10972439f526'])],
    ['a day that is none', writeCursor(['2026-02-31', '01a207aa-7d6f-70d9-8e33-10972439f526'])],
    ['a month that is none', writeCursor(['2026-99-99', '01a207aa-7d6f-70d9-8e33-10972439f526'])],
    ['the year 0', writeCursor(['0000-01-01', '01a207aa-7d6f-70d9-8e33-10972439f526'])],
    ['SQL', writeCursor(['2026-01-01', "'; drop table users; --"])],
    ['numbers', Buffer.from('[1,2]').toString('base64url')],
  ])('refuses %s as a cursor', async (_what, cursor) => {
    const call = world.anya.call(api.friends.list, { query: { cursor } });
    await expect(call).rejects.toMatchObject({ code: 'invalid_request', details: { field: 'query.cursor' } });
  });
});

async function bear(person: Actor, day: string): Promise<void> {
  const [, month, date] = day.split('-').map(Number);
  // 29 February is told by the calendar alone, elsewhere.
  const birthday = { day: month === 2 ? Math.min(date ?? 1, 28) : (date ?? 1), month: month ?? 1, year: null };
  await person.call(api.users.updateMe, { body: { birthday } });
}

function dayIn(timeZone: string): string {
  return new Intl.DateTimeFormat('sv', { timeZone }).format(new Date());
}

function later(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
