import { api } from '@wishlins/contract';
import { downloadPath, type DownloadFormat } from '@wishlins/contract/downloads';
import type { OwnData } from '@wishlins/contract/own-data';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaries, findTellingKeys, findTraces, tracesOf } from '../testing/canaries.ts';
import { createWorld, makeList, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const read = (who: Actor): Promise<OwnData> => who.call(api.ownData.read, {});

async function prepare(who: Actor, format: DownloadFormat): Promise<string> {
  const { token } = await who.call(api.ownData.prepare, { body: { format } });
  return world.origin + downloadPath(token, format);
}

async function table(who: Actor): Promise<string> {
  const bytes = await (await fetch(await prepare(who, 'csv'))).arrayBuffer();
  return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes);
}

describe('everything that is a person’s own', () => {
  it('is all of what they wrote, chose, were told and give', async () => {
    const [ira, lev] = [await world.newcomer({ first_name: 'Ира' }), await world.newcomer({ first_name: 'Лев' })];
    const theirs = await makeList(lev, { title: 'Лёвин', visibility: 'link' }, [
      { title: 'Компас' },
      { title: 'Карта' },
    ]);
    const own = await makeList(ira, { title: 'Ирин', visibility: 'selected' }, [{ title: 'Зонт' }, { title: 'Шарф' }]);
    const old = await makeList(ira, { title: 'Прошлогодний' }, [{ title: 'Лыжи' }]);
    await ira.call(api.wishlists.archive, { params: { wishlistId: old.list.id } });
    await ira.call(api.wishlists.setGuests, {
      params: { wishlistId: own.list.id },
      body: { userIds: [lev.me.id] },
    });
    await ira.call(api.users.updateMe, { body: { about: 'Люблю дождь' } });
    await ira.call(api.friends.follow, { params: { userId: lev.me.id } });
    await lev.call(api.friends.follow, { params: { userId: ira.me.id } });
    await ira.call(api.friends.block, { params: { userId: world.gleb.me.id } });
    await ira.call(api.notifications.updateSettings, { body: { off: ['birthday_soon'] } });
    await ira.call(api.notifications.mutePerson, { params: { userId: lev.me.id } });
    await ira.call(api.wishlists.shared, { params: { shareToken: theirs.list.shareToken } });
    await ira.call(api.notifications.muteWishlist, { params: { wishlistId: theirs.list.id } });
    const [, map] = theirs.wishes;
    await world.vera.call(api.reservations.put, { params: { wishId: map?.id ?? '' }, body: {} });
    await ira.call(api.reservations.wait, { params: { wishId: map?.id ?? '' } });
    await ira.call(api.reservations.put, { params: { wishId: theirs.wish.id }, body: { stage: 'bought' } });

    expect(await read(ira)).toMatchObject({
      origin: expect.stringMatching(/^http/),
      profile: { name: 'Ира', about: 'Люблю дождь' },
      notificationSettings: { off: ['birthday_soon'] },
      wishlists: [
        { title: 'Ирин', selectedPeople: [{ name: 'Лев' }], wishes: [{ title: 'Шарф' }, { title: 'Зонт' }] },
        { title: 'Прошлогодний', archivedAt: expect.any(String), wishes: [{ title: 'Лыжи' }] },
      ],
      following: [{ name: 'Лев' }],
      blocked: [{ name: 'Глеб' }],
      mutedPeople: [{ name: 'Лев' }],
      mutedWishlists: [{ title: 'Лёвин', owner: { name: 'Лев' } }],
      openedWishlists: [{ title: 'Лёвин' }],
      gifts: [{ stage: 'bought', snapshot: { title: 'Компас' } }],
      hopedFor: [{ wishId: map?.id }],
      notifications: [{ kind: 'new_follower', actor: { name: 'Лев' } }],
    });
  });

  it('is whole, however many pages it has in the app', async () => {
    const popular = await world.newcomer();
    await sql`
      with people as (
        insert into users (telegram_id, first_name, language, currency)
        select 9000000000 + n, 'Человек ' || n, 'ru', 'RUB' from generate_series(1, 120) as n returning id
      )
      insert into follows (follower_id, followee_id) select ${popular.me.id}, id from people`.execute(world.db);
    const { following } = await read(popular);
    expect(new Set(following.map(({ id }) => id)).size).toBe(120);
  });
});

describe('a file', () => {
  it('opens without a session, is saved and not shown, and holds what the app would tell', async () => {
    const { boris } = world;
    const response = await fetch(await prepare(boris, 'json'));
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="wishlins.json"',
      'cache-control': 'no-store',
      'access-control-allow-origin': 'https://web.telegram.org',
    });
    expect(await response.json()).toEqual(await read(boris));
  });

  it('may be fetched three times and then no more', async () => {
    const address = await prepare(world.vera, 'csv');
    const statuses = [];
    for (let time = 1; time <= 4; time += 1) statuses.push((await fetch(address)).status);
    expect(statuses).toEqual([200, 200, 200, 404]);
  });

  it('is gone after five minutes', async () => {
    const address = await prepare(world.vera, 'csv');
    await world.db
      .updateTable('downloads')
      .set({ created_at: sql`now() - interval '5 minutes 1 second'` })
      .where('user_id', '=', world.vera.me.id)
      .execute();
    expect((await fetch(address)).status).toBe(404);
  });

  it('is of one form, the latest, and looking whether it is there takes nothing', async () => {
    const { token } = await world.gleb.call(api.ownData.prepare, { body: { format: 'json' } });
    const address = world.origin + downloadPath(token, 'json');
    expect((await fetch(world.origin + downloadPath(token, 'csv'))).status).toBe(404);
    for (let time = 1; time <= 4; time += 1) {
      const looked = await fetch(address, { method: 'HEAD' });
      expect(looked.status).toBe(200);
      expect(looked.headers.get('content-disposition')).toBe('attachment; filename="wishlins.json"');
    }
    expect((await fetch(address)).status).toBe(200);
    await prepare(world.gleb, 'json');
    expect((await fetch(address)).status).toBe(404);
    expect((await fetch(address, { method: 'HEAD' })).status).toBe(404);
  });

  it('cannot be guessed, and its token is not in the database', async () => {
    const { token } = await world.gleb.call(api.ownData.prepare, { body: { format: 'csv' } });
    for (const other of ['0', token.slice(1), `${token}0`, token.toUpperCase(), '%00', '%'])
      expect([400, 404]).toContain((await fetch(`${world.origin}/api/downloads/${other}/wishlins.csv`)).status);
    const rows = await world.db.selectFrom('downloads').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('the table of wishes', () => {
  it('is CSV that spreadsheets read, in the words of its reader', async () => {
    const mia = await world.newcomer({ first_name: 'Mia', language_code: 'en' });
    await makeList(mia, { title: 'Дом, "милый" дом' }, [
      { title: 'Чашки', quantity: 4, price: { amount: 1500, currency: 'JPY' } },
      {
        title: 'Чайник',
        note: 'Синий,\nсо свистком',
        url: 'https://shop.example/kettle?a=1,2',
        price: { amount: 129_990, currency: 'RUB' },
        priority: 'high',
        quantity: null,
        pictures: [{ url: '/pictures/demo/teapot.webp', width: 800, height: 800 }],
      },
    ]);
    const text = await table(mia);
    const today = new Date().toISOString().slice(0, 10);
    const { origin } = await read(mia);
    expect(text.replaceAll(/\d{4}-\d\d-\d\d/g, (day) => (day === today ? '<today>' : day))).toBe(
      [
        '\uFEFFList,Wish,Note,Link,Price,Currency,Priority,How many,Added,Received,Photos',
        `"Дом, ""милый"" дом",Чайник,"Синий,\nсо свистком","https://shop.example/kettle?a=1,2",1299.90,RUB,dream,any number,<today>,,${origin}/pictures/demo/teapot.webp`,
        '"Дом, ""милый"" дом",Чашки,,,1500,JPY,wish,4,<today>,,',
        '',
      ].join('\r\n'),
    );
  });

  it.each(['=1+1', '+7 900', '-5', '@SUM(A1)', '=HYPERLINK("https://evil.example","x")'])(
    'has no cell that is taken for a formula: %s',
    async (title) => {
      const nina = await world.newcomer();
      await makeList(nina, { title: 'Список' }, [{ title, note: title }]);
      const cell = `"'${title.replaceAll('"', '""')}"`;
      expect(await table(nina)).toContain(`Список,${cell},${cell},`);
    },
  );
});

it('no file tells an owner what others reserve', async () => {
  const owner = await world.newcomer({ first_name: 'Ольга', language_code: 'ru' });
  const kenar = await world.newcomer(canaries.kenar);
  const made = await makeList(owner, { visibility: 'link', surprise: 'full' }, [
    { title: 'Лампа' },
    { title: 'Чашки', quantity: 3 },
  ]);
  const files = async () => {
    const json = await (await fetch(await prepare(owner, 'json'))).text();
    return { json, csv: await table(owner) };
  };
  const before = await files();
  await kenar.call(api.wishlists.shared, { params: { shareToken: made.list.shareToken } });
  for (const { id } of made.wishes) await kenar.call(api.reservations.put, { params: { wishId: id }, body: {} });
  const after = await files();
  expect(after).toEqual(before);
  const reply = { status: 200, headers: {}, body: after.json + after.csv };
  expect([...findTraces(reply, tracesOf(kenar)), ...findTellingKeys(reply)]).toEqual([]);
});
