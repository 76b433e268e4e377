import { api } from '@wishlins/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetWhatIsOver } from './retention.ts';
import { createWorld, makeList, visit, type Actor, type World } from './testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const day = 86_400_000;
/** The clean-up of so many days from now. */
const cleanUpIn = (days: number) => forgetWhatIsOver(world.db, new Date(Date.now() + days * day));
/** As clean-ups of days to come have ended their sessions, too. */
const again = (who: Actor) => world.newcomer(who.telegram);

async function ids(table: 'wishes' | 'wishlists'): Promise<string[]> {
  return (await world.db.selectFrom(table).select('id').execute()).map(({ id }) => id);
}

describe('a wish that was deleted', () => {
  it('is there for 30 days, then gone', async () => {
    const anya = await again(world.anya);
    const { list, wish } = await makeList(anya);
    await anya.call(api.wishes.remove, { params: { wishId: wish.id } });
    await world.carryOutJobs();
    await cleanUpIn(29);
    expect(await ids('wishes')).toContain(wish.id);
    await cleanUpIn(31);
    expect(await ids('wishes')).not.toContain(wish.id);
    expect(await ids('wishlists')).toContain(list.id);
  });

  it.each(['alone', 'with its list'])('%s stays with who holds it until they dismiss it', async (how) => {
    const anya = await again(world.anya);
    const boris = await again(world.boris);
    const { list, wish, wishes } = await makeList(anya, {}, [{ title: 'Лыжи' }, { title: 'Коньки' }]);
    await boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    if (how === 'alone') await anya.call(api.wishes.remove, { params: { wishId: wish.id } });
    else await anya.call(api.wishlists.remove, { params: { wishlistId: list.id } });
    await world.carryOutJobs();

    await cleanUpIn(400);
    const { entries } = await (await again(boris)).call(api.reservations.mine, { query: {} });
    expect(entries).toMatchObject([{ wishId: wish.id, snapshot: { title: 'Лыжи' }, notice: 'removed' }]);
    expect((await ids('wishes')).includes(wishes[1]?.id ?? '')).toBe(how === 'alone');

    await (await again(boris)).call(api.reservations.remove, { params: { wishId: wish.id } });
    await world.carryOutJobs();
    await cleanUpIn(31);
    expect(await ids('wishes')).not.toContain(wish.id);
    expect((await ids('wishlists')).includes(list.id)).toBe(how === 'alone');
  });

  it('and brought back in time stays', async () => {
    const anya = await again(world.anya);
    const { list } = await makeList(anya);
    await anya.call(api.wishlists.remove, { params: { wishlistId: list.id } });
    await anya.call(api.wishlists.restore, { params: { wishlistId: list.id } });
    await world.carryOutJobs();
    await cleanUpIn(400);
    expect(await ids('wishlists')).toContain(list.id);
  });
});

describe('what a person was told', () => {
  it('stays 90 days when they have read it, a year when not; what became of the message 30 days', async () => {
    const star = await world.newcomer({ allows_write_to_pm: true });
    for (let fans = 0; fans < 2; fans += 1) {
      await (await world.newcomer()).call(api.friends.follow, { params: { userId: star.me.id } });
    }
    const { entries } = await star.call(api.notifications.list, { query: {} });
    await star.call(api.notifications.markRead, { body: { upTo: entries[1]?.id ?? '' } });
    await sql`update deliveries set state = 'sent', finished_at = now() where user_id = ${star.me.id}`.execute(
      world.db,
    );
    const left = async (table: 'notifications' | 'deliveries') =>
      (await world.db.selectFrom(table).select('user_id').where('user_id', '=', star.me.id).execute()).length;

    await cleanUpIn(29);
    expect([await left('notifications'), await left('deliveries')]).toEqual([2, 2]);
    await cleanUpIn(31);
    expect([await left('notifications'), await left('deliveries')]).toEqual([2, 0]);
    await cleanUpIn(91);
    expect(await left('notifications')).toBe(1);
    await cleanUpIn(364);
    expect(await left('notifications')).toBe(1);
    await cleanUpIn(366);
    expect(await left('notifications')).toBe(0);
  });

  it('stays while its message waits to be sent', async () => {
    const star = await world.newcomer({ allows_write_to_pm: true });
    await (await world.newcomer()).call(api.friends.follow, { params: { userId: star.me.id } });
    await cleanUpIn(300);
    const waiting = world.db.selectFrom('deliveries').select('state').where('user_id', '=', star.me.id);
    expect(await waiting.execute()).toEqual([{ state: 'waiting' }]);
  });
});

it.each(['idempotency_keys', 'sessions', 'bot_updates'] as const)('of %s the old go, the young stay', async (table) => {
  const young = await world.newcomer();
  const userId = young.me.id;
  const updateId = Date.now();
  await young.call(api.wishlists.create, { body: { title: 'Раз' } }, { idempotencyKey: 'only-once-please' });
  await world.db.insertInto('bot_updates').values({ update_id: updateId, user_id: userId }).execute();
  const count = async () =>
    (await world.db.selectFrom(table).select('user_id').where('user_id', '=', userId).execute()).length;
  const kept = { idempotency_keys: 1, sessions: 7, bot_updates: 2 }[table];
  await cleanUpIn(kept - 0.1);
  expect(await count()).toBe(1);
  await cleanUpIn(kept + 0.1);
  expect(await count()).toBe(0);
});

describe('a visitor', () => {
  const reserve = async (visitor: Awaited<ReturnType<typeof visit>>, wishId: string) => {
    await visitor.call(api.reservations.put, { params: { wishId }, body: {} });
    return visitor;
  };
  const areLeft = async (...visitors: { id: string }[]) => {
    const all = (await world.db.selectFrom('users').select('id').execute()).map(({ id }) => id);
    return visitors.map(({ id }) => all.includes(id));
  };

  it('who does not come for 30 days is forgotten, unless they hold something', async () => {
    const { list, wish } = await makeList(await again(world.anya));
    const holder = await reserve(await visit(world, list.shareToken), wish.id);
    const idle = await visit(world, list.shareToken);
    await cleanUpIn(29);
    expect(await areLeft(holder, idle)).toEqual([true, true]);
    await cleanUpIn(31);
    expect(await areLeft(holder, idle)).toEqual([true, false]);
  });

  it('goes with the list, but for one who holds what was moved to another', async () => {
    const anya = await again(world.anya);
    const [left, moved, other] = [await makeList(anya), await makeList(anya), await makeList(anya)];
    const [idle, holder] = [await visit(world, left.list.shareToken), await visit(world, moved.list.shareToken)];
    await reserve(holder, moved.wish.id);
    const wishIds = [moved.wish.id];
    await anya.call(api.wishes.batch, { body: { action: 'move', wishIds, wishlistId: other.list.id } });
    for (const { list } of [left, moved]) await anya.call(api.wishlists.remove, { params: { wishlistId: list.id } });
    await world.carryOutJobs();
    // However lately they came.
    await sql`update users set visited_at = now() + interval '1 year' where visitor_of is not null`.execute(world.db);
    await cleanUpIn(31);
    expect(await areLeft(idle, holder)).toEqual([false, true]);
    expect(await ids('wishlists')).not.toContain(left.list.id);
  });
});

it('more than one statement deletes goes at once', async () => {
  const { me } = await world.newcomer();
  await sql`
    insert into idempotency_keys (user_id, key, request_hash, reply)
    select ${me.id}, 'key ' || place, '', '{}' from generate_series(1, 1203) as place`.execute(world.db);
  await cleanUpIn(2);
  expect(await world.db.selectFrom('idempotency_keys').select('key').execute()).toEqual([]);
});
