import { api } from '@wishlins/contract';
import type { Surprise } from '@wishlins/contract/wishlists';
import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { startCourier } from '../notifications/courier.ts';
import { remind } from '../notifications/reminders.ts';
import { openDelivery } from '../telegram/delivery.ts';
import { canaries, findTraces, masked, tracesOf } from '../testing/canaries.ts';
import { send, type Reply } from '../testing/http.ts';
import { testBotToken } from '../testing/init-data.ts';
import { createWorld, makeList, type Actor, type World } from '../testing/world.ts';

vi.setConfig({ testTimeout: 120_000 });

const eventDate = '2099-05-01';

/** Anya’s list in a world of its own, and two strangers with names unlike any other, who may take from it. */
interface Scene {
  world: World;
  kenar: Actor;
  mina: Actor;
  listId: string;
  otherId: string;
  /** The wishes of the list by title. */
  wishes: Record<string, string>;
}

type Step = [who: 'owner' | 'guests' | 'clock', what: string, act: (scene: Scene) => Promise<unknown>];

const titles = ['Лампа', 'Плед', 'Чайник', 'Чашки', 'Книга', 'Наушники', 'Шоколад'];
const quantities: Record<string, number | null> = { Чашки: 3, Шоколад: null };
const idsOf = ({ wishes }: Scene, ...which: string[]) => which.map((title) => wishes[title] ?? '');
const take = (who: Actor, scene: Scene, title: string, body = {}) =>
  who.call(api.reservations.put, { params: { wishId: scene.wishes[title] ?? '' }, body });
const release = (who: Actor, scene: Scene, title: string) =>
  who.call(api.reservations.remove, { params: { wishId: scene.wishes[title] ?? '' } });
async function changeWish({ world, wishes }: Scene, title: string, body: object) {
  const params = { wishId: wishes[title] ?? '' };
  const { version } = await world.anya.call(api.wishes.get, { params });
  return world.anya.call(api.wishes.update, { params, body: { version, ...body } });
}
async function changeList({ world, listId }: Scene, body: object) {
  const params = { wishlistId: listId };
  const { version } = await world.anya.call(api.wishlists.get, { params });
  return world.anya.call(api.wishlists.update, { params, body: { version, ...body } });
}
const inBatch = (scene: Scene, action: 'receive' | 'unreceive' | 'remove' | 'restore' | 'move', ...which: string[]) =>
  scene.world.anya.call(api.wishes.batch, {
    body: { action, wishIds: idsOf(scene, ...which), ...(action === 'move' ? { wishlistId: scene.otherId } : {}) },
  });
const theList = ({ listId }: Scene) => ({ params: { wishlistId: listId } });
const at =
  (moment: string) =>
  ({ world }: Scene) =>
    remind(world.db, new Date(moment));

/** What comes to pass before the surprise is over. Of the guests’ part there is nothing in the world without gifts. */
const before: readonly Step[] = [
  ['owner', 'gets a follower', ({ world }) => world.gleb.call(api.friends.follow, anya(world))],
  [
    'guests',
    'reserve, buy, give',
    async (scene) => {
      const { kenar, mina, world } = scene;
      await take(kenar, scene, 'Лампа');
      await take(kenar, scene, 'Плед', { stage: 'bought' });
      await take(mina, scene, 'Чайник', { stage: 'given', hideName: true });
      await take(kenar, scene, 'Чашки', { quantity: 2 });
      await take(world.boris, scene, 'Чашки');
      await take(kenar, scene, 'Книга');
      await take(mina, scene, 'Наушники');
      await take(mina, scene, 'Шоколад', { quantity: 5, hideName: true });
      await kenar.call(api.reservations.wait, { params: { wishId: scene.wishes['Наушники'] ?? '' } });
    },
  ],
  ['owner', 'renames a wish', (scene) => changeWish(scene, 'Лампа', { title: 'Торшер' })],
  ['owner', 'prices a wish', (scene) => changeWish(scene, 'Плед', { price: { amount: 500_000, currency: 'RUB' } })],
  ['owner', 'wants fewer', (scene) => changeWish(scene, 'Чашки', { quantity: 1 })],
  ['guests', 'release', (scene) => release(scene.mina, scene, 'Наушники')],
  ['owner', 'wants more', (scene) => changeWish(scene, 'Чашки', { quantity: 9 })],
  ['owner', 'has received one', (scene) => inBatch(scene, 'receive', 'Книга')],
  ['owner', 'has not after all', (scene) => inBatch(scene, 'unreceive', 'Книга')],
  ['guests', 'buy what they hold', (scene) => take(scene.kenar, scene, 'Лампа', { stage: 'bought' })],
  [
    'owner',
    'removes a wish',
    ({ world, wishes }) => world.anya.call(api.wishes.remove, { params: { wishId: wishes['Книга'] ?? '' } }),
  ],
  ['owner', 'brings it back', (scene) => inBatch(scene, 'restore', 'Книга')],
  ['owner', 'moves a wish', (scene) => inBatch(scene, 'move', 'Шоколад')],
  ['owner', 'wants to know more', (scene) => changeList(scene, { surprise: 'open' })],
  ['owner', 'replaces the link', (scene) => scene.world.anya.call(api.wishlists.rotateLink, theList(scene))],
  ['owner', 'archives the list', (scene) => scene.world.anya.call(api.wishlists.archive, theList(scene))],
  ['owner', 'takes it out again', (scene) => scene.world.anya.call(api.wishlists.unarchive, theList(scene))],
  ['owner', 'deletes the list', (scene) => scene.world.anya.call(api.wishlists.remove, theList(scene))],
  ['owner', 'restores the list', (scene) => scene.world.anya.call(api.wishlists.restore, theList(scene))],
  ['clock', 'two weeks before the day', at('2099-04-17T10:00:00Z')],
  ['clock', 'three days before the day', at('2099-04-28T10:00:00Z')],
  ['clock', 'the day', at('2099-05-01T10:00:00Z')],
  ['clock', 'the last hours of the surprise', at('2099-05-03T18:30:00Z')],
];

/** What comes to pass at its end and later. */
const after: readonly Step[] = [
  ['clock', 'the end of the surprise', at('2099-05-04T10:00:00Z')],
  ['clock', 'the day after', at('2099-05-05T10:00:00Z')],
  ['guests', 'give', (scene) => take(scene.kenar, scene, 'Лампа', { stage: 'given' })],
  ['owner', 'has received all', (scene) => inBatch(scene, 'receive', 'Лампа', 'Плед', 'Чайник')],
  ['owner', 'removes some', (scene) => inBatch(scene, 'remove', 'Плед', 'Чашки')],
  ['owner', 'blocks who gives', ({ world }) => world.anya.call(api.friends.block, boris(world))],
  ['owner', 'deletes the list', (scene) => scene.world.anya.call(api.wishlists.remove, theList(scene))],
];

const anya = (world: World) => ({ params: { userId: world.anya.me.id } });
const boris = (world: World) => ({ params: { userId: world.boris.me.id } });

/** What has reached the owner by the end of a step, all of it. */
interface Heard {
  step: string;
  /** Of the inbox and of the number on its door: every byte. */
  inbox: Reply;
  unread: Reply;
  /** What there is for her in the tables, in its order, with how long it was to wait. */
  rows: { kind: string; [fact: string]: unknown }[];
  /** The messages of the bot, in the order in which they came. */
  messages: string[];
}

/** Tells the story in a world of its own, with or without the guests’ part, and answers what the owner heard of it. */
async function live(
  surprise: Surprise,
  isTaken: boolean,
  mutant?: Mutant,
): Promise<{ heard: Heard[]; traces: string[] }> {
  const world = await createWorld();
  try {
    if (mutant) await plant(world, mutant);
    const scene = await setStage(world, surprise);
    const heard: Heard[] = [];
    for (const [who, what, act] of [...before, ...after]) {
      const isMode = what === 'wants to know more';
      if (who !== 'guests' || isTaken) await act(scene);
      await work(world);
      if (isMode) await changeList(scene, { surprise });
      heard.push(await hear(world, `${who}: ${what}`));
    }
    const traces = [scene.kenar, scene.mina].flatMap((guest) =>
      heard.flatMap(({ inbox, unread, rows, messages }) =>
        findTraces({ ...inbox, body: JSON.stringify([inbox.body, unread, rows, messages]) }, tracesOf(guest)),
      ),
    );
    return { heard: heard.map(alike), traces };
  } finally {
    await world.end();
  }
}

/** A worse backend: what else it does, and when. */
interface Mutant {
  when: string;
  does: string;
}

async function plant({ db }: World, { when, does }: Mutant): Promise<void> {
  await sql`create function mutant() returns trigger language plpgsql as ${sql.lit(`begin ${does} return new; end`)}`.execute(
    db,
  );
  await sql`create trigger mutant ${sql.raw(when)} for each row execute function mutant()`.execute(db);
}

/** Anya hears of other things, too: of friends’ days around her own, and of who follows her. */
async function setStage(world: World, surprise: Surprise): Promise<Scene> {
  const { anya: owner, boris: friend, vera } = world;
  await owner.call(api.notifications.setTelegram, { body: { allowed: true } });
  await vera.call(api.users.updateMe, { body: { birthday: { day: 4, month: 5, year: null } } });
  await makeList(friend, { visibility: 'public', eventDate: '2099-05-05' });
  const [kenar, mina] = [await world.newcomer(canaries.kenar), await world.newcomer(canaries.mina)];
  const { list, wishes } = await makeList(
    owner,
    { surprise, eventDate },
    titles.map((title) => ({ title, ...(quantities[title] !== undefined && { quantity: quantities[title] }) })),
  );
  for (const guest of [kenar, mina, friend]) {
    await guest.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
  }
  return {
    world,
    kenar,
    mina,
    listId: list.id,
    otherId: (await makeList(owner)).list.id,
    wishes: Object.fromEntries(wishes.map(({ id, title }) => [title, id])),
  };
}

/** The worker, to its end: all jobs, and all messages, without the pause between two to one chat. */
async function work({ db, botApi, carryOutJobs }: World): Promise<void> {
  await carryOutJobs();
  const waiting = async () => {
    await sql`update chats set free_at = '-infinity'`.execute(db);
    return (await db.selectFrom('deliveries').select('notification_id').where('state', '=', 'waiting').execute())
      .length;
  };
  if ((await waiting()) === 0) return;
  const courier = startCourier({
    db,
    deliver: openDelivery({ apiRoot: botApi.root, token: testBotToken }),
    publicUrl: 'https://wishlins.example',
    log: pino({ level: 'silent' }),
    perSecond: 500,
  });
  await expect.poll(waiting, { timeout: 20_000, interval: 20 }).toBe(0);
  await courier.stop();
}

async function hear({ anya: owner, origin, db, botApi }: World, step: string): Promise<Heard> {
  const { rows } = await sql<Heard['rows'][number]>`
    select kind, key, actor_id, wishlist_id, wish_id, wish_title, facts, read_at, state, tries, lost_outcomes,
      due_at - created_at as waited
    from notifications left join deliveries on notification_id = notifications.id
    where notifications.user_id = ${owner.me.id} order by notifications.id`.execute(db);
  return {
    step,
    rows,
    inbox: await send(origin, api.notifications.list, { query: {} }, owner.token),
    unread: await send(origin, api.notifications.unread, {}, owner.token),
    messages: botApi.calls.flatMap(({ method, payload }) =>
      method === 'sendMessage' && payload['chat_id'] === owner.telegram.id ? [JSON.stringify(payload)] : [],
    ),
  };
}

/** Two worlds agree in everything but ids, links and moments. */
function alike(heard: Heard): Heard {
  const { body } = masked({ status: 0, headers: {}, body: JSON.stringify(heard) });
  return JSON.parse(body.replaceAll(/(shared\/|shareToken\W+)[\w-]{22}/g, '$1<token>')) as Heard;
}

/** What may differ once a surprise is over: that it is over, said once. */
function withoutTheEnd({ step, inbox, rows, messages }: Heard) {
  const { entries } = JSON.parse(inbox.body) as { entries: { kind: string }[] };
  const isOther = ({ kind }: { kind: string }) => kind !== 'surprise_revealed';
  return {
    step,
    entries: entries.filter(isOther),
    rows: rows.filter(isOther),
    messages: messages.filter((message) => !message.includes('off:surprise_revealed')),
  };
}

/** The steps in which the owner could have noticed, and what of the guests reached her at all. */
async function findDifferences(surprise: Surprise, mutant?: Mutant): Promise<string[]> {
  const [taken, free] = await Promise.all([live(surprise, true, mutant), live(surprise, false, mutant)]);
  const steps = taken.heard.flatMap((heard, place) => {
    const other = free.heard[place] ?? heard;
    const pair =
      place < before.length || surprise === 'open' ? [heard, other] : [withoutTheEnd(heard), withoutTheEnd(other)];
    return JSON.stringify(pair[0]) === JSON.stringify(pair[1]) ? [] : [heard.step];
  });
  const ends = [taken, free].map(({ heard }) => heard.at(-1)?.rows.filter(({ kind }) => kind === 'surprise_revealed'));
  const told = ends.map((rows) => rows?.length ?? 0);
  const expected = surprise === 'open' ? [0, 0] : [1, 0];
  expect(taken.heard.at(-1)?.messages.length).toBeGreaterThan(5);
  return [
    ...steps,
    ...taken.traces.map((trace) => `traces of ${trace}`),
    ...(String(told) === String(expected) ? [] : [`the end was told ${told.join(' and ')} times`]),
  ];
}

describe('whatever guests do and whatever she does then, the owner is told', () => {
  it.each<[Surprise, string]>([
    ['full', 'the same, to the byte, in the same order and at the same time; and once, when it is over, that it is'],
    ['reserved', 'the same: what is taken she may look up, and hears once that the surprise is over'],
    ['open', 'the same for ever: who gives what she may look up'],
  ])('of a surprise that is %s: %s', async (surprise) => {
    expect(await findDifferences(surprise)).toEqual([]);
  });
});

describe('this check sees a worker that', () => {
  it.each<[what: string, seen: string, Mutant]>([
    [
      'tells the owner what is reserved',
      'guests: reserve, buy, give',
      {
        when: 'after insert on reservations',
        does: `insert into notifications (user_id, kind, key, wish_id)
          select owner_id, 'wish_received', 'held ' || new.wish_id, new.wish_id
          from wishes join wishlists on wishlists.id = wishes.wishlist_id where wishes.id = new.wish_id
          on conflict do nothing;`,
      },
    ],
    [
      'lets her wait longer for other news while something is reserved',
      'clock: three days before the day',
      {
        when: 'before insert on deliveries',
        does: `if exists (select from reservations join wishes on wishes.id = wish_id
            join wishlists on wishlists.id = wishes.wishlist_id where owner_id = new.user_id) then
            new.due_at := new.due_at + interval '1 second';
          end if;`,
      },
    ],
    [
      'names a giver when the surprise is over',
      `traces of ${canaries.kenar.username}`,
      {
        when: 'before insert on notifications',
        does: `if new.kind = 'surprise_revealed' then
            new.actor_id := (select id from users where username = '${canaries.kenar.username}');
          end if;`,
      },
    ],
  ])('%s', async (_what, seen, mutant) => {
    expect(await findDifferences('full', mutant)).toContain(seen);
  });
});
