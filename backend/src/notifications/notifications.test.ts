import { randomUUID } from 'node:crypto';
import { api } from '@wishlins/contract';
import { muteLimit } from '@wishlins/contract/notifications';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, makeList, refusal, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const follow = (who: Actor, whom: Actor) => who.call(api.friends.follow, { params: { userId: whom.me.id } });
const inbox = (who: Actor, cursor?: string) => who.call(api.notifications.list, { query: { cursor } });
const unread = async (who: Actor) => (await who.call(api.notifications.unread, {})).count;
const allow = (who: Actor, allowed: boolean) => who.call(api.notifications.setTelegram, { body: { allowed } });
const deliveriesTo = async (who: Actor) =>
  (await world.db.selectFrom('deliveries').select('state').where('user_id', '=', who.me.id).execute()).map(
    ({ state }) => state,
  );

describe('the inbox', () => {
  it('has what a person was told, as facts, latest first', async () => {
    const [star, fan, other] = [await world.newcomer(), await world.newcomer(), await world.newcomer()];
    await follow(fan, star);
    await follow(other, star);
    const { entries, next } = await inbox(star);
    expect(next).toBeNull();
    expect(entries.map(({ kind, actor, read }) => [kind, actor?.id, read])).toEqual([
      ['new_follower', other.me.id, false],
      ['new_follower', fan.me.id, false],
    ]);
    expect(entries[0]).toMatchObject({ wishlist: null, wish: null, facts: { days: null, before: null, after: null } });
  });

  it('counts what is unread, until the person has read up to it', async () => {
    const star = await world.newcomer();
    for (let count = 0; count < 3; count += 1) await follow(await world.newcomer(), star);
    expect(await unread(star)).toBe(3);
    const { entries } = await inbox(star);
    await star.call(api.notifications.markRead, { body: { upTo: entries[1]?.id ?? '' } });
    expect(await unread(star)).toBe(1);
    expect((await inbox(star)).entries.map(({ read }) => read)).toEqual([false, true, true]);
  });

  it('is read by its owner alone', async () => {
    const star = await world.newcomer();
    await follow(world.gleb, star);
    const { entries } = await inbox(star);
    await world.boris.call(api.notifications.markRead, { body: { upTo: entries[0]?.id ?? '' } });
    expect(await unread(star)).toBe(1);
    expect((await inbox(world.boris)).entries.map(({ id }) => id)).not.toContain(entries[0]?.id);
  });

  it('comes page by page, each entry once', async () => {
    const star = await world.newcomer();
    await sql`
      insert into notifications (user_id, kind, key, actor_id)
      select ${star.me.id}, 'new_follower', 'follower ' || place, ${world.gleb.me.id} from generate_series(1, 70) as place`.execute(
      world.db,
    );
    const first = await inbox(star);
    const second = await inbox(star, first.next ?? '');
    expect([first.entries.length, second.entries.length, second.next]).toEqual([50, 20, null]);
    expect(new Set([...first.entries, ...second.entries].map(({ id }) => id)).size).toBe(70);
  });

  it('shows nothing of whom a block has come between', async () => {
    const star = await world.newcomer();
    await follow(world.gleb, star);
    await star.call(api.friends.block, { params: { userId: world.gleb.me.id } });
    expect((await inbox(star)).entries).toEqual([]);
    expect(await unread(star)).toBe(0);
  });
});

describe('a new follower', () => {
  it('is told of once, however often they follow', async () => {
    const star = await world.newcomer();
    await follow(world.vera, star);
    await follow(world.vera, star);
    await world.vera.call(api.friends.unfollow, { params: { userId: star.me.id } });
    await follow(world.vera, star);
    expect(await unread(star)).toBe(1);
  });

  it('is not told of when this is switched off, or the follower is muted', async () => {
    const star = await world.newcomer();
    await star.call(api.notifications.mutePerson, { params: { userId: world.vera.me.id } });
    await follow(world.vera, star);
    await star.call(api.notifications.updateSettings, { body: { off: ['new_follower'] } });
    await follow(world.gleb, star);
    expect(await unread(star)).toBe(0);
    await star.call(api.notifications.updateSettings, { body: { off: [] } });
    await follow(world.boris, star);
    expect(await unread(star)).toBe(1);
  });
});

describe('settings', () => {
  it('have everything on and no quiet hours, until they are changed one by one', async () => {
    const person = await world.newcomer();
    const settings = () => person.call(api.notifications.settings, {});
    const change = (body: object) => person.call(api.notifications.updateSettings, { body });
    expect(await settings()).toEqual({ off: [], quietHours: null, reachable: false });
    expect(await change({})).toEqual({ off: [], quietHours: null, reachable: false });
    const quietHours = { from: '22:30', to: '08:00' };
    expect(await change({ quietHours })).toEqual({ off: [], quietHours, reachable: false });
    expect(await change({ off: ['friend_news'] })).toEqual({ off: ['friend_news'], quietHours, reachable: false });
    expect(await change({ quietHours: null })).toEqual({ off: ['friend_news'], quietHours: null, reachable: false });
    expect(await settings()).toEqual({ off: ['friend_news'], quietHours: null, reachable: false });
  });

  it.each([
    ['quietHours', { from: '24:00', to: '08:00' }],
    ['quietHours', { from: '22:00', to: '22:00' }],
    ['off', ['everything']],
    ['off', ['friend_news', 'friend_news']],
  ])('refuse %s %j', async (field, value) => {
    await expect(world.gleb.call(api.notifications.updateSettings, { body: { [field]: value } })).rejects.toMatchObject(
      { code: 'invalid_request', details: { field: expect.stringContaining(`body.${field}`) } },
    );
  });
});

describe('the bot', () => {
  it('may write to whom Telegram says it may, and to who allowed it', async () => {
    const reachable = async (who: Actor) => (await who.call(api.notifications.settings, {})).reachable;
    const [told, silent] = [await world.newcomer({ allows_write_to_pm: true }), await world.newcomer()];
    expect([await reachable(told), await reachable(silent)]).toEqual([true, false]);
    await allow(silent, true);
    // Signing in without the sign takes nothing back.
    await world.newcomer(silent.telegram);
    expect(await reachable(silent)).toBe(true);
    await allow(silent, false);
    expect(await reachable(silent)).toBe(false);
  });

  it('is given nothing to send to whom it may not write', async () => {
    const star = await world.newcomer();
    await follow(world.vera, star);
    expect(await deliveriesTo(star)).toEqual([]);
    await allow(star, true);
    await follow(world.gleb, star);
    expect(await deliveriesTo(star)).toEqual(['waiting']);
    await allow(star, false);
    expect(await deliveriesTo(star)).toEqual(['unreachable']);
    expect(await unread(star)).toBe(2);
  });
});

describe('muting', () => {
  const muted = (who: Actor) => who.call(api.notifications.muted, {});

  it('is listed, undone, and the same twice', async () => {
    const person = await world.newcomer();
    const { list } = await makeList(world.anya, { title: 'Шумный', visibility: 'public' });
    const [one, other] = [{ params: { userId: world.anya.me.id } }, { params: { wishlistId: list.id } }];
    for (let time = 0; time < 2; time += 1) {
      await person.call(api.notifications.mutePerson, one);
      await person.call(api.notifications.muteWishlist, other);
    }
    const { people, wishlists } = await muted(person);
    expect(people.map(({ name }) => name)).toEqual(['Аня Иванова']);
    expect(wishlists.map(({ title, owner }) => [title, owner.name])).toEqual([['Шумный', 'Аня Иванова']]);
    await person.call(api.notifications.unmutePerson, one);
    await person.call(api.notifications.unmuteWishlist, other);
    expect(await muted(person)).toEqual({ people: [], wishlists: [] });
  });

  it('is for others, and for lists one may open', async () => {
    const { list } = await makeList(world.anya, { visibility: 'private' });
    const mutePerson = (userId: string) => world.gleb.call(api.notifications.mutePerson, { params: { userId } });
    const muteWishlist = (wishlistId: string) =>
      world.gleb.call(api.notifications.muteWishlist, { params: { wishlistId } });
    expect(await refusal(mutePerson(world.gleb.me.id))).toBe('not_yourself');
    expect(await refusal(mutePerson(randomUUID()))).toBe('user_not_found');
    expect(await refusal(muteWishlist(list.id))).toBe('wishlist_not_found');
  });

  it('has an end', async () => {
    const person = await world.newcomer();
    const { list } = await makeList(world.anya, { visibility: 'public' });
    await sql`
      with crowd as (
        insert into users (telegram_id, first_name, currency, language)
        select 9000000 + place, 'Толпа', 'RUB', 'ru' from generate_series(1, ${muteLimit}::int) as place returning id
      ), lists as (
        insert into wishlists (owner_id, title, color, visibility, surprise, share_token, position)
        select id, 'Список', 'rose', 'public', 'full', 'crowd-' || id, 0 from crowd returning id
      ), people as (
        insert into muted_people (user_id, person_id) select ${person.me.id}, id from crowd
      )
      insert into muted_wishlists (user_id, wishlist_id) select ${person.me.id}, id from lists`.execute(world.db);
    const one = person.call(api.notifications.mutePerson, { params: { userId: world.anya.me.id } });
    await expect(one).rejects.toMatchObject({ code: 'limit_reached', details: { limit: muteLimit } });
    const other = person.call(api.notifications.muteWishlist, { params: { wishlistId: list.id } });
    await expect(other).rejects.toMatchObject({ code: 'limit_reached', details: { limit: muteLimit } });
  });
});
