import { randomUUID } from 'node:crypto';
import { api } from '@wishlins/contract';
import { visibilities, type NewWishlist } from '@wishlins/contract/wishlists';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, makeList, refusal, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const make = (owner: Actor, body: Partial<NewWishlist> & Record<string, unknown> = {}) =>
  owner.call(api.wishlists.create, { body: { title: 'День рождения', ...body } });
const get = (who: Actor, wishlistId: string) => who.call(api.wishlists.get, { params: { wishlistId } });
const change = (who: Actor, wishlistId: string, body: { version: number } & Record<string, unknown>) =>
  who.call(api.wishlists.update, { params: { wishlistId }, body });
const remove = (who: Actor, wishlistId: string) => who.call(api.wishlists.remove, { params: { wishlistId } });
const restore = (who: Actor, wishlistId: string) => who.call(api.wishlists.restore, { params: { wishlistId } });
const archive = (who: Actor, wishlistId: string) => who.call(api.wishlists.archive, { params: { wishlistId } });
const open = (who: Actor, shareToken: string) => who.call(api.wishlists.shared, { params: { shareToken } });
const rotate = (who: Actor, wishlistId: string) => who.call(api.wishlists.rotateLink, { params: { wishlistId } });
const setGuests = (who: Actor, wishlistId: string, userIds: string[]) =>
  who.call(api.wishlists.setGuests, { params: { wishlistId }, body: { userIds } });
const titles = async (who: Actor, state?: 'active' | 'archived') =>
  (await who.call(api.wishlists.list, { query: state ? { state } : {} })).wishlists.map(({ title }) => title);

describe('making a wishlist', () => {
  it('needs a title only: it is private and a full surprise', async () => {
    const made = await make(world.anya);
    expect(made).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      title: 'День рождения',
      emoji: null,
      color: 'rose',
      occasion: null,
      eventDate: null,
      note: null,
      surprise: 'full',
      revealOn: null,
      visibility: 'private',
      shareToken: expect.stringMatching(/^[\w-]{22}$/),
      wishCount: 0,
      archivedAt: null,
      version: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: made.createdAt,
    });
    expect(await get(world.anya, made.id)).toEqual({ ...made, wishes: [] });
  });

  it('keeps everything that is given, tidied', async () => {
    const given = {
      emoji: '👩‍👩‍👧',
      color: 'mint',
      occasion: 'wedding',
      eventDate: '2099-05-01',
      note: 'Без цветов,\nпожалуйста',
      visibility: 'friends',
      surprise: 'open',
      revealOn: '2099-06-01',
    } as const;
    const made = await make(world.anya, { ...given, title: '  Свадьба\u0301 ' });
    expect(made).toMatchObject({ ...given, title: 'Свадьба\u0301' });
  });

  it('ends the surprise three days after the event', async () => {
    expect((await make(world.anya, { eventDate: '2099-12-30' })).revealOn).toBe('2100-01-02');
  });

  it.each([
    ['title', ''],
    ['title', '   '],
    ['title', 'ы'.repeat(101)],
    ['title', 'две\nстроки'],
    ['title', 'без \u202Eконца'],
    ['title', null],
    ['emoji', '🎁🎁'],
    ['emoji', ''],
    ['color', 'red'],
    ['occasion', 'funeral'],
    ['eventDate', '2026-02-30'],
    ['eventDate', '0000-01-01'],
    ['eventDate', '01.05.2099'],
    ['note', 'ы'.repeat(1001)],
    ['visibility', 'everyone'],
    ['surprise', 'none'],
    ['revealOn', '2099-01-01'],
    ['shareToken', 'AAAAAAAAAAAAAAAAAAAAAA'],
    ['ownerId', 'somebody'],
  ])('refuses %s %j', async (field, value) => {
    await expect(make(world.anya, { [field]: value })).rejects.toMatchObject({
      code: 'invalid_request',
      details: { field: `body.${field}` },
    });
  });

  it('lets the owner defer the end of the surprise, never hasten it', async () => {
    await expect(make(world.anya, { eventDate: '2099-05-01', revealOn: '2099-05-03' })).rejects.toMatchObject({
      details: { field: 'body.revealOn', rule: 'too early' },
    });
    const made = await make(world.anya, { eventDate: '2099-05-01', revealOn: '2099-05-10' });
    expect((await change(world.anya, made.id, { version: 1, eventDate: '2099-07-01' })).revealOn).toBe('2099-07-04');
    expect((await change(world.anya, made.id, { version: 2, revealOn: '2099-08-01' })).revealOn).toBe('2099-08-01');
    expect((await change(world.anya, made.id, { version: 3, revealOn: null })).revealOn).toBe('2099-07-04');
    expect((await change(world.anya, made.id, { version: 4, eventDate: null })).revealOn).toBeNull();
  });

  it('has an end at 200, also for those who are quick and for those who bring one back', async () => {
    const owner = await world.newcomer();
    const gone = await make(owner);
    await remove(owner, gone.id);
    await sql`
      insert into wishlists (owner_id, title, color, visibility, surprise, share_token, position)
      select ${owner.me.id}, 'Список ' || place, 'rose', 'private', 'full', 'token-' || gen_random_uuid(), place
      from generate_series(1, 198) as place`.execute(world.db);
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => make(owner)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    await expect(make(owner)).rejects.toMatchObject({ code: 'limit_reached', details: { limit: 200 } });
    expect(await refusal(restore(owner, gone.id))).toBe('limit_reached');
  });
});

describe('changing a wishlist', () => {
  it('changes what is given, clears what is null, and counts versions', async () => {
    const made = await make(world.anya, { note: 'Старое', emoji: '🎂', eventDate: '2099-05-01' });
    const changed = await change(world.anya, made.id, { version: 1, title: 'Новое', note: '', emoji: null });
    expect(changed).toMatchObject({ title: 'Новое', note: null, emoji: null, eventDate: '2099-05-01', version: 2 });
    expect(changed.updatedAt > made.updatedAt).toBe(true);
  });

  it('is refused to the second of two devices, whatever they change', async () => {
    const { id } = await make(world.anya);
    const devices = ['Телефон', 'Планшет'].map((title) => change(world.anya, id, { version: 1, title }));
    const outcomes = await Promise.allSettled(devices);
    const [lost] = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
    expect(lost).toMatchObject({ code: 'version_conflict' });
    expect((await get(world.anya, id)).version).toBe(2);
  });

  it('is for its owner', async () => {
    const { id } = await make(world.anya, { visibility: 'public' });
    expect(await refusal(change(world.boris, id, { version: 1, title: 'Моё' }))).toBe('wishlist_not_found');
  });
});

describe('the order of my wishlists', () => {
  it('has the newest first, until another is given; those left out follow as they were', async () => {
    const owner = await world.newcomer();
    const ids: Record<string, string> = {};
    for (const title of ['А', 'Б', 'В', 'Г']) ids[title] = (await make(owner, { title })).id;
    expect(await titles(owner)).toEqual(['Г', 'В', 'Б', 'А']);
    const order = (wishlistIds: string[]) => owner.call(api.wishlists.order, { body: { wishlistIds } });
    await order([ids['А'] ?? '', ids['В'] ?? '']);
    expect(await titles(owner)).toEqual(['А', 'В', 'Г', 'Б']);
    await order([]);
    expect(await titles(owner)).toEqual(['А', 'В', 'Г', 'Б']);
    await make(owner, { title: 'Д' });
    expect(await titles(owner)).toEqual(['Д', 'А', 'В', 'Г', 'Б']);
  });

  it('leaves alone what is not mine', async () => {
    const [owner, other] = [await world.newcomer(), await world.newcomer()];
    const theirs = [await make(other, { title: '1' }), await make(other, { title: '2' })];
    const mine = await make(owner, { title: 'Моё' });
    await owner.call(api.wishlists.order, {
      body: { wishlistIds: [...theirs.map(({ id }) => id), randomUUID(), mine.id] },
    });
    expect(await titles(other)).toEqual(['2', '1']);
    expect(await titles(owner)).toEqual(['Моё']);
  });
});

describe('the archive', () => {
  it('keeps a list with its wishes for its owner alone, until it is taken out', async () => {
    const owner = await world.newcomer();
    const { list } = await makeList(owner, { title: 'Прошлое', visibility: 'public' });
    const archived = await archive(owner, list.id);
    expect(archived.archivedAt).not.toBeNull();
    expect(await archive(owner, list.id)).toEqual(archived);
    expect(await titles(owner)).toEqual([]);
    expect(await titles(owner, 'archived')).toEqual(['Прошлое']);
    expect((await get(owner, list.id)).wishes).toHaveLength(1);
    expect(await refusal(open(world.gleb, list.shareToken))).toBe('wishlist_not_found');
    const back = await owner.call(api.wishlists.unarchive, { params: { wishlistId: list.id } });
    expect(back.archivedAt).toBeNull();
    expect((await open(world.gleb, list.shareToken)).id).toBe(list.id);
  });

  it('takes in nothing that is deleted', async () => {
    const { id } = await make(world.anya);
    await remove(world.anya, id);
    expect(await refusal(archive(world.anya, id))).toBe('wishlist_not_found');
    expect((await restore(world.anya, id)).archivedAt).toBeNull();
  });
});

describe('a deleted wishlist', () => {
  it('is gone for everybody, its wishes with it, and comes back as it was', async () => {
    const { list, wish } = await makeList(world.anya, { visibility: 'public' });
    await remove(world.anya, list.id);
    expect(await refusal(get(world.anya, list.id))).toBe('wishlist_not_found');
    expect(await refusal(remove(world.anya, list.id))).toBe('wishlist_not_found');
    expect(await refusal(open(world.gleb, list.shareToken))).toBe('wishlist_not_found');
    expect(await refusal(world.anya.call(api.wishes.get, { params: { wishId: wish.id } }))).toBe('wish_not_found');
    expect(await restore(world.anya, list.id)).toEqual({ ...list, wishCount: 1 });
    expect((await open(world.gleb, list.shareToken)).wishes).toHaveLength(1);
  });

  it('stays gone after 30 days', async () => {
    const { id } = await make(world.anya);
    await remove(world.anya, id);
    const age = (days: number) =>
      sql`update wishlists set deleted_at = now() - make_interval(days => ${days}::int) where id = ${id}`.execute(
        world.db,
      );
    await age(30);
    expect(await refusal(restore(world.anya, id))).toBe('wishlist_not_found');
    await age(29);
    expect((await restore(world.anya, id)).id).toBe(id);
  });

  it('comes back as it is when it was never gone', async () => {
    const made = await make(world.anya);
    expect(await restore(world.anya, made.id)).toEqual(made);
  });
});

describe('the share link', () => {
  it('shows a guest the list, its owner’s face and the wishes, and nothing that is the owner’s alone', async () => {
    const { list } = await makeList(world.anya, { note: 'Заметка', eventDate: '2099-05-01' });
    const { wishes, ...cover } = await open(world.gleb, list.shareToken);
    const { id, title, emoji, color, occasion, eventDate, note, surprise, revealOn, shareToken } = list;
    const owner = { id: world.anya.me.id, name: 'Аня Иванова', username: 'anya_i', photoUrl: null };
    expect(cover).toEqual({
      id,
      title,
      emoji,
      color,
      occasion,
      eventDate,
      note,
      surprise,
      revealOn,
      shareToken,
      owner,
    });
    expect(Object.keys(wishes[0] ?? {}).toSorted()).toEqual([
      'createdAt',
      'id',
      'note',
      'pictures',
      'price',
      'priority',
      'quantity',
      'receivedAt',
      'reservation',
      'title',
      'url',
    ]);
  });

  it('once replaced says so to those who may open the list, and the new one works', async () => {
    const { list } = await makeList(world.anya);
    const { shareToken, version } = await rotate(world.anya, list.id);
    expect(shareToken).not.toBe(list.shareToken);
    expect(version).toBe(2);
    expect(await refusal(open(world.gleb, list.shareToken))).toBe('link_changed');
    expect((await open(world.gleb, shareToken)).id).toBe(list.id);
    expect(await refusal(open(world.dina, list.shareToken))).toBe('wishlist_not_found');
    await change(world.anya, list.id, { version: 2, visibility: 'private' });
    expect(await refusal(open(world.gleb, list.shareToken))).toBe('wishlist_not_found');
  });

  it('shuts out who came by the old one, also by the ids they know, until they come by the new one', async () => {
    const { list, wish } = await makeList(world.anya);
    const opened = async () => (await world.gleb.call(api.wishlists.opened, { query: {} })).entries.map(({ id }) => id);
    const reserve = () => world.gleb.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    const { id: ownList } = await make(world.gleb);
    const copy = () =>
      world.gleb.call(api.wishes.wantToo, { params: { wishId: wish.id }, body: { wishlistId: ownList } });
    await open(world.gleb, list.shareToken);
    expect(await opened()).toContain(list.id);
    const { shareToken } = await rotate(world.anya, list.id);
    expect(await refusal(reserve())).toBe('wish_not_found');
    expect(await refusal(copy())).toBe('wish_not_found');
    expect(await opened()).not.toContain(list.id);
    await open(world.gleb, shareToken);
    expect(await opened()).toContain(list.id);
    expect((await reserve()).mine?.quantity).toBe(1);
  });

  it('replaced by two devices at once leads to one link', async () => {
    const { list } = await makeList(world.anya);
    await Promise.all([rotate(world.anya, list.id), rotate(world.anya, list.id)]);
    const { shareToken, version } = await get(world.anya, list.id);
    expect(version).toBe(3);
    expect((await open(world.gleb, shareToken)).id).toBe(list.id);
  });
});

describe('selected people', () => {
  it('are whom the owner last named, by name', async () => {
    const { list } = await makeList(world.anya, { visibility: 'selected' });
    const both = await setGuests(world.anya, list.id, [world.vera.me.id, world.gleb.me.id]);
    expect(both.people.map(({ name }) => name)).toEqual(['Vera Smith', 'Глеб']);
    expect((await open(world.gleb, list.shareToken)).id).toBe(list.id);
    await setGuests(world.anya, list.id, [world.vera.me.id]);
    expect(await refusal(open(world.gleb, list.shareToken))).toBe('wishlist_not_found');
    const { people } = await world.anya.call(api.wishlists.guests, { params: { wishlistId: list.id } });
    expect(people.map(({ name }) => name)).toEqual(['Vera Smith']);
  });

  it.each([
    ['nobody of that id', () => randomUUID()],
    ['themselves', () => world.anya.me.id],
    ['whom they blocked', () => world.dina.me.id],
  ])('cannot be %s, and then nothing changes', async (_whom, wrong) => {
    const { list } = await makeList(world.anya, { visibility: 'selected' });
    await setGuests(world.anya, list.id, [world.vera.me.id]);
    expect(await refusal(setGuests(world.anya, list.id, [world.boris.me.id, wrong()]))).toBe('user_not_found');
    const { people } = await world.anya.call(api.wishlists.guests, { params: { wishlistId: list.id } });
    expect(people.map(({ name }) => name)).toEqual(['Vera Smith']);
  });
});

describe('the lists of a person', () => {
  it('show to each what they may open from the profile; those by link never', async () => {
    const owner = await world.newcomer();
    const person = { params: { userId: owner.me.id } };
    await owner.call(api.friends.follow, { params: { userId: world.boris.me.id } });
    await world.boris.call(api.friends.follow, person);
    for (const visibility of visibilities) {
      const { id } = await make(owner, { title: visibility, visibility });
      await setGuests(owner, id, [world.vera.me.id]);
    }
    const seen = async (viewer: Actor) =>
      (await viewer.call(api.wishlists.ofUser, person)).wishlists.map(({ title }) => title);
    expect(await seen(world.gleb)).toEqual(['public']);
    expect(await seen(world.boris)).toEqual(['public', 'friends']);
    expect(await seen(world.vera)).toEqual(['public', 'selected']);
  });

  it('count the wishes that are still open', async () => {
    const owner = await world.newcomer();
    const { wishes } = await makeList(owner, { visibility: 'public' }, [
      { title: '1' },
      { title: '2' },
      { title: '3' },
    ]);
    const [first = '', second = ''] = wishes.map(({ id }) => id);
    await owner.call(api.wishes.remove, { params: { wishId: first } });
    await owner.call(api.wishes.batch, { body: { action: 'receive', wishIds: [second] } });
    const { wishlists } = await world.gleb.call(api.wishlists.ofUser, { params: { userId: owner.me.id } });
    expect(wishlists.map(({ wishCount, owner: { id } }) => [wishCount, id])).toEqual([[1, owner.me.id]]);
  });
});

describe('lists I have opened', () => {
  it('are there latest first while I may open them, page by page, each once', async () => {
    const [owner, guest] = [await world.newcomer(), await world.newcomer()];
    const ids: string[] = [];
    for (let count = 0; count < 55; count += 1) {
      const { id, shareToken } = await make(owner, { visibility: 'link' });
      await open(guest, shareToken);
      ids.unshift(id);
    }
    await remove(owner, ids[3] ?? '');
    const first = await guest.call(api.wishlists.opened, { query: {} });
    const second = await guest.call(api.wishlists.opened, { query: { cursor: first.next ?? '' } });
    expect(first.entries).toHaveLength(50);
    expect(second.next).toBeNull();
    expect([...first.entries, ...second.entries].map(({ id }) => id)).toEqual(ids.toSpliced(3, 1));
  });

  it('never hold my own', async () => {
    const { list } = await makeList(world.boris);
    await open(world.boris, list.shareToken).catch(() => {});
    const { entries } = await world.boris.call(api.wishlists.opened, { query: {} });
    expect(entries.filter(({ owner }) => owner.id === world.boris.me.id)).toEqual([]);
  });
});
