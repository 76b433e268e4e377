import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFeed, spreadNews } from '../feed/service.ts';
import { followPerson, listFriends } from '../friends/service.ts';
import {
  beginAttempt,
  findDueLetters,
  giveUpOnOutcomes,
  recordFailure,
  recordFlood,
  recordSent,
  type Letter,
} from '../notifications/delivery-repository.ts';
import { remind } from '../notifications/reminders.ts';
import { countUnread, findNotifications, markReadUpTo, setReachable } from '../notifications/repository.ts';
import { getSettings, listMuted } from '../notifications/service.ts';
import { forgetWhatIsOver } from '../retention.ts';
import { resumeSession } from '../sessions/service.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { captureStatements } from '../testing/statements.ts';
import { findPeople, getMe, getProfile } from '../users/service.ts';
import {
  acknowledgeChange,
  listGivers,
  listMyReservations,
  listReservedCounts,
  releaseWish,
  reserveWish,
  waitForWish,
} from '../wishes/reservation-service.ts';
import { createWish, getOwnWish, openOwnWishlist, openSharedWishlist } from '../wishes/service.ts';
import { findOwnWishlists } from '../wishlists/repository.ts';
import { tellWishNews } from '../wishes/news-service.ts';
import { getOwnWishlist, listOpened, listSelected, listWishlistsOf } from '../wishlists/service.ts';
import type { Database } from './connect.ts';
import { writeCursor } from './page.ts';

/** Enough of everything that reading a whole table is the worst way to find one row of it. */
const crowd = `
  insert into users (telegram_id, first_name, last_name, username, birthday_day, birthday_month, currency, language)
  select n, 'Имя' || n, 'Фамилия' || n, 'name_' || n, 1 + n % 28, 1 + n % 12, 'RUB', 'ru' from generate_series(1, 20000) as n;
  create temporary table person as select row_number() over () as n, id from users;
  insert into sessions (token_hash, user_id) select sha256(id::text::bytea), id from person;
  insert into follows (follower_id, followee_id)
  select one.id, other.id from person as one join person as other on other.n in (one.n + 1, one.n - 1, one.n + 2);
  insert into blocks (blocker_id, blocked_id) select one.id, other.id from person as one join person as other on other.n = one.n + 3;
  insert into wishlists (owner_id, title, color, visibility, surprise, share_token, position)
  select id, 'List', 'rose', (array['link', 'friends', 'public', 'selected'])[1 + n % 4], 'open', md5(n::text), 0 from person
  where n <= 5000;
  create temporary table list as select row_number() over () as n, id, share_token from wishlists;
  insert into retired_share_tokens (share_token, wishlist_id) select 'retired-' || n, id from list;
  insert into wishlist_visits (user_id, wishlist_id, share_token)
  select person.id, list.id, share_token from person join list on list.n = 1 + person.n % 5000;
  insert into wishlist_guests (wishlist_id, user_id) select list.id, person.id from list join person on person.n = list.n + 1;
  insert into wishes (wishlist_id, title, url_key, priority, position)
  select id, 'Wish', 'shop.example/' || place, 'normal', place from list, generate_series(1, 6) as place;
  insert into wish_stock (wish_id, quantity, reserved) select id, 3, (position < 3)::int from wishes;
  create temporary table wish as select row_number() over () as n, id from wishes where position < 3;
  insert into reservations (wish_id, holder_id, quantity, stage, hide_name, surprise, snapshot_title)
  select wish.id, person.id, 1, 'reserved', false, 'open', 'Wish' from wish join person on person.n = 1 + wish.n;
  insert into waiting (wish_id, user_id) select wish.id, person.id from wish join person on person.n = 2 + wish.n;
  insert into link_previews (key, status, expires_at) select sha256(id::text::bytea), 'found', now() from person;
  insert into link_preview_quotas (user_id, asked) select id, array[now()] from person;
  insert into notifications (user_id, kind, key, actor_id, read_at)
  select person.id, 'new_follower', place::text, person.id, case when place < 3 then now() end from person, generate_series(1, 4) as place;
  insert into deliveries (notification_id, user_id, state, finished_at)
  select id, user_id, case key when '1' then 'waiting' else 'sent' end, case when key <> '1' then now() end from notifications
  where key <> '1' or random() < 0.02;
  insert into chats (user_id) select id from person;
  insert into notification_settings (user_id) select id from person;
  insert into muted_people (user_id, person_id) select one.id, other.id from person as one join person as other on other.n = one.n + 4;
  insert into muted_wishlists (user_id, wishlist_id) select person.id, list.id from person join list on list.n = person.n + 2;
  insert into feed (follower_id, followee_id, wishlist_id, day, at)
  select follower_id, followee_id, wishlists.id, day_around(now() - interval '1 day' * ago, 'UTC'), now() - interval '1 day' * ago
  from follows join wishlists on owner_id = followee_id, generate_series(0, 4) as ago;
  insert into idempotency_keys (user_id, key, request_hash, reply) select id, 'key', '', '{}' from person;
  insert into bot_updates (update_id, user_id) select n, id from person;
  analyze`;

let database: TestDatabase;
let client: pg.Client;
let some: { viewerId: string; ownerId: string; wishlistId: string; shareToken: string; wishId: string };
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(crowd);
  const { rows } = await client.query<typeof some>(`
    select owner_id as "ownerId", wishlist_id as "wishlistId", share_token as "shareToken", wishes.id as "wishId",
      (select id from users order by id desc limit 1) as "viewerId"
    from wishlists join wishes on wishlist_id = wishlists.id
    where visibility = 'link' and wishes.position = 6 order by wishlists.id limit 1`);
  [some = { viewerId: '', ownerId: '', wishlistId: '', shareToken: '', wishId: '' }] = rows;
}, 180_000);
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** The tables that the one plan of a statement, made before its values are known, reads from end to end. */
async function tablesReadWhole(statement: string): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': unknown }>(`explain (generic_plan, format json) ${statement}`);
  const found: string[] = [];
  JSON.stringify(rows[0]?.['QUERY PLAN'], (_key, node: unknown) => {
    const scans = typeof node === 'object' && node !== null && 'Node Type' in node && node['Node Type'] === 'Seq Scan';
    // Of the courier there is one row.
    if (scans && 'Relation Name' in node && node['Relation Name'] !== 'courier')
      found.push(String(node['Relation Name']));
    return node;
  });
  return found;
}

async function readTwoPagesOfNews(db: Database): Promise<void> {
  await readFeed(db, some.viewerId);
  await readFeed(db, some.viewerId, writeCursor([new Date().toISOString(), some.wishlistId]));
}

const screens: Record<string, (db: Database) => Promise<unknown>> = {
  'finding a session': (db) => resumeSession(db, 'token'),
  'my profile': (db) => getMe(db, some.viewerId),
  'a profile': (db) => getProfile(db, some.viewerId, some.ownerId),
  'my wishlists': (db) => findOwnWishlists(db, some.ownerId, 'active'),
  'my wishlist with its wishes': (db) => openOwnWishlist(db, some.ownerId, some.wishlistId),
  'my wishlist': (db) => getOwnWishlist(db, some.ownerId, some.wishlistId),
  'my wish': (db) => getOwnWish(db, some.ownerId, some.wishId),
  'a shared wishlist': (db) => openSharedWishlist(db, some.viewerId, some.shareToken),
  'a share link that shows nothing': (db) => openSharedWishlist(db, some.viewerId, 'retired').catch(() => {}),
  'the wishlists of a person': (db) => listWishlistsOf(db, some.viewerId, some.ownerId),
  'the wishlists I opened': (db) => listOpened(db, some.viewerId),
  'the people selected for a wishlist': (db) => listSelected(db, some.ownerId, some.wishlistId),
  'people I follow': (db) => listFriends(db, some.viewerId, 'following'),
  'people who follow me': (db) => listFriends(db, some.viewerId, 'followers'),
  friends: (db) => listFriends(db, some.viewerId, 'friends'),
  search: (db) => findPeople(db, some.viewerId, 'имя'),
  'adding a wish': (db) =>
    createWish(db, some.ownerId, some.wishlistId, { title: 'Wish', url: 'https://shop.example/1' }),
  'reserving and releasing': async (db) => {
    await reserveWish(db, some.viewerId, some.wishId, {});
    await reserveWish(db, some.viewerId, some.wishId, { quantity: 2 });
    await acknowledgeChange(db, some.viewerId, some.wishId);
    await releaseWish(db, some.viewerId, some.wishId);
  },
  waiting: (db) => waitForWish(db, some.viewerId, some.wishId),
  'my reservations': (db) => listMyReservations(db, some.viewerId),
  'what is reserved': (db) => listReservedCounts(db, some.ownerId, some.wishlistId),
  'who gives what': (db) => listGivers(db, some.ownerId, some.wishlistId),
  'following, and telling of it': (db) => followPerson(db, some.viewerId, some.ownerId),
  'the inbox': async (db) => {
    await findNotifications(db, some.viewerId);
    await findNotifications(db, some.viewerId, some.wishId);
    await countUnread(db, some.viewerId);
    await markReadUpTo(db, some.viewerId, some.wishId);
  },
  'of what people want to be told': async (db) => {
    await getSettings(db, some.viewerId);
    await listMuted(db, some.viewerId);
    await setReachable(db, some.viewerId, false);
  },
  'the feed, and its next page': readTwoPagesOfNews,
  'news for the feed': async (db) => {
    const at = new Date().toISOString();
    await spreadNews(db, { wishlistId: some.wishlistId, at });
    await spreadNews(db, { followerId: some.viewerId, followeeId: some.ownerId, at });
  },
  'the courier': async (db) => {
    const [letter] = await findDueLetters(db, 25);
    await beginAttempt(db, letter ?? noLetter());
    await recordFlood(db, letter ?? noLetter(), 0, 0);
    await beginAttempt(db, letter ?? noLetter());
    await recordFailure(db, letter ?? noLetter());
    await recordSent(db, letter ?? noLetter());
    await giveUpOnOutcomes(db, 15);
  },
  'news of a wish': async (db) => {
    const job = { at: new Date().toISOString(), wishId: some.wishId, version: 1 };
    const face = { title: 'Wish', price: null, url: null };
    await tellWishNews(db, { ...job, what: 'changed', before: face, after: face });
    await tellWishNews(db, { ...job, what: 'quantity' });
    await tellWishNews(db, { at: job.at, what: 'removed', wishIds: [some.wishId] });
    await tellWishNews(db, { at: job.at, what: 'received', wishIds: [some.wishId] });
    await tellWishNews(db, { at: job.at, what: 'list-removed', wishlistId: some.wishlistId });
    await tellWishNews(db, { ...job, what: 'released' });
  },
};

/** What the clock brings is for many at once: there may be so many that reading all is cheaper, but there must be a shorter way. */
const rounds: typeof screens = {
  reminders: (db) => remind(db, new Date()),
  'the clean-up': (db) => forgetWhatIsOver(db, new Date()),
};

function noLetter(): Letter {
  throw new Error('nothing is due');
}

/** The statements that something sends and that are planned. */
async function planned(act: (db: Database) => Promise<unknown>): Promise<string[]> {
  const statements = (await captureStatements(database.url, act)).map(({ sql }) => sql);
  expect(statements.length).toBeGreaterThan(0);
  return statements.filter((sql) => !/^(begin|commit)$/.test(sql));
}

it.each(Object.entries(screens))('%s: no table is read from end to end', async (_name, screen) => {
  for (const sql of await planned(screen)) expect([sql, await tablesReadWhole(sql)]).toEqual([sql, []]);
});

it('the feed is walked in its order, and left when its page is full', async () => {
  const pages = (await planned(readTwoPagesOfNews)).filter((sql) => sql.includes('from feed'));
  expect(pages).toHaveLength(2);
  for (const sql of pages) {
    const { rows } = await client.query(`explain (generic_plan) ${sql}`);
    const plan = rows.map((row) => String(Object.values(row)[0])).join('\n');
    expect(plan).toMatch(/Limit.*\n(.*\n)*.*feed_latest/);
    expect(plan).not.toMatch(/Sort Key: feed/);
  }
});

describe('when all is to be avoided that can be', () => {
  beforeAll(() => client.query('set enable_seqscan = off'));
  afterAll(() => client.query('reset enable_seqscan'));

  it.each(Object.entries(rounds))('%s: no table has to be read from end to end', async (_name, round) => {
    for (const sql of await planned(round)) expect([sql, await tablesReadWhole(sql)]).toEqual([sql, []]);
  });

  it('a missing index is noticed', async () => {
    const statements = await planned((db) => forgetWhatIsOver(db, new Date()));
    await client.query('begin; drop index sessions_old');
    const read: string[] = [];
    for (const sql of statements) read.push(...(await tablesReadWhole(sql)));
    await client.query('rollback');
    expect(read).toEqual(['sessions']);
  });
});

it('a missing index is noticed', async () => {
  const [statement] = await captureStatements(database.url, (db) => openOwnWishlist(db, some.ownerId, some.wishlistId));
  await client.query('begin; drop index wishes_of_wishlist, wishes_by_wishlist');
  expect(await tablesReadWhole(statement?.sql ?? '')).toContain('wishes');
  await client.query('rollback');
});
