import { api } from '@wishlins/contract';
import { sql, type RawBuilder } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countViolations } from './invariants.ts';
import { createWorld, makeList, visit, type World } from './testing/world.ts';

let world: World;
let ids: {
  anya: string;
  boris: string;
  dina: string;
  visitor: string;
  opened: string;
  elsewhere: string;
  list: string;
  wish: string;
};
beforeAll(async () => {
  world = await createWorld();
  const { list, wish } = await makeList(world.anya, {}, [{ title: 'Чашки', quantity: 3 }]);
  await world.boris.call(api.reservations.put, { params: { wishId: wish.id }, body: { quantity: 2 } });
  await world.vera.call(api.reservations.wait, { params: { wishId: wish.id } });
  await world.anya.call(api.wishlists.setGuests, {
    params: { wishlistId: list.id },
    body: { userIds: [world.vera.me.id] },
  });
  await world.anya.call(api.wishlists.rotateLink, { params: { wishlistId: list.id } });
  await world.anya.call(api.wishlists.create, { body: { title: 'Ещё' } }, { idempotencyKey: 'once-and-for-all' });
  const { wish: gone } = await makeList(world.anya, {}, [{ title: 'Прочь' }]);
  await world.boris.call(api.reservations.put, { params: { wishId: gone.id }, body: {} });
  await world.boris.call(api.notifications.setTelegram, { body: { allowed: true } });
  await world.anya.call(api.wishes.remove, { params: { wishId: gone.id } });
  await world.carryOutJobs();
  const { list: open, wish: lamp } = await makeList(world.anya, {}, [{ title: 'Лампа' }]);
  const { list: elsewhere } = await makeList(world.boris);
  const visitor = await visit(world, open.shareToken);
  await visitor.call(api.reservations.put, { params: { wishId: lamp.id }, body: {} });
  const [anya, boris, dina] = [world.anya, world.boris, world.dina].map(({ me }) => me.id) as [string, string, string];
  ids = {
    anya,
    boris,
    dina,
    visitor: visitor.id,
    opened: open.id,
    elsewhere: elsewhere.id,
    list: list.id,
    wish: wish.id,
  };
});
afterAll(() => world.end());

it('finds nothing in a world that was lived in', async () => {
  expect(await countViolations(world.url, () => {})).toBe(0);
});

const broken = 'nobody is selected, followed or awaited across a block';
const mutants: [string, string, () => [RawBuilder<unknown>, RawBuilder<unknown>]][] = [
  [
    'a piece too many is counted',
    'what is counted as reserved is what is held',
    () => [
      sql`update wish_stock set reserved = reserved + 1 where wish_id = ${ids.wish}`,
      sql`update wish_stock set reserved = reserved - 1 where wish_id = ${ids.wish}`,
    ],
  ],
  [
    'a reservation is lost',
    'what is counted as reserved is what is held',
    () => [
      sql`update reservations set quantity = 1 where wish_id = ${ids.wish}`,
      sql`update reservations set quantity = 2 where wish_id = ${ids.wish}`,
    ],
  ],
  [
    'the owner holds a wish',
    'nobody holds their own wish',
    () => [
      sql`update wishlists set owner_id = ${ids.boris} where id = ${ids.list}`,
      sql`update wishlists set owner_id = ${ids.anya} where id = ${ids.list}`,
    ],
  ],
  [
    'a wish has no stock',
    'every wish has its stock',
    () => [
      sql`insert into wishes (wishlist_id, title, priority, position) values (${ids.list}, 'Без запаса', 'low', 9)`,
      sql`delete from wishes where title = 'Без запаса'`,
    ],
  ],
  [
    'the blocked follow',
    broken,
    () => [
      sql`insert into follows (follower_id, followee_id) values (${ids.dina}, ${ids.anya})`,
      sql`delete from follows where follower_id = ${ids.dina}`,
    ],
  ],
  [
    'the blocked are selected',
    broken,
    () => [
      sql`insert into wishlist_guests (wishlist_id, user_id) values (${ids.list}, ${ids.dina})`,
      sql`delete from wishlist_guests where user_id = ${ids.dina}`,
    ],
  ],
  [
    'the blocked wait',
    broken,
    () => [
      sql`insert into waiting (wish_id, user_id) values (${ids.wish}, ${ids.dina})`,
      sql`delete from waiting where user_id = ${ids.dina}`,
    ],
  ],
  [
    'a visitor waits to be told',
    'a visitor has nothing but what they hold',
    () => [
      sql`insert into waiting (wish_id, user_id) values (${ids.wish}, ${ids.visitor})`,
      sql`delete from waiting where user_id = ${ids.visitor}`,
    ],
  ],
  [
    'a visitor holds somebody else’s wish',
    'a visitor holds wishes of whom the list is by whose link they came',
    () => [
      sql`update users set visitor_of = ${ids.elsewhere} where id = ${ids.visitor}`,
      sql`update users set visitor_of = ${ids.opened} where id = ${ids.visitor}`,
    ],
  ],
  [
    'an old link works',
    'no link that was replaced is in force',
    () => [
      sql`insert into retired_share_tokens (share_token, wishlist_id) select share_token, id from wishlists where id = ${ids.list}`,
      sql`delete from retired_share_tokens using wishlists where wishlists.share_token = retired_share_tokens.share_token`,
    ],
  ],
  [
    'an answer is missing',
    'every key that was accepted has its answer',
    () => [
      sql`insert into idempotency_keys (user_id, key, request_hash, reply) values (${ids.anya}, 'lost', '', 'null')`,
      sql`delete from idempotency_keys where key = 'lost'`,
    ],
  ],
  [
    'a removal was told of to nobody',
    'whoever holds a wish that is gone was told, or is going to be',
    () => [
      sql`update notifications set kind = 'wish_changed' where kind = 'wish_removed'`,
      sql`update notifications set kind = 'wish_removed' where kind = 'wish_changed'`,
    ],
  ],
  [
    'somebody else’s message waits',
    'a message goes to whom it is for, and waits for nobody who cannot be reached',
    () => [sql`update deliveries set user_id = ${ids.anya}`, sql`update deliveries set user_id = ${ids.boris}`],
  ],
  [
    'a message waits for who cannot be reached',
    'a message goes to whom it is for, and waits for nobody who cannot be reached',
    () => [
      sql`update users set reachable = false where id = ${ids.boris}`,
      sql`update users set reachable = true where id = ${ids.boris}`,
    ],
  ],
  [
    'somebody cannot leave',
    'whoever wanted to leave has left',
    () => [
      sql`update users set leaves_at = now() - interval '2 days' where id = ${ids.dina}`,
      sql`update users set leaves_at = null where id = ${ids.dina}`,
    ],
  ],
  [
    'a session outlives its time',
    'nothing is kept longer than it is said to be',
    () => [
      sql`insert into sessions (token_hash, user_id, created_at) values ('old', ${ids.anya}, now() - interval '10 days')`,
      sql`delete from sessions where token_hash = 'old'`,
    ],
  ],
];

it.each(mutants)('notices when %s', async (_what, invariant, statements) => {
  const [breakIt, mendIt] = statements();
  await breakIt.execute(world.db);
  const said: string[] = [];
  const count = await countViolations(world.url, (sentence) => said.push(sentence));
  await mendIt.execute(world.db);
  expect(said).toEqual([`broken ${count} times: ${invariant}`]);
  expect(await countViolations(world.url, () => {})).toBe(0);
});
