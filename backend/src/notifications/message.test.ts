import {
  notificationKinds,
  type Facts,
  type Notification,
  type NotificationKind,
} from '@wishlins/contract/notifications';
import { describe, expect, it } from 'vitest';
import { writeMessage, type Reader } from './message.ts';

const noFacts: Facts = {
  day: null,
  days: null,
  before: null,
  after: null,
  quantity: null,
  newLists: null,
  newWishes: null,
};
const id = '01890000-0000-7000-8000-000000000001';
const now = new Date('2030-05-13T10:00:00Z');

function make(kind: NotificationKind, facts: Partial<Facts> = {}, more: Partial<Notification> = {}): Notification {
  return {
    id,
    kind,
    createdAt: now.toISOString(),
    read: false,
    actor: { id, name: 'Аня', username: null, photoUrl: null },
    wishlist: { id, title: 'Юбилей', emoji: null, color: 'rose', eventDate: null, shareToken: 'A'.repeat(22) },
    wish: { id, title: 'Чайник' },
    facts: { ...noFacts, ...facts },
    ...more,
  };
}

const reader = (language: Reader['language'], timeZone = 'Europe/Moscow'): Reader => ({
  language,
  timeZone,
  publicUrl: 'https://wishlins.example',
  chatId: 42,
});
const write = (notification: Notification, language: Reader['language'] = 'ru') =>
  writeMessage(notification, reader(language), now);
const say = (...given: Parameters<typeof write>) => write(...given)?.html;

const rub = (amount: number) => ({ amount: amount * 100, currency: 'RUB' });
const examples: Record<NotificationKind, Partial<Facts>> = {
  wish_changed: {
    before: { title: 'Чайник', price: rub(990), url: null },
    after: { title: 'Самовар', price: rub(12_500), url: 'https://shop.example' },
  },
  wish_removed: {},
  wish_received: {},
  wish_oversubscribed: { quantity: 2 },
  wish_free: {},
  friend_news: { newLists: 1, newWishes: 5 },
  new_follower: {},
  birthday_soon: { day: '2030-05-20', days: 7 },
  occasion_soon: { day: '2030-05-14', days: 1 },
  gift_not_bought: { day: '2030-05-16', days: 3 },
  surprise_revealed: {},
};

describe('every kind', () => {
  it('has its sentence in Russian', () => {
    expect(notificationKinds.map((kind) => say(make(kind, examples[kind])))).toMatchInlineSnapshot(`
      [
        "✏️ Аня меняет желание <b>Чайник</b>, которое вы дарите:
      Название: <b>Самовар</b>
      Цена: 990 ₽ → <b>12 500 ₽</b>
      Ссылка теперь другая.",
        "🍃 Аня больше не хочет <b>Чайник</b>. Ваша бронь осталась в подарках – её можно снять.",
        "🎁 Желание <b>Чайник</b> уже исполнено, Аня больше не ждёт этого подарка. Хорошо, что вы узнали вовремя!",
        "🫶 Теперь нужно 2 штуки: <b>Чайник</b> (Аня), а забронировано больше. Договоритесь, кто подарит.",
        "🎈 Снова свободно: <b>Чайник</b> (Аня). Успейте забронировать!",
        "✨ Новое у друга: Аня – 1 новый список и 5 новых желаний.",
        "👋 Аня теперь следит за вашими желаниями.",
        "🎂 День рождения через 7 дней: Аня празднует 20 мая.",
        "🎉 Праздник завтра, 14 мая: <b>Юбилей</b> (Аня).",
        "🛍 Праздник через 3 дня, 16 мая, а подарок ещё не куплен: <b>Чайник</b> (Аня).",
        "🎊 Сюрприз раскрыт! Посмотрите, кто что подарил: <b>Юбилей</b>.",
      ]
    `);
  });

  it('has its sentence in English', () => {
    expect(notificationKinds.map((kind) => say(make(kind, examples[kind]), 'en'))).toMatchInlineSnapshot(`
      [
        "✏️ Аня changed a wish that you are giving, <b>Чайник</b>:
      Title: <b>Самовар</b>
      Price: ₽990 → <b>₽12,500</b>
      The link is a different one now.",
        "🍃 Аня no longer wishes for <b>Чайник</b>. Your reservation is still among your gifts; you can release it.",
        "🎁 Аня already has <b>Чайник</b>. Good that you know in time!",
        "🫶 Only 2 of <b>Чайник</b> (Аня) are wished for now, and more are reserved. Agree on who gives them.",
        "🎈 Free again: <b>Чайник</b> (Аня). Be the one to reserve it!",
        "✨ News of a friend: Аня – 1 new list and 5 new wishes.",
        "👋 Аня now follows your wishes.",
        "🎂 Birthday in 7 days: Аня celebrates on May 20.",
        "🎉 Coming tomorrow, May 14: <b>Юбилей</b> (Аня).",
        "🛍 The day comes in 3 days, May 16, and your gift is not bought yet: <b>Чайник</b> (Аня).",
        "🎊 The surprise is over! See who gave what: <b>Юбилей</b>.",
      ]
    `);
  });

  it('names nobody when the wish is gone with its owner’s account', () => {
    const gone = make('wish_removed', {}, { actor: null, wishlist: null, wish: { id: null, title: 'Чайник' } });
    expect(say(gone)).toBe(
      '🍃 Желания <b>Чайник</b> больше нет: тот, кто его загадал, удалил свой аккаунт. Если подарок уже у вас, вы сами решите, кому он достанется.',
    );
    expect(say(gone, 'en')).toBe(
      '🍃 The wish for <b>Чайник</b> is gone: whoever made it has deleted their account. If you already have the gift, it is yours to give to somebody else.',
    );
  });

  it.each(notificationKinds)('%s can be stopped, and leads into the app', (kind) => {
    const [[open] = [], [stop] = []] = write(make(kind, examples[kind]))?.keyboard.inline_keyboard ?? [];
    expect(open).toMatchObject({ web_app: { url: expect.stringMatching(/^https:\/\/wishlins\.example\/[a-z]/) } });
    expect(stop).toMatchObject({ callback_data: `off:${kind}` });
  });
});

describe('counts', () => {
  it.each([
    [{ newLists: 0, newWishes: 1 }, '1 новое желание в списке <b>Юбилей</b>'],
    [{ newLists: 0, newWishes: 3 }, '3 новых желания в списке <b>Юбилей</b>'],
    [{ newLists: 0, newWishes: 11 }, '11 новых желаний в списке <b>Юбилей</b>'],
    [{ newLists: 1, newWishes: 0 }, 'новый список <b>Юбилей</b>'],
    [{ newLists: 2, newWishes: 21 }, '2 новых списка и 21 новое желание'],
  ])('%j are told as %s', (facts, words) => {
    expect(say(make('friend_news', facts))).toBe(`✨ Новое у друга: Аня – ${words}.`);
  });

  it('of several lists name none', () => {
    const news = make('friend_news', { newLists: 5, newWishes: 0 }, { wishlist: null });
    expect(say(news)).toBe('✨ Новое у друга: Аня – 5 новых списков.');
  });
});

describe('days', () => {
  it.each([
    ['2030-05-13', 'сегодня'],
    ['2030-05-14', 'завтра'],
    ['2030-05-27', 'через 14 дней'],
  ])('%s are told as they are when the message leaves: %s', (day, when) => {
    expect(say(make('birthday_soon', { day, days: 14 }))).toContain(`День рождения ${when}:`);
  });

  it('are told by the recipient’s clock', () => {
    const late = writeMessage(
      make('birthday_soon', { day: '2030-05-14', days: 1 }),
      reader('en', 'Pacific/Kiritimati'),
      now,
    );
    expect(late?.html).toContain('Birthday today');
  });

  it('that have passed are told of no more', () => {
    expect(say(make('birthday_soon', { day: '2030-05-12', days: 0 }))).toBeUndefined();
  });
});

describe('a change', () => {
  it('names what changed and nothing else', () => {
    const before = { title: 'Чайник', price: null, url: null };
    const change = (after: object) =>
      say(make('wish_changed', { before, after: { ...before, ...after } }))
        ?.split('\n')
        .slice(1);
    expect(change({ price: rub(990) })).toEqual(['Цена: не указана → <b>990\u00A0₽</b>']);
    expect(change({ url: 'https://shop.example' })).toEqual(['Ссылка теперь другая.']);
    expect(change({ title: 'Кофе' })).toEqual(['Название: <b>Кофе</b>']);
  });
});

describe('names', () => {
  it.each([
    ['<b>Кот</b> & "пёс"', '&lt;b&gt;Кот&lt;/b&gt; &amp; "пёс"'],
    ['{wish} | {list} $&', '{wish} | {list} $&amp;'],
    ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
    ['محمد', '\u2068محمد\u2069'],
  ])('%s break nothing', (name, shown) => {
    const actor = { id, name, username: null, photoUrl: null };
    expect(say(make('new_follower', {}, { actor }))).toBe(`👋 ${shown} теперь следит за вашими желаниями.`);
  });
});

describe('the door', () => {
  const pathOf = (notification: Notification) => {
    const [[open] = []] = write(notification)?.keyboard.inline_keyboard ?? [];
    return open && 'web_app' in open ? new URL(open.web_app.url).pathname : undefined;
  };

  it('leads to the wish, the list, the person, or to one’s gifts when the list is closed', () => {
    const closed = { id, title: 'Юбилей', emoji: null, color: 'rose', eventDate: null, shareToken: null } as const;
    const link = `/shared/${'A'.repeat(22)}`;
    expect(pathOf(make('wish_changed', examples.wish_changed))).toBe(`${link}/wishes/${id}`);
    expect(pathOf(make('occasion_soon', examples.occasion_soon, { wish: null }))).toBe(link);
    expect(pathOf(make('birthday_soon', examples.birthday_soon, { wish: null, wishlist: null }))).toBe(`/people/${id}`);
    expect(pathOf(make('gift_not_bought', examples.gift_not_bought, { wishlist: closed }))).toBe('/gifts');
    expect(pathOf(make('wish_removed'))).toBe('/gifts');
    expect(pathOf(make('surprise_revealed', {}, { wish: null, actor: null }))).toBe(`/lists/${id}`);
  });
});
