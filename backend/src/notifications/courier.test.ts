import { createServer, type AddressInfo } from 'node:net';
import { api } from '@wishlins/contract';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.ts';
import { openDelivery, type Deliver } from '../telegram/delivery.ts';
import { testBotToken } from '../testing/init-data.ts';
import { startSimulator, type SimulatedFault, type SimulatedTelegram } from '../testing/simulator.ts';
import { createWorld, type Actor, type World } from '../testing/world.ts';
import { startCourier } from './courier.ts';

vi.setConfig({ testTimeout: 30_000 });

let world: World;
let telegram: SimulatedTelegram;
/** A server that listens to nobody. */
const deaf = createServer((socket) => socket.destroy());
/** When each message left; when it came says more of how busy the machine is. */
let leftAt: number[];
/** How much was asked of it before this test. */
let earlier: number;
let couriers: { stop: () => Promise<void> }[];
beforeAll(async () => {
  [world, telegram] = [await createWorld(), await startSimulator()];
  await new Promise<void>((listening) => deaf.listen(0, '127.0.0.1', listening));
});
beforeEach(async () => {
  couriers = [];
  leftAt = [];
  await telegram.misbehave();
  earlier = (await telegram.calls()).length;
  await world.db.deleteFrom('notifications').execute();
  await world.db.deleteFrom('chats').execute();
  await world.db.updateTable('courier').set({ free_at: '-infinity' }).execute();
});
afterEach(() => Promise.all(couriers.map((courier) => courier.stop())));
afterAll(async () => {
  deaf.close();
  await telegram.stop();
  await world.end();
});

const calls = async () => (await telegram.calls()).slice(earlier);
const delivered = async () => (await calls()).filter(({ done }) => done);
const count = async () => (await calls()).length;

function start(perSecond = 200, apiRoot = telegram.apiRoot) {
  const log = pino({ level: 'silent' });
  const send = openDelivery({ apiRoot, token: testBotToken });
  const deliver: Deliver = async (chatId, message) => {
    leftAt.push(performance.now());
    return send(chatId, message);
  };
  const courier = startCourier({ db: world.db, deliver, publicUrl: 'https://wishlins.example', log, perSecond });
  couriers.push(courier);
  return courier;
}

/** People whom the bot may write to. */
async function makePeople(howMany: number): Promise<Actor[]> {
  const people = Array.from({ length: howMany }, () => world.newcomer({ allows_write_to_pm: true }));
  return Promise.all(
    people.map(async (coming) => {
      const person = await coming;
      await telegram.allow(person.telegram.id);
      return person;
    }),
  );
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
describe('a message', () => {
  it('is sent once, in the words of its kind, with a door into the app and a way to stop it', async () => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star, 'Кот & <пёс>');
    start();
    await settled(star, 'sent');
    expect((await calls()).map(({ payload }) => payload)).toMatchObject([
      {
        chat_id: star.telegram.id,
        text: '👋 Кот &amp; &lt;пёс&gt; now follows your wishes.',
        reply_markup: {
          inline_keyboard: [
            [{ web_app: { url: expect.stringMatching(/^https:\/\/wishlins\.example\/people\/[0-9a-f-]{36}$/) } }],
            [{ callback_data: 'off:new_follower' }],
          ],
        },
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
    expect(await count()).toBe(6);
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
    expect(await count()).toBe(0);
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
    const sent = await calls();
    expect(sent.map(({ payload }) => payload.text.split(' ')[1])).toEqual(['Аля', 'Белла', 'Вика']);
    const gaps = sent.slice(1).map(({ time }, before) => time - (sent[before]?.time ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(990);
  });

  it('is so many a second to all together', async () => {
    const people = await makePeople(40);
    for (const person of people) await happen(person);
    start(20);
    await expect.poll(count, patience).toBe(40);
    const times = leftAt.toSorted((one, other) => one - other);
    const inOneSecond = times.map((from) => times.filter((at) => at >= from && at < from + 1000).length);
    // Of what was late four are made up for: of 25 in a second it makes 30 at most, which Telegram takes.
    expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(25);
  });
});

describe('when Telegram', () => {
  it.each<[string, SimulatedFault]>([
    ['fails', { fault: '500' }],
    ['is hidden behind a broken gateway', { fault: '502-html' }],
    ['does not like the message', { fault: '400', description: "Bad Request: can't parse entities" }],
  ])('%s, the message is tried again later, 8 times in all, and then parked', async (_what, fault) => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    await telegram.misbehave(fault);
    start();
    for (let tries = 1; tries <= 8; tries += 1) {
      await expect.poll(count, patience).toBe(tries);
      await expect.poll(async () => (await states(star))[0], patience).toMatchObject({ tries, pending: null });
      await hurry();
    }
    await settled(star, 'parked');
    expect(await count()).toBe(8);
  });

  it.each<[string, () => Promise<string>]>([
    ['is not there', async () => `http://127.0.0.1:${await freePort()}`],
    ['has no address', async () => 'http://telegram.invalid'],
    ['cannot be spoken to in secret', async () => telegram.apiRoot.replace('http:', 'https:')],
    ['hangs up before it is spoken to', async () => `https://127.0.0.1:${(deaf.address() as AddressInfo).port}`],
  ])('%s, no message is at fault: all wait, none is counted as tried, lost or doubled', async (_what, where) => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    const courier = start(200, await where());
    await expect.poll(restOfEverybody, patience).toBe(true);
    expect((await states(star))[0]).toMatchObject({ state: 'waiting', tries: 0, lost: 0 });
    await courier.stop();
    await hurry();
    start();
    await settled(star, 'sent');
    expect(await delivered()).toHaveLength(1);
  });

  it.each<[string, SimulatedFault]>([
    ['breaks off', { fault: 'reset', done: true }],
    ['answers what nobody understands', { fault: 'malformed', done: true }],
  ])('%s, the message may have come, and is repeated once and no more', async (_what, fault) => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    await telegram.misbehave(fault);
    start();
    await expect.poll(async () => (await states(star))[0], patience).toMatchObject({ lost: 1 });
    await hurry();
    await settled(star, 'parked');
    expect(await delivered()).toHaveLength(2);
  });

  it('has lost the message with the connection, the person still gets it', async () => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    await telegram.misbehave({ fault: 'reset', times: 1 });
    start();
    await expect.poll(async () => (await states(star))[0], patience).toMatchObject({ lost: 1 });
    await hurry();
    await settled(star, 'sent');
    expect(await delivered()).toHaveLength(1);
  });

  it('says to wait, nobody is written to before, nor after a restart', async () => {
    const [first, second] = (await makePeople(2)) as [Actor, Actor];
    await happen(first);
    await telegram.misbehave({ fault: '429', retryAfter: 2, times: 1 });
    const courier = start();
    await expect.poll(count, patience).toBe(1);
    await happen(second);
    await courier.stop();
    start();
    await settled(first, 'sent');
    await settled(second, 'sent');
    const [refused, ...others] = (await calls()).map(({ time }) => time);
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
    await telegram.misbehave({ fault: '429', retryAfter: 3600 });
    start();
    await expect.poll(rest, patience).toBeGreaterThan(50);
    expect(await rest()).toBeLessThanOrEqual(60);
    await happen(second);
    await sql`update courier set free_at = '-infinity'`.execute(world.db);
    await expect.poll(rest, patience).toBeGreaterThan(3500);
  });

  it.each<[string, SimulatedFault]>([
    ['says that the bot is blocked', { fault: '403' }],
    ['knows no such chat', { fault: '400' }],
  ])('%s, nothing more is sent there until the person returns; the inbox goes on', async (_what, fault) => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    await happen(star);
    await telegram.misbehave(fault);
    start();
    await settled(star, 'unreachable', 'unreachable');
    await happen(star);
    expect(await count()).toBe(1);
    expect((await star.call(api.notifications.unread, {})).count).toBe(3);
    await telegram.misbehave();
    await star.call(api.notifications.setTelegram, { body: { allowed: true } });
    await happen(star);
    await settled(star, 'unreachable', 'unreachable', 'sent');
  });

  it('has moved the chat, messages follow it', async () => {
    const [star] = (await makePeople(1)) as [Actor];
    await happen(star);
    const chatId = star.telegram.id;
    const migrateTo = await telegram.makeGroup(chatId);
    await telegram.misbehave({ fault: 'migrated', chatId, migrateTo });
    start();
    await settled(star, 'sent');
    await happen(star);
    await settled(star, 'sent', 'sent');
    expect((await calls()).map(({ payload }) => payload.chat_id)).toEqual([chatId, migrateTo, migrateTo]);
  });

  it('no longer knows the bot, everything waits for the operator', async () => {
    const people = await makePeople(2);
    for (const person of people) await happen(person);
    await telegram.misbehave({ fault: '401' });
    const courier = start(1);
    await expect.poll(count, patience).toBeGreaterThan(0);
    await expect.poll(restOfEverybody, patience).toBe(true);
    await courier.stop();
    const asked = await count();
    for (const person of people) expect(await stateOf(person)).toEqual(['waiting']);
    expect(await count()).toBe(asked);
    await hurry();
  });
});

it('a message that cannot be written keeps no other waiting', async () => {
  const [star, other] = (await makePeople(2)) as [Actor, Actor];
  await happen(star);
  await sql`update notifications set facts = '{"day": "never"}'`.execute(world.db);
  await happen(other);
  start();
  await settled(other, 'sent');
  expect((await states(star))[0]).toMatchObject({ state: 'waiting', tries: 1, pending: null });
});

it('a time zone that the database does not know keeps nobody waiting', async () => {
  const [star, other] = (await makePeople(2)) as [Actor, Actor];
  await sql`update users set time_zone = 'Mars/Olympus' where id = ${star.me.id}`.execute(world.db);
  for (const person of [star, other]) await happen(person);
  start();
  await settled(star, 'sent');
  await settled(other, 'sent');
  expect(await count()).toBe(2);
  await sql`update users set time_zone = 'UTC' where id = ${star.me.id}`.execute(world.db);
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
    expect(await count()).toBe(1);
    await expect.poll(async () => (await states(star))[0], patience).toMatchObject({ lost: 1 });
    await hurry();
    await settled(star, 'sent');
  });
});
