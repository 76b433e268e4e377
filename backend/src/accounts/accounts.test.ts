import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { api } from '@wishlins/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { remind } from '../notifications/reminders.ts';
import { openPhotoStore, type PhotoStore } from '../photos/store.ts';
import { send } from '../testing/http.ts';
import { signInitData } from '../testing/init-data.ts';
import { smallestPhoto } from '../testing/photos.ts';
import { findRemains, findTies } from '../testing/remains.ts';
import { nextUpdateId } from '../testing/samples.ts';
import { botSecret, createWorld, makeList, refusal, type Actor, type World } from '../testing/world.ts';
import { eraseLeavers } from './service.ts';

let world: World;
let folder: string;
let store: PhotoStore;
beforeAll(async () => {
  world = await createWorld();
  folder = join(world.dataDir, 'photos');
  store = openPhotoStore({ folder });
});
afterAll(() => world.end());

const leave = (who: Actor) => who.call(api.account.leave, {});
const stay = (who: Actor) => who.call(api.account.stay, {});
const again = (who: Actor) => world.newcomer(who.telegram);

/** Somebody whom Anya and Boris have as a friend. */
async function friendOfAll(name: string): Promise<Actor> {
  const friend = await world.newcomer({ first_name: name });
  for (const other of [world.anya, world.boris]) {
    await friend.call(api.friends.follow, { params: { userId: other.me.id } });
    await other.call(api.friends.follow, { params: { userId: friend.me.id } });
  }
  return friend;
}

/** The 24 hours are over. */
async function hoursPass(...leavers: Actor[]): Promise<void> {
  await world.db
    .updateTable('users')
    .set({ leaves_at: sql`now() - interval '1 second'` })
    .where(
      'id',
      'in',
      leavers.map(({ me }) => me.id),
    )
    .execute();
  await sql`update pgboss.job set start_after = now() where name = 'farewell'`.execute(world.db);
}

/** Their time comes, and the worker does what there is to do. */
async function leaveForGood(...leavers: Actor[]): Promise<void> {
  for (const leaver of leavers) await leave(leaver);
  await hoursPass(...leavers);
  await world.carryOutJobs();
  await world.carryOutJobs();
}

async function exists({ me }: Actor): Promise<boolean> {
  return (await world.db.selectFrom('users').select('id').where('id', '=', me.id).execute()).length > 0;
}

describe('whoever wants to leave', () => {
  it('is told before what goes, and nothing of what others reserve', async () => {
    const lena = await friendOfAll('Лена');
    const { wish } = await makeList(lena, {}, [{ title: 'Лыжи' }, { title: 'Коньки' }]);
    await makeList(lena, { visibility: 'private' });
    await world.boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    const anyas = await makeList(world.anya);
    await lena.call(api.reservations.put, { params: { wishId: anyas.wish.id }, body: {} });
    const farewell = await lena.call(api.account.farewell, {});
    expect(farewell).toEqual({ leavesAt: null, wishlists: 2, wishes: 3, gifts: 1 });
  });

  it('has 24 hours, which asking again does not make longer', async () => {
    const lena = await friendOfAll('Лена');
    const { leavesAt } = await leave(lena);
    const hours = (Date.parse(leavesAt ?? '') - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.99);
    expect(hours).toBeLessThanOrEqual(24);
    expect((await leave(lena)).leavesAt).toBe(leavesAt);
    expect((await lena.call(api.account.farewell, {})).leavesAt).toBe(leavesAt);
  });

  it('does not stay by signing in or by writing to the bot', async () => {
    const lena = await friendOfAll('Лена');
    const { leavesAt } = await leave(lena);
    expect((await again(lena)).me.leavesAt).toBe(leavesAt);
    const { id, first_name } = lena.telegram;
    const input = { params: { updateId: nextUpdateId() }, body: { id, first_name } };
    const opened = await send(world.origin, api.bot.open, input, { botSecret });
    expect(JSON.parse(opened.body)).toMatchObject({ viewer: { leavesAt } });
  });

  describe('in the meantime', () => {
    let lena: Actor;
    let made: Awaited<ReturnType<typeof makeList>>;
    beforeEach(async () => {
      lena = await friendOfAll('Лена');
      made = await makeList(lena, { visibility: 'public' }, [{ title: 'Лыжи' }, { title: 'Коньки' }]);
    });

    /** What Boris sees of her, wherever he may look. */
    const seenByBoris = async () => {
      const { call } = world.boris;
      const answers = [
        call(api.users.get, { params: { userId: lena.me.id } }),
        call(api.wishlists.ofUser, { params: { userId: lena.me.id } }),
        call(api.wishlists.shared, { params: { shareToken: made.list.shareToken } }),
        call(api.users.search, { query: { query: 'Лена' } }),
        call(api.friends.list, { query: { relation: 'following' } }),
        call(api.friends.list, { query: { relation: 'followers' } }),
        call(api.wishlists.opened, { query: {} }),
      ];
      const settled = await Promise.all(answers.map((answer) => answer.catch((error: unknown) => String(error))));
      return JSON.stringify(settled);
    };

    it('is found by nobody else, and opens nothing to them', async () => {
      expect(await seenByBoris()).toContain(lena.me.id);
      await leave(lena);
      expect(await seenByBoris()).not.toContain(lena.me.id);
      const params = { userId: lena.me.id };
      expect(await refusal(world.boris.call(api.users.get, { params }))).toBe('user_not_found');
      expect(await refusal(world.boris.call(api.friends.follow, { params }))).toBe('user_not_found');
      const { shareToken } = made.list;
      expect(await refusal(world.boris.call(api.wishlists.shared, { params: { shareToken } }))).toBe(
        'wishlist_not_found',
      );
      const params2 = { wishId: made.wish.id };
      expect(await refusal(world.boris.call(api.reservations.put, { params: params2, body: {} }))).toBe(
        'wish_not_found',
      );
      const page = await fetch(`${world.origin}/pictures/cards/${shareToken}/message.jpg`);
      const neutral = await fetch(`${world.origin}/pictures/cards/${'A'.repeat(22)}/message.jpg`);
      expect(page.status).toBe(neutral.status);
    });

    it('sees all that is theirs, and is told of nothing new', async () => {
      await leave(lena);
      const { wishlists } = await lena.call(api.wishlists.list, { query: {} });
      expect(wishlists.map(({ id }) => id)).toContain(made.list.id);
    });

    it('is congratulated by nobody: no reminder speaks of them', async () => {
      const born = new Date();
      const birthday = { day: born.getUTCDate(), month: born.getUTCMonth() + 1, year: null };
      await lena.call(api.users.updateMe, { body: { birthday } });
      await leave(lena);
      await remind(world.db, new Date(`${born.toISOString().slice(0, 10)}T12:00:00Z`));
      const { entries } = await world.boris.call(api.notifications.list, { query: {} });
      expect(entries.filter(({ kind, actor }) => kind === 'birthday_soon' && actor?.id === lena.me.id)).toEqual([]);
    });

    it('finds everything as it was on staying, what they hold included', async () => {
      const anyas = await makeList(world.anya);
      await lena.call(api.reservations.put, { params: { wishId: anyas.wish.id }, body: { stage: 'bought' } });
      await world.boris.call(api.wishlists.shared, { params: { shareToken: made.list.shareToken } });
      await world.boris.call(api.reservations.put, { params: { wishId: made.wish.id }, body: {} });
      const before = await seenByBoris();
      await leave(lena);
      const { entries } = await world.boris.call(api.reservations.mine, { query: {} });
      expect(entries.find(({ wishId }) => wishId === made.wish.id)).toMatchObject({
        snapshot: { title: 'Лыжи' },
        current: null,
        notice: null,
        wishlist: { shareToken: null },
      });
      expect((await stay(lena)).leavesAt).toBeNull();
      expect(await seenByBoris()).toBe(before);
      const { entries: held } = await lena.call(api.reservations.mine, { query: {} });
      expect(held).toMatchObject([{ wishId: anyas.wish.id, stage: 'bought' }]);
    });

    it('who stayed is still here when the hour comes for which they had asked', async () => {
      await leave(lena);
      await stay(lena);
      await sql`update pgboss.job set start_after = now() where name = 'farewell'`.execute(world.db);
      await world.carryOutJobs();
      expect(await exists(lena)).toBe(true);
    });
  });
});

describe('when the hour has come', () => {
  it('sessions are over, signing in waits for the worker, and then makes somebody new', async () => {
    const lena = await friendOfAll('Лена');
    await makeList(lena);
    await leave(lena);
    await hoursPass(lena);
    expect(await refusal(lena.call(api.users.me, {}))).toBe('unauthenticated');
    const initData = signInitData(lena.telegram);
    const reply = await send(world.origin, api.session.create, { body: { initData } });
    expect([reply.status, reply.headers['retry-after']]).toEqual([503, '5']);
    const { id, first_name } = lena.telegram;
    const update = { params: { updateId: nextUpdateId() }, body: { id, first_name } };
    expect((await send(world.origin, api.bot.open, update, { botSecret })).status).toBe(503);

    await world.carryOutJobs();
    const anew = await again(lena);
    expect(anew.me).toMatchObject({ name: 'Лена', leavesAt: null });
    expect(anew.me.id).not.toBe(lena.me.id);
    expect((await anew.call(api.wishlists.list, { query: {} })).wishlists).toEqual([]);
    expect((await anew.call(api.friends.list, { query: {} })).entries).toEqual([]);
    expect(await refusal(lena.call(api.users.me, {}))).toBe('unauthenticated');
  });

  it('nothing of them is left, in no table and no folder, but what others were told and copied', async () => {
    const leaver = await world.newcomer({
      id: 7_717_171_717,
      first_name: 'Исчезайкина',
      username: 'vanishing_canary',
      allows_write_to_pm: true,
    });
    const { call, me } = leaver;
    const bring = () => call(api.photos.create, { body: smallestPhoto });
    const [shown, copied, unseen] = [await bring(), await bring(), await bring()];
    const made = await makeList(leaver, { title: 'Канареечный', visibility: 'public', note: 'канарейка' }, [
      { title: 'Удержанная канарейка', url: 'https://shop.example/held-canary' },
      { title: 'Канарейка с фото', pictures: [shown] },
      { title: 'Клетка', pictures: [copied] },
      { title: 'Убранная канарейка' },
    ]);
    const [held, , cage, removed] = made.wishes.map(({ id }) => id);
    const gone = await makeList(leaver, { title: 'Канарейки прошлого' });
    for (const wishId of [held ?? '', removed ?? '', gone.wish.id])
      await world.vera.call(api.reservations.put, { params: { wishId }, body: {} });
    await world.vera.call(api.wishlists.shared, { params: { shareToken: made.list.shareToken } });
    await world.gleb.call(api.reservations.wait, { params: { wishId: held ?? '' } });
    await world.gleb.call(api.wishes.wantToo, {
      params: { wishId: cage ?? '' },
      body: { wishlistId: (await makeList(world.gleb)).list.id },
    });
    await call(api.wishes.remove, { params: { wishId: removed ?? '' } });
    await call(api.wishlists.remove, { params: { wishlistId: gone.list.id } });
    await call(api.wishlists.rotateLink, { params: { wishlistId: made.list.id } });
    await call(api.wishlists.setGuests, {
      params: { wishlistId: made.list.id },
      body: { userIds: [world.vera.me.id] },
    });

    const anyas = await makeList(world.anya, { visibility: 'selected' }, [{ title: 'Ваза' }, { title: 'Часы' }]);
    await world.anya.call(api.wishlists.setGuests, {
      params: { wishlistId: anyas.list.id },
      body: { userIds: [me.id] },
    });
    await call(api.wishlists.shared, { params: { shareToken: anyas.list.shareToken } });
    await call(api.reservations.put, { params: { wishId: anyas.wish.id }, body: {} });
    await call(api.reservations.wait, { params: { wishId: anyas.wishes[1]?.id ?? '' } });
    for (const other of [world.vera, world.boris]) {
      await call(api.friends.follow, { params: { userId: other.me.id } });
      await other.call(api.friends.follow, { params: { userId: me.id } });
    }
    await call(api.friends.block, { params: { userId: world.dina.me.id } });
    const { call: byBlocker } = await world.newcomer();
    await byBlocker(api.friends.block, { params: { userId: me.id } });
    await call(api.notifications.mutePerson, { params: { userId: world.boris.me.id } });
    await world.boris.call(api.notifications.mutePerson, { params: { userId: me.id } });
    await call(api.notifications.muteWishlist, { params: { wishlistId: anyas.list.id } });
    await call(api.notifications.updateSettings, { body: { off: ['friend_news'] } });
    await call(api.wishlists.create, { body: { title: 'С ключом' } }, { idempotencyKey: 'a-key-of-the-canary' });
    await call(api.linkPreviews.look, { body: { url: 'https://shop.example/look' } });
    await call(api.ownData.prepare, { body: { format: 'json' } });
    const { id, first_name } = leaver.telegram;
    const params = { updateId: nextUpdateId() };
    await send(world.origin, api.bot.open, { params, body: { id, first_name } }, { botSecret });
    await call(api.bot.converse, { body: { expects: null, wishlistId: made.list.id } });
    const face = randomBytes(16).toString('base64url');
    await store.keep(face, { large: smallestPhoto });
    await world.db.insertInto('photos').values({ name: face, owner_id: me.id, bytes: 58 }).execute();
    await world.db
      .updateTable('users')
      .set({ photo_url: `/pictures/photos/${face}.webp` })
      .where('id', '=', me.id)
      .execute();
    const { shareToken } = await call(api.wishlists.get, { params: { wishlistId: made.list.id } });
    const byName = { params: { shareToken }, body: { name: 'Канарейкин гость', language: 'ru' as const } };
    const { token } = await world.gleb.call(api.visitors.create, byName);
    const input = { params: { wishId: made.wishes[1]?.id ?? '' }, body: {} };
    expect((await send(world.origin, api.reservations.put, input, { visitorToken: token })).status).toBe(200);
    await world.db.insertInto('chats').values({ user_id: me.id }).execute();
    await world.carryOutJobs();

    const photoNames = [...[shown, copied, unseen].map(({ url }) => /[\w-]{22}/.exec(url)?.[0] ?? ''), face];
    const lists = await world.db.selectFrom('wishlists').selectAll().where('owner_id', '=', me.id).execute();
    const theirs = [
      me.id,
      String(id),
      first_name,
      'vanishing_canary',
      'анаре',
      ...lists.flatMap((list) => [list.id, list.share_token, list.title]),
      made.list.shareToken,
      'held-canary',
      ...made.wishes.map((wish) => wish.id),
      ...photoNames,
    ];
    const filesOf = async (names: string[]) =>
      (await readdir(folder, { recursive: true })).filter((file) => names.some((name) => file.includes(name)));

    // The check can fail: each reference to a person there is has a row of theirs, and what is theirs is found.
    const ties = await findTies(world.db, me.id);
    expect(Object.keys(ties).filter((column) => !ties[column])).toEqual([]);
    expect(await findRemains(world.db, theirs)).toEqual(
      expect.arrayContaining([
        'public.users',
        'public.wishes',
        'public.photos',
        'public.deliveries',
        'pgboss.job_common',
      ]),
    );
    expect(await filesOf(photoNames)).toHaveLength(7);

    await leaveForGood(leaver);

    expect(await exists(leaver)).toBe(false);
    const [, kept = ''] = photoNames;
    const copies = await world.db
      .selectFrom('wishes')
      .select('title')
      .where(sql<boolean>`pictures::text like ${`%${kept}%`}`)
      .execute();
    expect(copies).toEqual([{ title: 'Клетка' }]);
    const told = await world.db
      .selectFrom('notifications')
      .selectAll()
      .where(sql<boolean>`wish_title like '%анаре%'`)
      .execute();
    expect(told).toMatchObject([{ wish_title: 'Убранная канарейка' }, { wish_title: 'Удержанная канарейка' }]);
    for (const { actor_id, wishlist_id, wish_id, user_id } of told)
      expect([actor_id, wishlist_id, wish_id, user_id]).toEqual([null, null, null, world.vera.me.id]);
    await sql`delete from notifications where wish_title like '%анаре%'`.execute(world.db);
    await sql`delete from wishes where pictures::text like ${`%${kept}%`}`.execute(world.db);
    await sql`delete from photos where name = ${kept} and owner_id is null`.execute(world.db);
    expect(await findRemains(world.db, theirs)).toEqual([]);
    expect((await filesOf(photoNames)).every((file) => file.includes(kept))).toBe(true);
  });

  it('who holds a wish of theirs is told once, by what they reserved, and of nobody', async () => {
    const lena = await friendOfAll('Прощайка');
    const [vika, mutes, reaches] = [
      await world.newcomer(),
      await world.newcomer(),
      await world.newcomer({ allows_write_to_pm: true }),
    ];
    const { list, wish, wishes } = await makeList(lena, { visibility: 'public' }, [
      { title: 'Сани' },
      { title: 'Каток' },
    ]);
    for (const holder of [vika, mutes, reaches]) {
      await lena.call(api.wishes.update, {
        params: { wishId: wish.id },
        body: { version: (await lena.call(api.wishes.get, { params: { wishId: wish.id } })).version, quantity: null },
      });
      await holder.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    }
    await mutes.call(api.notifications.mutePerson, { params: { userId: lena.me.id } });
    await lena.call(api.wishes.update, {
      params: { wishId: wish.id },
      body: { version: (await lena.call(api.wishes.get, { params: { wishId: wish.id } })).version, title: 'Тройка' },
    });
    await vika.call(api.reservations.put, { params: { wishId: wishes[1]?.id ?? '' }, body: {} });
    await lena.call(api.wishes.remove, { params: { wishId: wishes[1]?.id ?? '' } });
    await world.carryOutJobs();
    await leaveForGood(lena);
    await eraseLeavers(world.db, { store });

    const told = async (who: Actor) => (await who.call(api.notifications.list, { query: {} })).entries;
    expect(await told(vika)).toMatchObject([
      { kind: 'wish_removed', actor: null, wishlist: null, wish: { id: null, title: 'Сани' } },
      { kind: 'wish_removed', actor: null, wishlist: null, wish: { id: null, title: 'Каток' } },
    ]);
    expect(await told(mutes)).toEqual([]);
    const everything = JSON.stringify([await told(vika), await told(reaches)]);
    expect(everything).not.toContain('Прощайка');
    expect(everything).not.toContain(list.id);
    expect((await vika.call(api.reservations.mine, { query: {} })).entries).toEqual([]);
    const letters = await world.db
      .selectFrom('deliveries')
      .select('state')
      .where('user_id', '=', reaches.me.id)
      .execute();
    expect(letters).toEqual([{ state: 'waiting' }]);
  });

  it('what they held is free again, those who wait are told, and the owner sees nothing of it', async () => {
    const lena = await world.newcomer();
    const { list, wish, wishes } = await makeList(world.anya, { visibility: 'link', surprise: 'full' }, [
      { title: 'Компас', quantity: 2 },
      { title: 'Карта' },
    ]);
    await lena.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    await lena.call(api.reservations.put, { params: { wishId: wish.id }, body: { quantity: 2, stage: 'bought' } });
    await lena.call(api.reservations.put, { params: { wishId: wishes[1]?.id ?? '' }, body: {} });
    await world.vera.call(api.reservations.wait, { params: { wishId: wish.id } });
    const seenByAnya = async () => {
      const paths = [`/wishlists/${list.id}`, '/wishlists', '/notifications', '/own-data', `/wishes/${wish.id}`];
      const replies = paths.map((path) =>
        fetch(`${world.origin}/api/v1${path}`, { headers: { authorization: `Bearer ${world.anya.token}` } }),
      );
      return Promise.all(
        (await Promise.all(replies)).map(async (reply) => [
          reply.status,
          reply.headers.get('etag'),
          await reply.text(),
        ]),
      );
    };
    const before = await seenByAnya();
    await leaveForGood(lena);
    expect(await seenByAnya()).toEqual(before);
    const shared = await world.vera.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    expect(shared.wishes.map(({ reservation }) => reservation)).toEqual([
      { available: 1, mine: null, others: [], waiting: false },
      { available: 2, mine: null, others: [], waiting: false },
    ]);
    const { entries } = await world.vera.call(api.notifications.list, { query: {} });
    expect(entries.filter(({ wish: about }) => about?.id === wish.id)).toMatchObject([{ kind: 'wish_free' }]);
  });

  it('an interruption leaves a rest that the next run takes, and keeps nobody else here', async () => {
    const [lena, zoya] = [await world.newcomer(), await world.newcomer()];
    const brought = [];
    for (let photo = 0; photo < 3; photo += 1)
      brought.push(await lena.call(api.photos.create, { body: smallestPhoto }));
    await makeList(lena, {}, [{ title: 'С фото', pictures: brought }]);
    await leave(lena);
    await leave(zoya);
    await hoursPass(lena, zoya);
    let removed = 0;
    const failing: PhotoStore = {
      ...store,
      async remove(name) {
        removed += 1;
        if (removed === 2) throw new Error('the power is gone');
        await store.remove(name);
      },
    };
    await expect(eraseLeavers(world.db, { store: failing })).rejects.toThrow('1 accounts could not be deleted yet');
    expect([await exists(lena), await exists(zoya)]).toEqual([true, false]);
    await eraseLeavers(world.db, { store });
    expect(await exists(lena)).toBe(false);
    const names = brought.map(({ url }) => /[\w-]{22}/.exec(url)?.[0] ?? '');
    expect(await findRemains(world.db, [lena.me.id, ...names])).toEqual([]);
    expect(
      (await readdir(folder, { recursive: true })).filter((file) => names.some((name) => file.includes(name))),
    ).toEqual([]);
  });

  it('the nightly run takes whom no job saw off', async () => {
    const lena = await friendOfAll('Забытая');
    await leave(lena);
    await sql`delete from pgboss.job where name = 'farewell'`.execute(world.db);
    await world.db
      .updateTable('users')
      .set({ leaves_at: sql`now() - interval '1 hour'` })
      .where('id', '=', lena.me.id)
      .execute();
    await sql`insert into pgboss.job (name, data) values ('clean-up', '{}')`.execute(world.db);
    await world.carryOutJobs();
    expect(await exists(lena)).toBe(false);
  });
});
