import { randomUUID } from 'node:crypto';
import { api } from '@wishlins/contract';
import type { Birthday } from '@wishlins/contract/users';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorld, refusal, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const change = (who: Actor, body: Record<string, unknown>) => who.call(api.users.updateMe, { body });
const profile = (viewer: Actor, of: Actor) => viewer.call(api.users.get, { params: { userId: of.me.id } });

describe('signing in for the first time', () => {
  it('makes one person, however many requests come at once', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => world.newcomer({ id: 8_888_888_888 })));
    expect(new Set(all.map(({ me }) => me.id)).size).toBe(1);
  });

  it('takes name, username and photo from Telegram, and language and currency after its language', async () => {
    const { me } = await world.newcomer({
      first_name: 'Зоя',
      last_name: 'Мир',
      username: 'zoya_m',
      photo_url: '/pictures/cast/zoya.webp',
      language_code: 'ru-RU',
    });
    expect(me).toMatchObject({
      name: 'Зоя Мир',
      username: 'zoya_m',
      photoUrl: '/pictures/cast/zoya.webp',
      language: 'ru',
      currency: 'RUB',
      timeZone: 'UTC',
      birthday: null,
      about: null,
      findable: true,
    });
    expect((await world.newcomer({ language_code: 'de' })).me).toMatchObject({ language: 'en', currency: 'USD' });
    expect((await world.newcomer({ language_code: 'be' })).me).toMatchObject({ language: 'ru', currency: 'USD' });
  });

  it('works without a last name and a username, and for ids beyond 32 bits', async () => {
    const { me } = await world.newcomer({ id: 2 ** 52 + 1, first_name: 'Ян' });
    expect(me).toMatchObject({ name: 'Ян', username: null, photoUrl: null });
    expect((await world.newcomer({ id: 2 ** 52 + 1, first_name: 'Ян' })).me.id).toBe(me.id);
  });

  it.each([
    ['a photo from elsewhere', { photo_url: 'https://t.me/i/userpic/320/a.jpg' }, { photoUrl: null }],
    ['marks that turn the text around', { first_name: '\u202EнаИ\u2066', last_name: '\u200F' }, { name: 'наИ' }],
    ['control characters and line breaks', { first_name: 'Ян\u0000\n\u0085на' }, { name: 'Янна' }],
    ['zero-width characters', { first_name: 'Я\u200Bн\uFEFF' }, { name: 'Ян' }],
    ['a name that shows nothing', { first_name: '\u3164\u200D ', username: 'nobody_1' }, { name: 'nobody_1' }],
    ['letters and marks apart', { first_name: 'И\u0306ола' }, { name: 'Йола' }],
    ['a very long name', { first_name: '🎁'.repeat(128) }, { name: '🎁'.repeat(64) }],
  ])('does not let through %s', async (_what, given, shown) => {
    expect((await world.newcomer(given)).me).toMatchObject(shown);
  });
});

describe('signing in again', () => {
  it('follows Telegram, and keeps what the person has set here', async () => {
    const before = await world.newcomer({ first_name: 'Лена', username: 'lena_1' });
    await change(before, { language: 'en', currency: 'KWD', about: 'Чай' });
    const { me } = await world.newcomer({ id: before.telegram.id, first_name: 'Елена', language_code: 'ru' });
    expect(me).toMatchObject({ id: before.me.id, name: 'Елена', username: null, language: 'en', currency: 'KWD' });
    expect(me.about).toBe('Чай');
  });
});

describe('my profile', () => {
  it('changes in what is given and stays in the rest', async () => {
    const me = await world.newcomer();
    const birthday = { day: 7, month: 3, year: null };
    await change(me, { about: '  Люблю книги ', birthday });
    await change(me, { currency: 'JPY', timeZone: 'Asia/Tokyo', language: 'ru', findable: false });
    expect(await me.call(api.users.me, {})).toEqual({
      ...me.me,
      about: 'Люблю книги',
      birthday,
      currency: 'JPY',
      timeZone: 'Asia/Tokyo',
      language: 'ru',
      findable: false,
    });
    expect(await change(me, { about: '', birthday: null })).toMatchObject({ about: null, birthday: null });
  });

  it.each<Birthday>([
    { day: 29, month: 2, year: null },
    { day: 29, month: 2, year: 2000 },
    { day: 31, month: 12, year: 1900 },
  ])('has a birthday such as %o', async (birthday) => {
    expect((await change(await world.newcomer(), { birthday })).birthday).toEqual(birthday);
  });

  it.each([
    [{ day: 29, month: 2, year: 2001 }, 'body.birthday.day'],
    [{ day: 30, month: 2, year: null }, 'body.birthday.day'],
    [{ day: 31, month: 4, year: 1990 }, 'body.birthday.day'],
    [{ day: 0, month: 4, year: 1990 }, 'body.birthday.day'],
    [{ day: 1, month: 13, year: 1990 }, 'body.birthday.month'],
    [{ day: 1, month: 1, year: 2100 }, 'body.birthday.year'],
    [{ day: 1, month: 1, year: 1899 }, 'body.birthday.year'],
    [{ day: 1, month: 1 }, 'body.birthday.year'],
  ])('has no birthday such as %o', async (birthday, field) => {
    await expect(change(world.gleb, { birthday })).rejects.toMatchObject({
      code: 'invalid_request',
      details: { field },
    });
  });

  it.each([
    ['currency', 'XXQ'],
    ['currency', 'rub'],
    ['timeZone', 'Mars/Olympus'],
    ['timeZone', '+03:00'],
    // Known to `Intl`, not to the database by this name.
    ['timeZone', 'europe/moscow'],
    ['timeZone', ''],
    ['language', 'de'],
    ['about', 'ы'.repeat(201)],
    ['about', 'две\nстроки'],
    ['findable', 'yes'],
    ['name', 'Другая'],
    ['telegram_id', 42],
  ])('refuses %s %j', async (field, value) => {
    await expect(change(world.gleb, { [field]: value })).rejects.toMatchObject({
      code: 'invalid_request',
      details: { field: `body.${field}` },
    });
  });

  it('counts what is written as people do: a family is one letter', async () => {
    const about = '👨‍👩‍👧‍👦'.repeat(200);
    expect((await change(await world.newcomer(), { about })).about).toBe(about);
  });
});

describe('a profile', () => {
  it('shows the face, the line of text, the birthday and how the two stand to each other', async () => {
    await change(world.vera, { about: 'Tea', birthday: { day: 1, month: 5, year: null } });
    expect(await profile(world.anya, world.vera)).toEqual({
      id: world.vera.me.id,
      name: 'Vera Smith',
      username: 'vera_s',
      photoUrl: null,
      about: 'Tea',
      birthday: { day: 1, month: 5, year: null },
      relation: { following: true, followsMe: true, friends: true, blocked: false },
    });
    expect((await profile(world.gleb, world.anya)).relation).toEqual({
      following: false,
      followsMe: false,
      friends: false,
      blocked: false,
    });
  });

  it('is a name only where the viewer has blocked the person', async () => {
    await change(world.dina, { about: 'Кофе', birthday: { day: 2, month: 6, year: 1999 } });
    expect(await profile(world.anya, world.dina)).toMatchObject({
      name: 'Дина',
      about: null,
      birthday: null,
      relation: { blocked: true },
    });
  });

  it('is not there for whoever the person has blocked, nor for an id of nobody', async () => {
    expect(await refusal(profile(world.dina, world.anya))).toBe('user_not_found');
    const params = { userId: randomUUID() };
    expect(await refusal(world.gleb.call(api.users.get, { params }))).toBe('user_not_found');
  });
});

describe('search', () => {
  const find = async (viewer: Actor, query: string) =>
    (await viewer.call(api.users.search, { query: { query } })).people.map(({ name }) => name);

  beforeAll(async () => {
    await world.newcomer({ first_name: 'Святослав', last_name: 'Рождественский', username: 'Slava_Rozhd' });
    await world.newcomer({ first_name: '100%', last_name: 'Под_черк', username: 'percent_100' });
  });

  it.each([
    ['the beginning of the first name', 'Свят'],
    ['the beginning of the last name', 'Рождест'],
    ['the whole name', 'Святослав Рожд'],
    ['the beginning of the @username', '@slava_ro'],
    ['the same without @', 'slava_ro'],
    ['capitals, whatever the script', 'СВЯТОСЛАВ'],
    ['small letters, whatever the script', 'рождественский'],
    ['a name with a slip of the pen', 'Рождествеский'],
    ['the last name before the first', 'Рождественский Святослав'],
    ['spaces around', '  Свят '],
  ])('finds people by %s', async (_what, query) => {
    expect(await find(world.gleb, query)).toEqual(['Святослав Рождественский']);
  });

  it.each(['%%', '_ч', '__', String.raw`\%`, String.raw`\\`, "';--", '%вят'])(
    'takes %s for what it is',
    async (query) => {
      expect(await find(world.gleb, query)).not.toContain('Святослав Рождественский');
    },
  );

  it('finds a name that itself holds such signs', async () => {
    expect(await find(world.gleb, '100%')).toEqual(['100% Под_черк']);
  });

  it.each(['', 'я', ' я ', 'ы'.repeat(65)])('refuses %j: two letters at least, 64 at most', async (query) => {
    await expect(find(world.gleb, query)).rejects.toMatchObject({ details: { field: 'query.query' } });
  });

  it('answers at most 20', async () => {
    const namesakes = Array.from({ length: 25 }, (_, place) =>
      world.newcomer({ first_name: `Акакий ${place}`, username: `akaky_${place}` }),
    );
    await Promise.all(namesakes);
    expect(await find(world.gleb, 'акакий')).toHaveLength(20);
  });

  it('finds neither oneself nor those who do not want to be found', async () => {
    const shy = await world.newcomer({ first_name: 'Незаметный' });
    expect(await find(shy, 'Незаметный')).toEqual([]);
    expect(await find(world.gleb, 'Незаметный')).toEqual(['Незаметный']);
    await change(shy, { findable: false });
    expect(await find(world.gleb, 'Незаметный')).toEqual([]);
  });

  it('finds nobody across a block, from either side', async () => {
    const [one, other] = [
      await world.newcomer({ first_name: 'Осторожная' }),
      await world.newcomer({ first_name: 'Назойливый' }),
    ];
    await one.call(api.friends.block, { params: { userId: other.me.id } });
    expect(await find(other, 'Осторожная')).toEqual([]);
    expect(await find(one, 'Назойливый')).toEqual([]);
    expect(await find(world.gleb, 'Осторожная')).toEqual(['Осторожная']);
  });
});
