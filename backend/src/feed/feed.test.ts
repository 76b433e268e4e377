import { api } from '@wishlins/contract';
import type { News } from '@wishlins/contract/feed';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCursor } from '../database/page.ts';
import { canaries, findTellingKeys, findTraces, tracesOf } from '../testing/canaries.ts';
import { send } from '../testing/http.ts';
import { createWorld, makeList, type Actor, type World } from '../testing/world.ts';
import { spreadNews } from './service.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

/** A person, and somebody who follows them. */
async function pair(): Promise<{ owner: Actor; reader: Actor }> {
  const [owner, reader] = [await world.newcomer(), await world.newcomer()];
  await follow(reader, owner);
  return { owner, reader };
}

const follow = (who: Actor, whom: Actor) => who.call(api.friends.follow, { params: { userId: whom.me.id } });

async function feedOf(reader: Actor): Promise<News[]> {
  await world.carryOutJobs();
  return (await reader.call(api.feed.list, { query: {} })).entries;
}

const addWish = (owner: Actor, wishlistId: string, title: string) =>
  owner.call(api.wishes.create, { params: { wishlistId }, body: { title } });

const titles = (news: readonly News[]) => news.map(({ wishes }) => wishes.map(({ title }) => title));

/** Moves what is said of a list so many days back, as if it had been told then. */
async function age(listId: string, days: number): Promise<void> {
  const ago = sql`interval '1 day' * ${days}::int`;
  await sql`update wishlists set shown_at = shown_at - ${ago} where id = ${listId}`.execute(world.db);
  await sql`update wishes set created_at = created_at - ${ago} where wishlist_id = ${listId}`.execute(world.db);
  await sql`update feed set at = at - ${ago}, day = tstzrange(lower(day) - ${ago}, upper(day) - ${ago})
    where wishlist_id = ${listId}`.execute(world.db);
}

describe('what is new', () => {
  it('is a new list with its wishes, in one piece, the latest of them shown', async () => {
    const { owner, reader } = await pair();
    const wishes = ['Лампа', 'Плед', 'Чайник', 'Чашки', 'Книга'].map((title) => ({ title }));
    const { list } = await makeList(owner, { visibility: 'public', emoji: '🎂', eventDate: '2099-05-01' }, wishes);
    expect(await feedOf(reader)).toEqual([
      {
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        person: { id: owner.me.id, name: owner.me.name, username: null, photoUrl: null },
        wishlist: {
          id: list.id,
          title: list.title,
          emoji: '🎂',
          color: list.color,
          eventDate: '2099-05-01',
          shareToken: list.shareToken,
        },
        newList: true,
        wishCount: 5,
        wishes: ['Книга', 'Чашки', 'Чайник', 'Плед'].map((title) => ({
          id: expect.any(String),
          title,
          picture: null,
          price: null,
        })),
      },
    ]);
  });

  it('is of a list that is known only what came later, by days', async () => {
    const { owner, reader } = await pair();
    const { list } = await makeList(owner, { visibility: 'public' }, [{ title: 'Лампа' }]);
    await feedOf(reader);
    await age(list.id, 1);
    await addWish(owner, list.id, 'Плед');
    await feedOf(reader);
    await age(list.id, 1);
    await addWish(owner, list.id, 'Чайник');
    await addWish(owner, list.id, 'Чашки');
    const news = await feedOf(reader);
    expect(titles(news)).toEqual([['Чашки', 'Чайник'], ['Плед'], ['Лампа']]);
    expect(news.map(({ newList, wishCount }) => [newList, wishCount])).toEqual([
      [false, 2],
      [false, 1],
      [true, 1],
    ]);
  });

  it('is a copy, and what somebody wants too', async () => {
    const { owner, reader } = await pair();
    const { list } = await makeList(owner, { visibility: 'public' }, [{ title: 'Лампа' }]);
    await feedOf(reader);
    await age(list.id, 1);
    const { wish } = await makeList(owner, { visibility: 'private' }, [{ title: 'Плед' }]);
    const body = { action: 'copy' as const, wishIds: [wish.id], wishlistId: list.id };
    await owner.call(api.wishes.batch, { body });
    const other = await makeList(world.anya, { visibility: 'public' }, [{ title: 'Чайник' }]);
    await owner.call(api.wishes.wantToo, { params: { wishId: other.wish.id }, body: { wishlistId: list.id } });
    expect(titles(await feedOf(reader))).toEqual([['Чайник', 'Плед'], ['Лампа']]);
  });

  it('is a list when it begins to show, with all it has by then', async () => {
    const { owner, reader } = await pair();
    const { list } = await makeList(owner, { visibility: 'private' }, [{ title: 'Лампа' }, { title: 'Плед' }]);
    await feedOf(reader);
    await age(list.id, 5);
    expect(await feedOf(reader)).toEqual([]);
    const shown = { params: { wishlistId: list.id }, body: { version: 1, visibility: 'friends' } } as const;
    await owner.call(api.wishlists.update, shown);
    expect(await feedOf(reader)).toEqual([]);
    await follow(owner, reader);
    expect(await feedOf(reader)).toMatchObject([{ newList: true, wishCount: 2 }]);
  });

  it('has for a new follower what was new of late', async () => {
    const [owner, reader] = [await world.newcomer(), await world.newcomer()];
    const [old, late] = [
      await makeList(owner, { visibility: 'public', title: 'Старое' }),
      await makeList(owner, { visibility: 'public', title: 'Недавнее' }),
    ];
    await age(old.list.id, 100);
    await age(late.list.id, 3);
    expect(await feedOf(reader)).toEqual([]);
    await follow(reader, owner);
    expect((await feedOf(reader)).map(({ wishlist, newList }) => [wishlist.title, newList])).toEqual([
      ['Недавнее', true],
    ]);
  });

  it('is told once, however often its job runs', async () => {
    const { owner, reader } = await pair();
    const { list } = await makeList(owner, { visibility: 'public' });
    const before = await feedOf(reader);
    const at = new Date().toISOString();
    for (let time = 0; time < 3; time += 1) {
      await spreadNews(world.db, { wishlistId: list.id, at });
      await spreadNews(world.db, { followerId: reader.me.id, followeeId: owner.me.id, at });
    }
    expect(await feedOf(reader)).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('belongs to the day of whoever reads it', async () => {
    const [owner, east, west] = [await world.newcomer(), await world.newcomer(), await world.newcomer()];
    await east.call(api.users.updateMe, { body: { timeZone: 'Pacific/Kiritimati' } });
    await west.call(api.users.updateMe, { body: { timeZone: 'Pacific/Midway' } });
    const { list } = await makeList(owner, { visibility: 'public' }, [{ title: 'Лампа' }, { title: 'Плед' }]);
    // Midnight of Kiritimati, UTC+14, lies between the two; that of Midway, UTC−11, does not.
    const midnight = `${new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10)}T10:00:00Z`;
    await sql`update wishlists set shown_at = ${midnight}::timestamptz - interval '9 days'
      where id = ${list.id}`.execute(world.db);
    await sql`update wishes set created_at = ${midnight}::timestamptz
        + case title when 'Лампа' then interval '-5 minutes' else interval '5 minutes' end
      where wishlist_id = ${list.id}`.execute(world.db);
    await follow(east, owner);
    await follow(west, owner);
    expect(titles(await feedOf(east))).toEqual([['Плед'], ['Лампа']]);
    expect(titles(await feedOf(west))).toEqual([['Плед', 'Лампа']]);
  });

  it('says whether the reader follows anybody', async () => {
    const { reader, owner } = await pair();
    const ask = async (who: Actor) => (await who.call(api.feed.list, { query: {} })).followsAnybody;
    expect([await ask(reader), await ask(owner)]).toEqual([true, false]);
  });
});

describe('who finds it', () => {
  it.each([
    ['private', []],
    ['selected', ['vera']],
    ['friends', ['vera', 'boris']],
    ['link', []],
    ['public', ['vera', 'boris', 'gleb']],
  ] as const)('of a list that is %s: %j', async (visibility, readers) => {
    await follow(world.gleb, world.anya);
    const { list } = await makeList(world.anya, { visibility });
    if (visibility === 'selected') {
      const body = { userIds: [world.vera.me.id] };
      await world.anya.call(api.wishlists.setGuests, { params: { wishlistId: list.id }, body });
    }
    const found: string[] = [];
    for (const who of ['vera', 'boris', 'gleb', 'dina', 'anya'] as const) {
      if ((await feedOf(world[who])).some(({ wishlist }) => wishlist.id === list.id)) found.push(who);
    }
    expect(found).toEqual(readers);
  });

  it('of a list by link is who came by the link that is in force', async () => {
    const { owner, reader } = await pair();
    const { list } = await makeList(owner, { visibility: 'link' });
    expect(await feedOf(reader)).toEqual([]);
    await reader.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    expect(await feedOf(reader)).toHaveLength(1);
    await owner.call(api.wishlists.rotateLink, { params: { wishlistId: list.id } });
    expect(await feedOf(reader)).toEqual([]);
  });

  const changes: Record<string, (people: { owner: Actor; reader: Actor }, listId: string, wishId: string) => unknown> =
    {
      'the wish is deleted': ({ owner }, _list, wishId) => owner.call(api.wishes.remove, { params: { wishId } }),
      'the wish has come true': ({ owner }, _list, wishId) =>
        owner.call(api.wishes.batch, { body: { action: 'receive', wishIds: [wishId] } }),
      'the list is archived': ({ owner }, wishlistId) => owner.call(api.wishlists.archive, { params: { wishlistId } }),
      'the list is deleted': ({ owner }, wishlistId) => owner.call(api.wishlists.remove, { params: { wishlistId } }),
      'the list is made private': ({ owner }, wishlistId) =>
        owner.call(api.wishlists.update, { params: { wishlistId }, body: { version: 1, visibility: 'private' } }),
      'the list is opened by link only': ({ owner }, wishlistId) =>
        owner.call(api.wishlists.update, { params: { wishlistId }, body: { version: 1, visibility: 'link' } }),
      'the reader stops following': ({ owner, reader }) =>
        reader.call(api.friends.unfollow, { params: { userId: owner.me.id } }),
      'the reader blocks the person': ({ owner, reader }) =>
        reader.call(api.friends.block, { params: { userId: owner.me.id } }),
      'the person blocks the reader': ({ owner, reader }) =>
        owner.call(api.friends.block, { params: { userId: reader.me.id } }),
      'the reader mutes the person': ({ owner, reader }) =>
        reader.call(api.notifications.mutePerson, { params: { userId: owner.me.id } }),
      'the reader mutes the list': ({ reader }, wishlistId) =>
        reader.call(api.notifications.muteWishlist, { params: { wishlistId } }),
      'the account is gone': ({ owner }) => world.db.deleteFrom('users').where('id', '=', owner.me.id).execute(),
    };
  it.each(Object.entries(changes))('nobody once %s', async (_what, change) => {
    const people = await pair();
    const { list, wish } = await makeList(people.owner, { visibility: 'public' });
    expect(await feedOf(people.reader)).toHaveLength(1);
    await change(people, list.id, wish.id);
    expect(await feedOf(people.reader)).toEqual([]);
  });

  it('learns nothing from it of who gives what', async () => {
    const { owner, reader } = await pair();
    const kenar = await world.newcomer(canaries.kenar);
    await makeList(owner, { visibility: 'public', surprise: 'open' }, [{ title: 'Лампа' }, { title: 'Плед' }]);
    const [news] = await feedOf(reader);
    const before = await send(world.origin, api.feed.list, { query: {} }, reader.token);
    for (const { id } of news?.wishes ?? []) {
      await kenar.call(api.reservations.put, { params: { wishId: id }, body: { stage: 'bought' } });
    }
    await world.carryOutJobs();
    const after = await send(world.origin, api.feed.list, { query: {} }, reader.token);
    expect(after.body).toBe(before.body);
    expect([findTraces(after, tracesOf(kenar)), findTellingKeys(after)]).toEqual([[], []]);
  });
});

describe('page by page', () => {
  it('yields each once, though there is more news meanwhile', async () => {
    const reader = await world.newcomer();
    const owner = await world.newcomer();
    await follow(reader, owner);
    const bring = async (count: number) => {
      const made: string[] = [];
      for (let at = 0; at < count; at += 1) made.push((await makeList(owner, { visibility: 'public' })).list.id);
      await world.carryOutJobs();
      return made;
    };
    const stable = await bring(45);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await reader.call(api.feed.list, { query: { cursor } });
      seen.push(...page.entries.map(({ wishlist }) => wishlist.id));
      await bring(3);
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(seen).toEqual(stable.toReversed());
  });

  it.each([
    ['no cursor of ours', 'bm9uc2Vuc2U'],
    ['another page’s cursor', writeCursor(['2026-01-01', '01a207aa-7d6f-70d9-8e33-10972439f526'])],
    ['SQL', writeCursor(['2026-01-01T00:00:00.000Z', "'; drop table feed; --"])],
  ])('refuses %s', async (_what, cursor) => {
    const call = world.anya.call(api.feed.list, { query: { cursor } });
    await expect(call).rejects.toMatchObject({ code: 'invalid_request', details: { field: 'query.cursor' } });
  });
});

it('tells as many followers as there are', async () => {
  const owner = await world.newcomer();
  const { list } = await makeList(owner, { visibility: 'public' });
  const count = 4100;
  await sql`
    with crowd as (
      insert into users (telegram_id, first_name, currency, language)
      select 8000000000 + n, 'Имя', 'RUB', 'ru' from generate_series(1, ${count}::int) as n returning id
    ) insert into follows (follower_id, followee_id) select id, ${owner.me.id} from crowd`.execute(world.db);
  await world.carryOutJobs();
  const { rows } = await sql`select count(*) from feed where wishlist_id = ${list.id}`.execute(world.db);
  expect(rows).toEqual([{ count }]);
});
