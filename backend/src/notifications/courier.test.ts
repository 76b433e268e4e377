import { api } from '@wishlins/contract';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.ts';
import { openDelivery } from '../telegram/delivery.ts';
import { fates, startTestTelegram, type Fate, type TestTelegram } from '../testing/telegram.ts';
import { testBotToken } from '../testing/init-data.ts';
import { createWorld, type Actor, type World } from '../testing/world.ts';
import { startCourier } from './courier.ts';

vi.setConfig({ testTimeout: 30_000 });

let world: World;
let telegram: TestTelegram;
let couriers: { stop: () => Promise<void> }[];
beforeAll(async () => {
  [world, telegram] = [await createWorld(), await startTestTelegram()];
});
beforeEach(async () => {
  couriers = [];
  telegram.calls.length = 0;
  telegram.delivered.length = 0;
  telegram.decide = () => fates.ok;
  await world.db.deleteFrom('notifications').execute();
  await world.db.deleteFrom('chats').execute();
  await world.db.updateTable('courier').set({ free_at: '-infinity' }).execute();
});
afterEach(() => Promise.all(couriers.map((courier) => courier.stop())));
afterAll(async () => {
  await telegram.close();
  await world.end();
});

function start(perSecond = 200, log = pino({ level: 'silent' })) {
  const deliver = openDelivery({ apiRoot: telegram.apiRoot, token: testBotToken });
  const courier = startCourier({ db: world.db, deliver, publicUrl: 'https://wishlins.example', log, perSecond });
  couriers.push(courier);
  return courier;
}

/** People whom the bot may write to. */
async function makePeople(count: number): Promise<Actor[]> {
  return Promise.all(Array.from({ length: count }, () => world.newcomer({ allows_write_to_pm: true })));
}

/** Somebody follows this person. */
async function happen(to: Actor, first_name = 'Фанат'): Promise<void> {
  const fan = await world.newcomer({ first_name });
  await fan.call(api.friends.follow, { params: { userId: to.me.id } });
}

const states = async (who: Actor) => {
  const rows = world.db
    .selectFrom('deliveries')
    .select(['state', 'tries', 'lost_outcomes as lost', 'attempted_at as pending']);
  return rows.where('user_id', '=', who.me.id).orderBy('notification_id').execute();
};
const stateOf = async (who: Actor) => (await states(who)).map(({ state }) => state);
const restOfEverybody = async () => {
  const { free_at } = await world.db.selectFrom('courier').select('free_at').executeTakeFirstOrThrow();
  return Date.parse(free_at) > Date.now();
};
/** A busy machine takes its time. */
const patience = { timeout: 15_000 };
async function settled(who: Actor, ...wanted: string[]): Promise<void> {
  await expect.poll(() => stateOf(who), patience).toEqual(wanted);
}
/** Lets what has to wait be due at once. */
const hurry = () =>
  sql`
  with chat as (update chats set free_at = '-infinity'), all_chats as (update courier set free_at = '-infinity')
  update deliveries set due_at = now()`.execute(world.db);
/** What Telegram does with each message in turn, and then with all others. */
function decideInTurn(...given: Fate[]): void {
  telegram.decide = () => given.shift() ?? fates.ok;
}

describe('a message', () => {
  it('is sent once, in the words of its kind, with a door into the app and a way to stop it', async () => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star, 'Кот & <пёс>');
    start();
    await settled(star, 'sent');
    expect(telegram.calls).toMatchObject([
      {
        chatId: star.telegram.id,
        text: '👋 Кот &amp; &lt;пёс&gt; now follows your wishes.',
        keyboard: [
          [{ web_app: { url: expect.stringMatching(/^https:\/\/wishlins\.example\/people\/[0-9a-f-]{36}$/) } }],
          [{ callback_data: 'off:new_follower' }],
        ],
      },
    ]);
  });

  it('is not sent twice by two couriers, and a second goes on when the first has stopped', async () => {
    const people = await makePeople(6);
    const [first, last] = [people.slice(0, 3), people.slice(3)];
    for (const person of first) await happen(person);
    const one = start(20);
    start(20);
    for (const person of first) await settled(person, 'sent');
    await one.stop();
    for (const person of last) await happen(person);
    for (const person of last) await settled(person, 'sent');
    expect(telegram.calls).toHaveLength(6);
  });

  it.each<[string, (star: Actor) => Promise<unknown>]>([
    ['its kind is off', (star) => star.call(api.notifications.updateSettings, { body: { off: ['new_follower'] } })],
    [
      'its cause is muted',
      async (star) => {
        const [row] = (await star.call(api.notifications.list, { query: {} })).entries;
        return star.call(api.notifications.mutePerson, { params: { userId: row?.actor?.id ?? '' } });
      },
    ],
    [
      'a block came between',
      async (star) => {
        const [row] = (await star.call(api.notifications.list, { query: {} })).entries;
        return star.call(api.friends.block, { params: { userId: row?.actor?.id ?? '' } });
      },
    ],
  ])('is not sent when %s by then', async (_when, then) => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    await then(star);
    start();
    await settled(star, 'dropped');
    expect(telegram.calls).toEqual([]);
  });

  it('waits for the end of quiet hours, in the person’s own zone', async () => {
    const [star, awake] = (await makePeople(2)) as [Actor, Actor];
    // On Kiritimati it is 14 hours later than in UTC.
    await star.call(api.users.updateMe, { body: { timeZone: 'Pacific/Kiritimati' } });
    const clock = (minutes: number) =>
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Pacific/Kiritimati', timeStyle: 'short' }).format(
        Date.now() + minutes * 60_000,
      );
    const quietHours = { from: clock(-60), to: clock(60) };
    for (const who of [star, awake]) {
      await who.call(api.notifications.updateSettings, { body: { quietHours } });
      await happen(who);
    }
    start();
    await settled(awake, 'sent');
    expect(await stateOf(star)).toEqual(['waiting']);
    await star.call(api.notifications.updateSettings, { body: { quietHours: { from: clock(60), to: clock(120) } } });
    await settled(star, 'sent');
  });
});

describe('the pace', () => {
  it('is one message a second to a person, in the order of what happened', async () => {
    const [star] = (await makePeople(1)) as [Actor];
    for (const name of ['Аля', 'Белла', 'Вика']) await happen(star, name);
    start();
    await settled(star, 'sent', 'sent', 'sent');
    expect(telegram.calls.map(({ text }) => text.split(' ')[1])).toEqual(['Аля', 'Белла', 'Вика']);
    const gaps = telegram.calls.slice(1).map(({ at }, before) => at - (telegram.calls[before]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(990);
  });

  it('is so many a second to all together', async () => {
    const people = await makePeople(40);
    for (const person of people) await happen(person);
    start(20);
    await expect.poll(() => telegram.calls.length, patience).toBe(40);
    const times = telegram.calls.map(({ at }) => at);
    const inOneSecond = times.map((from) => times.filter((at) => at >= from && at < from + 1000).length);
    // Of what was late four are made up for: of 25 in a second it makes 30 at most, which Telegram takes.
    expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(25);
  });
});

describe('when Telegram', () => {
  it.each<[string, Fate]>([
    ['fails', fates.serverError],
    ['is hidden behind a broken gateway', fates.gateway],
    ['does not like the message', fates.badMessage],
  ])('%s, the message is tried again later, 8 times in all, and then parked', async (_what, fate) => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    telegram.decide = () => fate;
    start();
    for (let count = 1; count <= 8; count += 1) {
      await expect.poll(() => telegram.calls.length, patience).toBe(count);
      await expect.poll(async () => (await states(star))[0], patience).toMatchObject({ tries: count, pending: null });
      await hurry();
    }
    await settled(star, 'parked');
    expect(telegram.calls).toHaveLength(8);
  });

  it('cannot be reached, nothing is lost and nothing is doubled', async () => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    const { apiRoot } = telegram;
    telegram.apiRoot = `http://127.0.0.1:${await freePort()}`;
    const courier = start();
    telegram.apiRoot = apiRoot;
    await expect
      .poll(async () => (await states(star))[0], patience)
      .toMatchObject({ state: 'waiting', tries: 1, lost: 0 });
    await courier.stop();
    await hurry();
    start();
    await settled(star, 'sent');
    expect(telegram.delivered).toHaveLength(1);
  });

  it.each<[string, Fate]>([
    ['breaks off', fates.reset],
    ['answers what nobody understands', fates.malformed],
  ])('%s, the message may have come, and is repeated once and no more', async (_what, fate) => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    telegram.decide = () => fate;
    start();
    await expect.poll(async () => (await states(star))[0], patience).toMatchObject({ lost: 1 });
    await hurry();
    await settled(star, 'parked');
    expect(telegram.delivered).toHaveLength(2);
  });

  it('has lost the message with the connection, the person still gets it', async () => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    decideInTurn(fates.lostOnTheWay);
    start();
    await expect.poll(async () => (await states(star))[0], patience).toMatchObject({ lost: 1 });
    await hurry();
    await settled(star, 'sent');
    expect(telegram.delivered).toHaveLength(1);
  });

  it('says to wait, nobody is written to before, nor after a restart', async () => {
    const [first, second] = (await makePeople(2)) as [Actor, Actor];
    await happen(first);
    decideInTurn(fates.flood(2));
    const courier = start();
    await expect.poll(() => telegram.calls.length, patience).toBe(1);
    await happen(second);
    await courier.stop();
    start();
    await settled(first, 'sent');
    await settled(second, 'sent');
    const [refused, ...others] = telegram.calls.map(({ at }) => at);
    expect(Math.min(...others) - (refused ?? 0)).toBeGreaterThanOrEqual(1990);
    // Being told to wait is not a failure of the message.
    expect((await states(first))[0]).toMatchObject({ tries: 1 });
  });

  it('says to wait for long, the others rest a minute, and to the end when another is refused too', async () => {
    const [first, second] = (await makePeople(2)) as [Actor, Actor];
    const rest = async () => {
      const { rows } = await sql<{ seconds: number }>`
        select round(extract(epoch from greatest(free_at, now()) - now()))::int as seconds from courier`.execute(
        world.db,
      );
      return rows[0]?.seconds ?? 0;
    };
    await happen(first);
    telegram.decide = () => fates.flood(3600);
    start();
    await expect.poll(rest, patience).toBeGreaterThan(50);
    expect(await rest()).toBeLessThanOrEqual(60);
    await happen(second);
    await sql`update courier set free_at = '-infinity'`.execute(world.db);
    await expect.poll(rest, patience).toBeGreaterThan(3500);
  });

  it.each<[string, Fate]>([
    ['says that the bot is blocked', fates.blocked],
    ['knows no such chat', fates.noChat],
  ])('%s, nothing more is sent there until the person returns; the inbox goes on', async (_what, fate) => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    await happen(star);
    telegram.decide = () => fate;
    start();
    await settled(star, 'unreachable', 'unreachable');
    await happen(star);
    expect(telegram.calls).toHaveLength(1);
    expect((await star.call(api.notifications.unread, {})).count).toBe(3);
    telegram.decide = () => fates.ok;
    await star.call(api.notifications.setTelegram, { body: { allowed: true } });
    await happen(star);
    await settled(star, 'unreachable', 'unreachable', 'sent');
  });

  it('has moved the chat, messages follow it', async () => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    telegram.decide = ({ chatId }) => (chatId === star.telegram.id ? fates.moved(-100_777) : fates.ok);
    start();
    await settled(star, 'sent');
    await happen(star);
    await settled(star, 'sent', 'sent');
    expect(telegram.calls.map(({ chatId }) => chatId)).toEqual([star.telegram.id, -100_777, -100_777]);
  });

  it('no longer knows the bot, everything waits for the operator', async () => {
    const people = await makePeople(2);
    for (const person of people) await happen(person);
    telegram.decide = () => fates.revoked;
    const courier = start(1);
    await expect.poll(() => telegram.calls.length, patience).toBeGreaterThan(0);
    await expect.poll(restOfEverybody, patience).toBe(true);
    const { length } = telegram.calls;
    await courier.stop();
    for (const person of people) expect(await stateOf(person)).toEqual(['waiting']);
    expect(telegram.calls).toHaveLength(length);
    await hurry();
  });
});

describe('a courier that died while it sent', () => {
  it('leaves messages that are repeated once, after nobody can be sending them any more', async () => {
    const [star, other] = (await makePeople(2)) as [Actor, Actor];
    for (const person of [star, other]) await happen(person);
    await sql`update deliveries set attempted_at = now() - interval '14 seconds', tries = 1
      where user_id = ${star.me.id}`.execute(world.db);
    start();
    await settled(other, 'sent');
    expect(await stateOf(star)).toEqual(['waiting']);
    expect(telegram.calls).toHaveLength(1);
    await expect.poll(async () => (await states(star))[0], patience).toMatchObject({ lost: 1 });
    await hurry();
    await settled(star, 'sent');
  });
});
