import { api } from '@wishlins/contract';
import type { NotificationKind } from '@wishlins/contract/notifications';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, makeList, type Actor, type World } from '../testing/world.ts';
import { remind } from './reminders.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());
beforeEach(() => world.db.deleteFrom('notifications').execute());

/** Somebody of a time zone who follows these people. */
async function makeFollower(timeZone: string, ...whom: Actor[]): Promise<Actor> {
  const follower = await world.newcomer();
  await follower.call(api.users.updateMe, { body: { timeZone } });
  for (const person of whom) await follower.call(api.friends.follow, { params: { userId: person.me.id } });
  return follower;
}

async function makeBorn(day: number, month: number): Promise<Actor> {
  const person = await world.newcomer();
  await person.call(api.users.updateMe, { body: { birthday: { day, month, year: null } } });
  return person;
}

async function told(who: Actor, ...kinds: NotificationKind[]) {
  const rows = await world.db
    .selectFrom('notifications')
    .select(['kind', 'key', 'facts', 'wishlist_id as listId'])
    .where('user_id', '=', who.me.id)
    .where('kind', 'in', kinds)
    .orderBy('id')
    .execute();
  return rows.map(({ facts, ...row }) => ({ ...row, ...(facts as { day?: string; days?: number }) }));
}

const at = (moment: string) => remind(world.db, new Date(moment));
const setEvent = (listId: string, day: string) =>
  world.db.updateTable('wishlists').set({ event_date: day }).where('id', '=', listId).execute();

describe('over two years, hour by hour, in five time zones', () => {
  it(
    'every birthday is told of 14, 7, 1 and 0 days before, in the morning of the recipient, once each',
    { timeout: 300_000 },
    async () => {
      const zones = ['Pacific/Kiritimati', 'Europe/Berlin', 'UTC', 'America/New_York', 'Pacific/Midway'];
      const born = [await makeBorn(29, 2), await makeBorn(1, 1), await makeBorn(30, 3), await makeBorn(2, 11)];
      const [leap, newYear, spring, autumn] = born as [Actor, Actor, Actor, Actor];
      const followers = await Promise.all(zones.map((zone) => makeFollower(zone, ...born)));
      const { list } = await makeList(newYear, { visibility: 'public' });
      await setEvent(list.id, '2028-10-29');

      // When each was told; hours of the days on which nothing can be due are passed over.
      const firstTold = new Map<string, string>();
      for (let time = Date.UTC(2027, 0, 1); time < Date.UTC(2029, 0, 1); time += 3_600_000) {
        const now = new Date(time);
        if (!isNearAnything(now)) continue;
        await remind(world.db, now);
        const { rows } = await sql<{ user_id: string; key: string }>`
        select user_id, key from notifications where kind in ('birthday_soon', 'occasion_soon')`.execute(world.db);
        for (const { user_id, key } of rows) {
          const id = `${user_id} ${key}`;
          if (!firstTold.has(id)) firstTold.set(id, now.toISOString());
        }
      }

      const expected = [
        ...[2027, 2028].flatMap((year) => [
          { who: leap, day: year === 2028 ? '2028-02-29' : '2027-02-28' },
          { who: spring, day: `${year}-03-30` },
          { who: autumn, day: `${year}-11-02` },
        ]),
        { who: newYear, day: '2028-01-01' },
      ];
      for (const [place, zone] of zones.entries()) {
        const follower = followers[place] as Actor;
        const seen = (await told(follower, 'birthday_soon')).map(({ day, days: left }) => `${day} in ${left}`);
        const wanted = expected.flatMap(({ day }) => [14, 7, 1, 0].map((left) => `${day} in ${left}`));
        // Of the first day of 2027 some zones see the morning, and of that of 2029 all see the days before it.
        const inside = seen.filter((one) => !one.startsWith('2027-01-01') && !one.startsWith('2029-01-01'));
        expect([zone, inside.toSorted()]).toEqual([zone, wanted.toSorted()]);
        const event = (await told(follower, 'occasion_soon')).map(({ days: left }) => left);
        expect([zone, event]).toEqual([zone, [14, 7, 1, 0]]);
      }

      // At the very beginning of the two years it may be later in the day.
      const hours = Array.from(firstTold).flatMap(([id, moment]) => {
        const timeZone = zones[followers.findIndex(({ me }) => id.startsWith(me.id))] ?? '';
        const hour = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' });
        return moment.startsWith('2027-01-01') ? [] : [hour.format(new Date(moment))];
      });
      expect(hours.length).toBeGreaterThan(100);
      expect(new Set(hours)).toEqual(new Set(['09']));
    },
  );

  /** Days on which something is due somewhere: around each day and what comes before it. */
  function isNearAnything(now: Date): boolean {
    const targets = ['01-01', '02-28', '02-29', '03-30', '11-02', '10-29'];
    return [14, 7, 1, 0].some((left) =>
      [-1, 0, 1].some((shift) => {
        const day = new Date(now.getTime() + (left + shift) * 86_400_000).toISOString().slice(5, 10);
        return targets.includes(day);
      }),
    );
  }
});

describe('a reminder', () => {
  it('is told late on its day, but not on the next, when the server was down', async () => {
    const [near, far] = [await makeBorn(20, 5), await makeBorn(27, 5)];
    const follower = await makeFollower('Europe/Moscow', near, far);
    await at('2030-05-13T05:59:00Z');
    expect(await told(follower, 'birthday_soon')).toEqual([]);
    await at('2030-05-13T20:59:00Z');
    expect(await told(follower, 'birthday_soon')).toMatchObject([
      { day: '2030-05-20', days: 7 },
      { day: '2030-05-27', days: 14 },
    ]);
    await at('2030-05-21T10:00:00Z');
    expect(await told(follower, 'birthday_soon')).toHaveLength(2);
  });

  it('comes once to who travels through time zones', async () => {
    const born = await makeBorn(20, 6);
    const follower = await makeFollower('Asia/Tokyo', born);
    await at('2030-06-13T00:30:00Z');
    await follower.call(api.users.updateMe, { body: { timeZone: 'America/New_York' } });
    await at('2030-06-13T13:30:00Z');
    expect(await told(follower, 'birthday_soon')).toHaveLength(1);
  });

  it('is for who follows, has it switched on, and has not muted whom it is about', async () => {
    const born = await makeBorn(20, 7);
    const [follower, muter, refuser] = [
      await makeFollower('UTC', born),
      await makeFollower('UTC', born),
      await makeFollower('UTC', born),
    ];
    await muter.call(api.notifications.mutePerson, { params: { userId: born.me.id } });
    await refuser.call(api.notifications.updateSettings, { body: { off: ['birthday_soon'] } });
    await at('2030-07-13T10:00:00Z');
    for (const [who, count] of [
      [follower, 1],
      [muter, 0],
      [refuser, 0],
      [world.gleb, 0],
    ] as const) {
      expect(await told(who, 'birthday_soon')).toHaveLength(count);
    }
  });
});

describe('an occasion', () => {
  it.each([
    ['public', 1],
    ['friends', 0],
    ['private', 0],
    ['link', 0],
  ] as const)(
    'of a list that is %s is told of %i times to a follower who never came by its link',
    async (visibility, count) => {
      const owner = await world.newcomer();
      const follower = await makeFollower('UTC', owner);
      const { list } = await makeList(owner, { visibility });
      await setEvent(list.id, '2031-01-08');
      await at('2031-01-01T10:00:00Z');
      expect(await told(follower, 'occasion_soon')).toHaveLength(count);
    },
  );

  it('of a list by link is told of to who has come by it', async () => {
    const owner = await world.newcomer();
    const follower = await makeFollower('UTC', owner);
    const { list } = await makeList(owner, { visibility: 'link' });
    await follower.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    await setEvent(list.id, '2031-02-08');
    await at('2031-02-01T10:00:00Z');
    expect(await told(follower, 'occasion_soon')).toMatchObject([{ listId: list.id, day: '2031-02-08', days: 7 }]);
  });

  it('that is its owner’s birthday is told of as such only', async () => {
    const owner = await makeBorn(8, 3);
    const follower = await makeFollower('UTC', owner);
    const { list } = await makeList(owner, { visibility: 'public' });
    await setEvent(list.id, '2031-03-08');
    await at('2031-03-01T10:00:00Z');
    expect(await told(follower, 'occasion_soon', 'birthday_soon')).toMatchObject([{ kind: 'birthday_soon' }]);
  });
});

describe('a gift that is not bought', () => {
  async function makeHeld(eventDate: string, reservedAt: string) {
    const { list, wish } = await makeList(world.anya);
    await world.boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    await setEvent(list.id, eventDate);
    await world.db.updateTable('reservations').set({ created_at: reservedAt }).where('wish_id', '=', wish.id).execute();
    return { wishId: wish.id };
  }

  it('is told of once, three days before, or later when the server was down', async () => {
    await makeHeld('2031-05-09', '2031-05-01T00:00:00Z');
    await at('2031-05-05T23:00:00Z');
    expect(await told(world.boris, 'gift_not_bought')).toEqual([]);
    await at('2031-05-07T10:00:00Z');
    await at('2031-05-08T10:00:00Z');
    expect(await told(world.boris, 'gift_not_bought')).toMatchObject([{ day: '2031-05-09', days: 2 }]);
  });

  it.each<[string, (wishId: string) => Promise<unknown>]>([
    ['bought', (wishId) => world.boris.call(api.reservations.put, { params: { wishId }, body: { stage: 'bought' } })],
    ['received', (wishId) => world.anya.call(api.wishes.batch, { body: { action: 'receive', wishIds: [wishId] } })],
    ['gone', (wishId) => world.anya.call(api.wishes.remove, { params: { wishId } })],
  ])('is not told of when it is %s', async (_what, settle) => {
    const { wishId } = await makeHeld('2031-06-09', '2031-05-01T00:00:00Z');
    await settle(wishId);
    await at('2031-06-06T10:00:00Z');
    expect(await told(world.boris, 'gift_not_bought')).toEqual([]);
  });

  it('is not told of to who has reserved only now', async () => {
    await makeHeld('2031-07-09', '2031-07-07T12:00:00Z');
    await at('2031-07-08T10:00:00Z');
    expect(await told(world.boris, 'gift_not_bought')).toEqual([]);
  });
});

describe('the end of a surprise', () => {
  async function makeOver(promised: string | null, surprise: 'full' | 'open' = 'full', held = true) {
    const owner = await world.newcomer();
    const { list, wish } = await makeList(owner, { surprise });
    if (held) await world.boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    await setEvent(list.id, '2032-05-01');
    await world.db.updateTable('reservations').set({ reveal_on: promised }).where('wish_id', '=', wish.id).execute();
    return owner;
  }

  it('is told to its owner once, on its day', async () => {
    const owner = await makeOver('2032-05-04');
    await at('2032-05-03T20:00:00Z');
    expect(await told(owner, 'surprise_revealed')).toEqual([]);
    await at('2032-05-04T10:00:00Z');
    await at('2032-05-05T10:00:00Z');
    expect(await told(owner, 'surprise_revealed')).toHaveLength(1);
  });

  it('is not told before the day that was promised to a giver, nor to whom no day was promised', async () => {
    const owners = [await makeOver('2032-05-06'), await makeOver(null)] as const;
    await at('2032-05-04T10:00:00Z');
    for (const owner of owners) expect(await told(owner, 'surprise_revealed')).toEqual([]);
    await at('2032-05-06T10:00:00Z');
    expect(await told(owners[0], 'surprise_revealed')).toHaveLength(1);
    expect(await told(owners[1], 'surprise_revealed')).toEqual([]);
  });

  it('is no news where there was none, where nothing was reserved, or after a week', async () => {
    const owners = [await makeOver('2032-05-04', 'open'), await makeOver('2032-05-04', 'full', false)];
    await at('2032-05-04T10:00:00Z');
    owners.push(await makeOver('2032-05-04'));
    await at('2032-05-12T10:00:00Z');
    for (const owner of owners) expect(await told(owner, 'surprise_revealed')).toEqual([]);
  });
});

describe('news of a friend', () => {
  /** Moves what was made just now to a moment of another day. */
  async function date(moment: string, what: { listId?: string; wishId?: string }) {
    if (what.listId) {
      await world.db.updateTable('wishlists').set({ shown_at: moment }).where('id', '=', what.listId).execute();
    }
    if (what.wishId) {
      await world.db.updateTable('wishes').set({ created_at: moment }).where('id', '=', what.wishId).execute();
    }
  }
  const today = () => new Date().toISOString().slice(0, 10);
  const evening = () => at(`${today()}T19:00:00Z`);
  const hoursAgo = (hours: number) => new Date(Date.parse(`${today()}T18:00:00Z`) - hours * 3_600_000).toISOString();

  it('come in the evening, all of a day at once', async () => {
    const owner = await world.newcomer();
    const follower = await makeFollower('UTC', owner);
    const old = await makeList(owner, { visibility: 'public' }, [{ title: '1' }, { title: '2' }, { title: '3' }]);
    await date(hoursAgo(30), { listId: old.list.id });
    const [before = '', ...fresh] = old.wishes.map(({ id }) => id);
    await date(hoursAgo(26), { wishId: before });
    for (const wishId of fresh) await date(hoursAgo(2), { wishId });
    await at(`${today()}T17:30:00Z`);
    expect(await told(follower, 'friend_news')).toEqual([]);
    await evening();
    await evening();
    expect(await told(follower, 'friend_news')).toMatchObject([{ newLists: 0, newWishes: 2, listId: old.list.id }]);
  });

  it('have a list when it begins to show, not when it was made, and its wishes with it', async () => {
    const owner = await world.newcomer();
    const follower = await makeFollower('UTC', owner);
    const made = await makeList(owner, { visibility: 'private' });
    await date(hoursAgo(20), { wishId: made.wish.id });
    await evening();
    expect(await told(follower, 'friend_news')).toEqual([]);
    await world.db
      .updateTable('wishlists')
      .set({ shown_at: hoursAgo(90) })
      .where('id', '=', made.list.id)
      .execute();
    await owner.call(api.wishlists.update, {
      params: { wishlistId: made.list.id },
      body: { version: 1, visibility: 'public' },
    });
    const { shown_at } = await world.db
      .selectFrom('wishlists')
      .select('shown_at')
      .where('id', '=', made.list.id)
      .executeTakeFirstOrThrow();
    expect(Date.now() - Date.parse(shown_at)).toBeLessThan(60_000);
    await date(hoursAgo(1), { listId: made.list.id });
    await evening();
    expect(await told(follower, 'friend_news')).toMatchObject([{ newLists: 1, newWishes: 0 }]);
  });

  it('leave out lists that are muted, empty, or out of sight', async () => {
    const owner = await world.newcomer();
    const follower = await makeFollower('UTC', owner);
    const muted = await makeList(owner, { visibility: 'public' });
    await follower.call(api.notifications.muteWishlist, { params: { wishlistId: muted.list.id } });
    const hidden = await makeList(owner, { visibility: 'friends' });
    const empty = await owner.call(api.wishlists.create, { body: { title: 'Пусто', visibility: 'public' } });
    for (const listId of [muted.list.id, hidden.list.id, empty.id]) await date(hoursAgo(1), { listId });
    await evening();
    expect(await told(follower, 'friend_news')).toEqual([]);
  });
});
