import { createHash } from 'node:crypto';
import { api, endpoints } from '@wishlins/contract';
import { wishActions, type NewWish } from '@wishlins/contract/wishes';
import type { Surprise } from '@wishlins/contract/wishlists';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { canaries, findTellingKeys, findTraces, masked, tracesOf } from '../testing/canaries.ts';
import { outcome, send, type Reply } from '../testing/http.ts';
import { signInitData } from '../testing/init-data.ts';
import { sampleOf, samples, type Place, type Scene } from '../testing/samples.ts';
import { createWorld, makeList, refusal, visit, type Actor, type VisitingActor, type World } from '../testing/world.ts';

/** Strangers to Anya, whose names she could learn from reservations only; Mina hides hers. */
let kenar: Actor;
let mina: Actor;
let world: World;
let otherList: string;
let otherWish: string;
beforeAll(async () => {
  world = await createWorld();
  kenar = await world.newcomer(canaries.kenar);
  mina = await world.newcomer(canaries.mina);
  ({
    list: { id: otherList },
    wish: { id: otherWish },
  } = await makeList(world.anya));
});
// Each test makes lists of its own, and nobody may have more than 200.
afterEach(async () => {
  // Wishes first: some were moved to the list that stays, and their holders go with the list that they came to.
  await world.db.deleteFrom('wishes').where('id', '<>', otherWish).execute();
  await world.db.deleteFrom('wishlists').where('id', '<>', otherList).execute();
  // Whoever is leaving shows nothing to guests.
  await world.db.updateTable('users').set({ leaves_at: null }).execute();
});
afterAll(() => world.end());

const reading = Array.from(endpoints).flatMap(([name, { method }]) => (method === 'GET' ? [name] : []));
const wishes: NewWish[] = [
  { title: 'Лампа' },
  { title: 'Плед', url: 'https://shop.example/plaid' },
  { title: 'Чайник', price: { amount: 499_000, currency: 'RUB' } },
  { title: 'Чашки', quantity: 3 },
  { title: 'Книга' },
  { title: 'Наушники' },
  { title: 'Шоколад', quantity: null },
  { title: 'Глобус' },
];

/** The name that a visitor gives, like nothing else here. */
const visitorName = 'Зинаида Снегирёва';

type Made = Awaited<ReturnType<typeof makeList>> & { passerBy: Actor; visitor: VisitingActor };

/** A list of Anya’s like every other one here, and a person who may take something from it. */
async function makeTwin(surprise: Surprise = 'full', eventDate: string | null = '2099-05-01'): Promise<Made> {
  const passerBy = await world.newcomer({ first_name: 'Прохожий' });
  const made = await makeList(world.anya, { surprise, eventDate }, wishes);
  // There before any gift is taken, as somebody may be who then takes none.
  const visitor = await visit(world, made.list.shareToken, visitorName);
  return { ...made, passerBy, visitor };
}

const placeOf = ({ list, passerBy }: Made, wishId: string): Place => ({
  wishlistId: list.id,
  wishId,
  shareToken: list.shareToken,
  userId: passerBy.me.id,
});

/** Everything that guests can do to a list: every stage, in part, without end, released, awaited, hidden, copied. */
async function takeGifts(made: Made): Promise<void> {
  const [lamp = '', plaid = '', kettle = '', cups = '', book = '', headphones = '', chocolate = '', globe = ''] =
    made.wishes.map(({ id }) => id);
  const { put, remove, wait } = api.reservations;
  for (const guest of [world.boris, kenar, mina]) {
    await guest.call(api.wishlists.shared, { params: { shareToken: made.list.shareToken } });
  }
  await kenar.call(put, { params: { wishId: lamp }, body: {} });
  await kenar.call(put, { params: { wishId: plaid }, body: { stage: 'bought' } });
  await mina.call(put, { params: { wishId: kettle }, body: { stage: 'given', hideName: true } });
  await kenar.call(put, { params: { wishId: cups }, body: { quantity: 2 } });
  await world.boris.call(put, { params: { wishId: cups }, body: {} });
  await kenar.call(put, { params: { wishId: book }, body: {} });
  await kenar.call(remove, { params: { wishId: book } });
  await world.boris.call(put, { params: { wishId: headphones }, body: {} });
  await kenar.call(wait, { params: { wishId: headphones } });
  await mina.call(put, { params: { wishId: chocolate }, body: { quantity: 5, hideName: true } });
  await made.passerBy.call(put, { params: { wishId: chocolate }, body: {} });
  await made.visitor.call(put, { params: { wishId: globe }, body: { stage: 'bought' } });
  const copies = { wishlistId: (await makeList(kenar)).list.id };
  await kenar.call(api.wishes.wantToo, { params: { wishId: lamp }, body: copies });
}

function sceneOf(place: Place, actor: Actor): Scene {
  return { ...place, ownWishlistId: otherList, initData: signInitData(actor.telegram) };
}

async function ask(name: string, place: Place, actor: Actor): Promise<Reply> {
  // Signing out ends the session that asks: let it be one of its own.
  const { token } = name === 'session.end' ? await world.newcomer(actor.telegram) : actor;
  return send(world.origin, ...sampleOf(name, sceneOf(place, actor)), token);
}

/** What every reading endpoint answers about every wish of a list. */
async function readAll(made: Made, actor: Actor): Promise<Record<string, Reply>> {
  const replies: Record<string, Reply> = {};
  for (const name of reading) replies[name] = await ask(name, placeOf(made, made.wish.id), actor);
  for (const { id } of made.wishes) replies[`wishes.get ${id}`] = await ask('wishes.get', placeOf(made, id), actor);
  return replies;
}

const tracesIn = (replies: Record<string, Reply>, actor: Actor) =>
  Object.entries(replies).flatMap(([name, reply]) => findTraces(reply, tracesOf(actor)).map((trace) => [name, trace]));

/** What an owner must never find in a reply. */
const cluesIn = (replies: Record<string, Reply>) => [
  ...tracesIn(replies, kenar),
  ...tracesIn(replies, mina),
  ...Object.entries(replies).flatMap(([name, { body }]) => (/Зинаида|Снегир/.test(body) ? [[name, visitorName]] : [])),
  ...Object.entries(replies).flatMap(([name, reply]) => findTellingKeys(reply).map((key) => [name, key])),
];

it('every endpoint of the contract has a sample call', () => {
  expect(Array.from(samples.keys()).toSorted()).toEqual(Array.from(endpoints.keys()).toSorted());
});

describe('the owner of a full surprise', () => {
  it('reads the same bytes everywhere before and after the gifts are taken', async () => {
    const made = await makeTwin();
    const before = await readAll(made, world.anya);
    await takeGifts(made);
    const after = await readAll(made, world.anya);
    expect(after).toEqual(before);
    expect(cluesIn(after)).toEqual([]);
    expect(after['wishlists.shared']?.status).toBe(303);
    expect(outcome(after['reservations.counts'] as Reply)).toBe('surprise_kept');
    expect(outcome(after['reservations.givers'] as Reply)).toBe('surprise_kept');
  });

  it.each(Array.from(endpoints.keys()))(
    '%s answers alike on a list that is taken and one that is free',
    async (name) => {
      const [taken, free] = [await makeTwin(), await makeTwin()];
      await takeGifts(taken);
      const [, input] = sampleOf(name, sceneOf(placeOf(taken, taken.wish.id), world.anya));
      const isAboutOneWish = JSON.stringify(input).includes(taken.wish.id);
      for (const [position, wish] of (isAboutOneWish ? taken.wishes : [taken.wish]).entries()) {
        const twin = free.wishes[position]?.id ?? '';
        // Twice: the second time what is stale, gone or done already is refused.
        for (const time of ['first', 'second']) {
          const mine = await ask(name, placeOf(taken, wish.id), world.anya);
          const other = await ask(name, placeOf(free, twin), world.anya);
          expect([time, wish.title, masked(mine)]).toEqual([time, wish.title, masked(other)]);
          expect(cluesIn({ [name]: mine })).toEqual([]);
        }
      }
    },
  );

  it.each(wishActions)('can %s several wishes at once, taken or free, and is answered alike', async (action) => {
    const [taken, free] = [await makeTwin(), await makeTwin()];
    await takeGifts(taken);
    const replies = [taken, free].map(async (made) =>
      send(
        world.origin,
        api.wishes.batch,
        { body: { action, wishIds: made.wishes.map(({ id }) => id), wishlistId: otherList } },
        world.anya.token,
      ),
    );
    const [mine, other] = (await Promise.all(replies)).map(masked);
    expect(mine?.status).toBe(200);
    expect(mine).toEqual(other);
  });

  it('changes a wish below what is reserved, and nothing says so', async () => {
    const [taken, free] = [await makeTwin(), await makeTwin()];
    await takeGifts(taken);
    const replies = [taken, free].map(({ wishes: [, , , cups] }) =>
      send(
        world.origin,
        api.wishes.update,
        { params: { wishId: cups?.id ?? '' }, body: { version: 1, quantity: 1 } },
        world.anya.token,
      ),
    );
    const [mine, other] = (await Promise.all(replies)).map(masked);
    expect(mine?.body).toContain('"quantity":1');
    expect(mine).toEqual(other);
  });
});

describe('other surprises', () => {
  it('reserved: the owner learns how many of each wish are taken, and of nobody', async () => {
    const made = await makeTwin('reserved');
    const { 'reservations.counts': _, ...before } = await readAll(made, world.anya);
    await takeGifts(made);
    const { 'reservations.counts': counts, ...after } = await readAll(made, world.anya);
    expect(after).toEqual(before);
    expect(outcome(after['reservations.givers'] as Reply)).toBe('surprise_kept');
    expect(byTitle(made, JSON.parse(counts?.body ?? '').wishes)).toEqual({
      Лампа: 1,
      Плед: 1,
      Чайник: 1,
      Чашки: 3,
      Наушники: 1,
      Шоколад: 6,
      Глобус: 1,
    });
    const counted = { counts: counts as Reply };
    expect([kenar, mina].flatMap((guest) => tracesIn(counted, guest))).toEqual([]);
  });

  it('open: the owner learns from one endpoint who gives what, and from no other', async () => {
    const made = await makeTwin('open');
    const {
      'reservations.counts': _counts,
      'reservations.givers': _givers,
      ...before
    } = await readAll(made, world.anya);
    await takeGifts(made);
    const { 'reservations.counts': counts, 'reservations.givers': givers, ...after } = await readAll(made, world.anya);
    expect(after).toEqual(before);
    expect(tracesIn({ counts: counts as Reply }, kenar)).toEqual([]);
    const { wishes: given } = await world.anya.call(api.reservations.givers, { params: { wishlistId: made.list.id } });
    const cups = given.find(({ wishId }) => wishId === made.wishes[3]?.id);
    expect(cups?.givers.map(({ person, quantity }) => [person.name, quantity])).toEqual([
      ['Кенарион Желтопёров', 2],
      ['Борис', 1],
    ]);
    expect(givers?.body).toContain(kenar.me.id);
  });

  it('a reservation keeps the promise under which it was made when the list becomes more open', async () => {
    const made = await makeTwin('full');
    const params = { wishlistId: made.list.id };
    const [first, second, third] = made.wishes.map(({ id }) => ({ params: { wishId: id }, body: {} }));
    await kenar.call(api.reservations.put, first ?? never());
    await world.anya.call(api.wishlists.update, { params, body: { version: 1, surprise: 'reserved' } });
    expect((await world.anya.call(api.reservations.counts, { params })).wishes).toEqual([]);

    await kenar.call(api.reservations.put, second ?? never());
    await world.anya.call(api.wishlists.update, { params, body: { version: 2, surprise: 'open' } });
    expect((await world.anya.call(api.reservations.givers, { params })).wishes).toEqual([]);
    await mina.call(api.reservations.put, third ?? never());
    const { wishes: counts } = await world.anya.call(api.reservations.counts, { params });
    expect(byTitle(made, counts)).toEqual({ Плед: 1, Чайник: 1 });
    const { wishes: givers } = await world.anya.call(api.reservations.givers, { params });
    expect(givers.map(({ givers: people }) => people.map(({ person }) => person.name))).toEqual([
      ['Minadora Goldfinch'],
    ]);

    await world.anya.call(api.wishlists.update, { params, body: { version: 3, surprise: 'full' } });
    expect(await refusal(world.anya.call(api.reservations.counts, { params }))).toBe('surprise_kept');
    expect(await refusal(world.anya.call(api.reservations.givers, { params }))).toBe('surprise_kept');
  });
});

describe('the end of a surprise', () => {
  const givers = ({ list }: Made) => world.anya.call(api.reservations.givers, { params: { wishlistId: list.id } });
  const change = (made: Made, body: { eventDate?: string | null; revealOn?: string | null }) =>
    world.anya
      .call(api.wishlists.get, { params: { wishlistId: made.list.id } })
      .then(({ version }) =>
        world.anya.call(api.wishlists.update, { params: { wishlistId: made.list.id }, body: { version, ...body } }),
      );
  const setDates = async (made: Made, eventDate: string, promised = eventDate) => {
    await world.db.updateTable('wishlists').set({ event_date: eventDate }).where('id', '=', made.list.id).execute();
    const held = world.db.updateTable('reservations').set({ reveal_on: inDays(3, promised) });
    await held
      .where(
        'wish_id',
        'in',
        made.wishes.map(({ id }) => id),
      )
      .execute();
  };

  it('comes three days after the event, in the time zone of the owner', async () => {
    const made = await makeTwin();
    await takeGifts(made);
    // It is today on Kiritimati at least a day before it is on Midway, 25 hours behind.
    await world.anya.call(api.users.updateMe, { body: { timeZone: 'Pacific/Kiritimati' } });
    const today = new Intl.DateTimeFormat('sv', { timeZone: 'Pacific/Kiritimati' }).format(new Date());
    await setDates(made, inDays(-2, today));
    expect(await refusal(givers(made))).toBe('surprise_kept');
    await setDates(made, inDays(-3, today));
    expect((await givers(made)).wishes).toHaveLength(7);
    await world.anya.call(api.users.updateMe, { body: { timeZone: 'Pacific/Midway' } });
    expect(await refusal(givers(made))).toBe('surprise_kept');
  });

  it('never comes before it was promised to a giver', async () => {
    const made = await makeTwin();
    await takeGifts(made);
    await setDates(made, inDays(-30), inDays(30));
    expect((await givers(made)).wishes).toEqual([]);
  });

  it('leaves three days to whoever reserves after it', async () => {
    const made = await makeTwin();
    await setDates(made, inDays(-30));
    await takeGifts(made);
    expect((await givers(made)).wishes).toEqual([]);
  });

  it('does not come when there is no date', async () => {
    const made = await makeTwin();
    await takeGifts(made);
    await change(made, { eventDate: null });
    expect(await refusal(givers(made))).toBe('surprise_kept');
  });

  it.each([
    ['by moving the event into the past', [{ eventDate: inDays(-30) }]],
    ['by moving the event and then returning to the default', [{ eventDate: inDays(-30) }, { revealOn: null }]],
    ['by returning to the default in the same change', [{ eventDate: inDays(-30), revealOn: null }]],
    ['by asking for a day in the past', [{ eventDate: inDays(-30), revealOn: inDays(-20) }]],
  ])('cannot be brought about at once %s', async (_how, changes) => {
    const made = await makeTwin('full', null);
    await takeGifts(made);
    for (const body of changes) await change(made, body);
    expect(await refusal(givers(made))).toBe('surprise_kept');
    expect(await refusal(world.anya.call(api.reservations.counts, { params: { wishlistId: made.list.id } }))).toBe(
      'surprise_kept',
    );
  });

  it.each([
    ['without a date', null],
    ['with its date to come', '2099-05-01'],
  ])(
    'cannot be brought about at once by moving wishes from a list %s to one whose surprise is over',
    async (_from, day) => {
      const [made, old] = [await makeTwin('full', day), await makeTwin()];
      await setDates(old, inDays(-30));
      await takeGifts(made);
      const move = { action: 'move', wishIds: made.wishes.map(({ id }) => id), wishlistId: old.list.id } as const;
      await world.anya.call(api.wishes.batch, { body: move });
      expect((await givers(old)).wishes).toEqual([]);
      const { wishes: counts } = await world.anya.call(api.reservations.counts, {
        params: { wishlistId: old.list.id },
      });
      expect(counts).toEqual([]);
    },
  );

  it('is not at once on a list that is made for a day in the past', async () => {
    const made = await makeTwin('full', inDays(-30));
    await takeGifts(made);
    expect(await refusal(givers(made))).toBe('surprise_kept');
  });
});

describe('somebody whom nobody knows', () => {
  const asAnybody = (made: Made) =>
    Promise.all(
      ['wishlists.open', 'wishlists.shared', 'visitors.create', 'reservations.put', 'visitors.me'].map((name) =>
        send(world.origin, ...sampleOf(name, sceneOf(placeOf(made, made.wish.id), world.gleb))),
      ),
    );

  it.each(['full', 'reserved', 'open'] as const)(
    'reads the same bytes before and after the gifts are taken: %s',
    async (surprise) => {
      const made = await makeTwin(surprise);
      const read = () => send(world.origin, api.wishlists.open, { params: { shareToken: made.list.shareToken } });
      const before = await read();
      await takeGifts(made);
      expect(await read()).toEqual(before);
      expect(cluesIn({ read: before })).toEqual([]);
    },
  );

  it('is answered alike on a list that is taken and one that is free, also when they say that they choose a gift', async () => {
    const [taken, free] = [await makeTwin(), await makeTwin()];
    await takeGifts(taken);
    const withoutToken = ({ body, ...reply }: Reply) => masked({ ...reply, body: body.replace(/"token":"[^"]+"/, '') });
    const [one, other] = [await asAnybody(taken), await asAnybody(free)].map((replies) => replies.map(withoutToken));
    expect(one).toEqual(other);
    expect(one?.map(({ status }) => status)).toEqual([200, 401, 201, 401, 401]);
  });
});

describe('guests among themselves', () => {
  it('learn the name of a giver from the shared list only, and nothing else of them', async () => {
    const made = await makeTwin();
    await takeGifts(made);
    const { 'wishlists.shared': shared, ...rest } = await readAll(made, world.vera);
    expect(tracesIn(rest, kenar)).toEqual([]);
    expect(tracesIn({ shared: shared as Reply }, kenar).map(([, trace]) => trace)).toEqual(['кенарион', 'желтопёров']);
  });

  it('never learn the name of a giver who hides it', async () => {
    const made = await makeTwin();
    await takeGifts(made);
    for (const guest of [world.boris, world.vera, world.gleb, world.dina, kenar]) {
      expect(tracesIn(await readAll(made, guest), mina)).toEqual([]);
    }
  });

  it('of a list they may not open learn nothing at all', async () => {
    const made = await makeTwin();
    await takeGifts(made);
    for (const stranger of [world.dina, { ...world.gleb, token: 'none' }]) {
      // But for what opens to anybody, and so to them as nobody in particular.
      const { 'wishlists.open': _open, ...closed } = await readAll(made, stranger);
      const texts = Object.values(closed).map(({ body }) => body);
      expect(texts.filter((text) => wishes.some(({ title }) => text.includes(title)))).toEqual([]);
    }
  });
});

describe('the checks of this file', () => {
  it('see a guest’s reply that is handed to the owner', async () => {
    const made = await makeTwin();
    await takeGifts(made);
    const shared = await ask('wishlists.shared', placeOf(made, made.wish.id), world.vera);
    expect(findTraces(shared, tracesOf(kenar))).not.toEqual([]);
    expect(findTellingKeys(shared)).toEqual(expect.arrayContaining(['reservation', 'available', 'others', 'waiting']));
  });

  it.each([
    ['a name in a header', 'Кенарион', encodeURIComponent],
    ['an id in hexadecimal', '7313371001', (id: string) => Buffer.from(id).toString('hex')],
    ['an id that is hashed', '7313371001', (id: string) => createHash('sha256').update(id).digest('base64url')],
  ])('see %s', (_what, fact, hide) => {
    const reply = { status: 200, headers: { 'x-list': `of ${hide(fact)}` }, body: '' };
    expect(findTraces(reply, tracesOf(kenar))).not.toEqual([]);
  });

  it.each([
    ['status', { status: 409 }],
    ['ETag', { headers: { etag: '"2"' } }],
    ['length', { headers: { etag: '"1"', 'content-length': '9' } }],
    ['version', { body: '{"version":2}' }],
  ])('see a different %s', (_what, part) => {
    const reply = { status: 200, headers: { etag: '"1"' }, body: '{"version":1}' };
    expect(masked({ ...reply, ...part })).not.toEqual(masked(reply));
  });
});

function byTitle(made: Made, counts: readonly { wishId: string; reserved: number }[]): Record<string, number> {
  return Object.fromEntries(
    counts.map(({ wishId, reserved }) => [made.wishes.find(({ id }) => id === wishId)?.title ?? wishId, reserved]),
  );
}

function inDays(days: number, from = new Date().toISOString().slice(0, 10)): string {
  const day = new Date(`${from}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

function never(): never {
  throw new Error('this wish is in the list');
}
