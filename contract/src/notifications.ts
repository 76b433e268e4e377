import { Type, type Static } from 'typebox';
import {
  Cursor,
  Day,
  Id,
  Instant,
  Money,
  Nullable,
  OneOf,
  Page,
  ShareToken,
  Shape,
  UserPath,
  WishlistPath,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { Person } from './users.ts';
import { Color } from './wishlists.ts';

/** The most people, and the most lists, that one may mute. */
export const muteLimit = 500;

/**
 * What people are told of. Each kind has a switch, a sentence in the app and a message of the bot.
 *
 * - to who holds a reservation: `wish_changed`, `wish_removed`, `wish_received` (the owner has it),
 *   `wish_oversubscribed` (fewer are wished for than are reserved), `gift_not_bought` (three days before the day)
 * - to who asked to be told: `wish_free`
 * - to followers: `friend_news` (once a day at most), `birthday_soon` and `occasion_soon` (in 14, 7, 1, 0 days)
 * - to who is followed: `new_follower`
 * - to an owner: `surprise_revealed`, when the surprise is over
 */
export const notificationKinds = [
  'wish_changed',
  'wish_removed',
  'wish_received',
  'wish_oversubscribed',
  'wish_free',
  'friend_news',
  'new_follower',
  'birthday_soon',
  'occasion_soon',
  'gift_not_bought',
  'surprise_revealed',
] as const;
export const NotificationKind = OneOf(notificationKinds);
export type NotificationKind = (typeof notificationKinds)[number];

/** A wish as it was before a change, or is after it. */
const WishFace = Shape({ title: Type.String(), price: Nullable(Money), url: Nullable(Type.String()) });

/** What a kind tells besides whom and what it is about; `null` where the kind has no such fact. */
export const Facts = Shape({
  /** `birthday_soon`, `occasion_soon`, `gift_not_bought`: the day, and how far it was when this was told. */
  day: Nullable(Day),
  days: Nullable(Type.Integer()),
  /** `wish_changed`: what it was and what it became. */
  before: Nullable(WishFace),
  after: Nullable(WishFace),
  /** `wish_oversubscribed`: how many are wished for now. */
  quantity: Nullable(Type.Integer()),
  /** `friend_news`: how many lists and, in older ones, how many wishes are new. */
  newLists: Nullable(Type.Integer()),
  newWishes: Nullable(Type.Integer()),
});
export type Facts = Static<typeof Facts>;

/** Something a person was told: facts, for which clients have the words. */
export const Notification = Shape({
  id: Id,
  kind: NotificationKind,
  createdAt: Instant,
  read: Type.Boolean(),
  /** Who did it, or whose day it is. */
  actor: Nullable(Person),
  wishlist: Nullable(
    Shape({
      id: Id,
      title: Type.String(),
      emoji: Nullable(Type.String()),
      color: Color,
      eventDate: Nullable(Day),
      /** `null` when I may not open it any more. */
      shareToken: Nullable(ShareToken),
    }),
  ),
  /** The title is the one that was told; the id is `null` when the wish is gone with its owner’s account. */
  wish: Nullable(Shape({ id: Nullable(Id), title: Type.String() })),
  facts: Facts,
});
export type Notification = Static<typeof Notification>;

const Clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });

/** Hours in which the bot keeps silent, in the person’s own time zone; `from` may be later than `to`: over midnight. */
export const QuietHours = Shape({ from: Clock, to: Clock });
export type QuietHours = Static<typeof QuietHours>;

export const NotificationSettings = Shape({
  /** Kinds of which the person is told nothing. */
  off: Type.Array(NotificationKind, { uniqueItems: true }),
  quietHours: Nullable(QuietHours),
  /** Whether the bot may write to the person; without it there is the inbox in the app. */
  reachable: Type.Boolean(),
});
export type NotificationSettings = Static<typeof NotificationSettings>;

export const list = endpoint({
  method: 'GET',
  path: '/notifications',
  summary: 'What I was told, latest first',
  access: 'viewer',
  query: Shape({ cursor: Type.Optional(Cursor) }),
  status: 200,
  reply: Page(Notification),
  errors: [],
});

export const unread = endpoint({
  method: 'GET',
  path: '/notifications/unread',
  summary: 'How much of what I was told is unread',
  access: 'viewer',
  status: 200,
  reply: Shape({ count: Type.Integer() }),
  errors: [],
});

export const markRead = endpoint({
  method: 'PUT',
  path: '/notifications/read',
  summary: 'I have read everything up to this notification',
  access: 'viewer',
  body: Shape({ upTo: Id }),
  status: 204,
  errors: [],
});

export const settings = endpoint({
  method: 'GET',
  path: '/notification-settings',
  summary: 'Of what, and when, I am told',
  access: 'viewer',
  status: 200,
  reply: NotificationSettings,
  errors: [],
});

export const updateSettings = endpoint({
  method: 'PATCH',
  path: '/notification-settings',
  summary: 'Change of what, and when, I am told; fields that are left out stay as they are',
  access: 'viewer',
  body: Shape({
    off: Type.Optional(Type.Array(NotificationKind, { uniqueItems: true })),
    quietHours: Type.Optional(Nullable(QuietHours)),
  }),
  status: 200,
  reply: NotificationSettings,
  errors: [],
});

export const setTelegram = endpoint({
  method: 'PUT',
  path: '/notification-settings/telegram',
  summary: 'The bot may write to me, or may not',
  access: 'viewer',
  body: Shape({ allowed: Type.Boolean() }),
  status: 204,
  errors: [],
});

export const muted = endpoint({
  method: 'GET',
  path: '/notification-settings/muted',
  summary: 'The people and lists I have muted',
  access: 'viewer',
  status: 200,
  reply: Shape({
    people: Type.Array(Person),
    wishlists: Type.Array(
      Shape({ id: Id, title: Type.String(), emoji: Nullable(Type.String()), color: Color, owner: Person }),
    ),
  }),
  errors: [],
});

export const mutePerson = endpoint({
  method: 'PUT',
  path: '/users/{userId}/mute',
  summary: 'Tell me nothing of this person; they do not learn of it',
  access: 'person',
  params: UserPath,
  status: 204,
  errors: ['user_not_found', 'not_yourself', 'limit_reached'],
});

export const unmutePerson = endpoint({
  method: 'DELETE',
  path: '/users/{userId}/mute',
  summary: 'Tell me of this person again',
  access: 'viewer',
  params: UserPath,
  status: 204,
  errors: [],
});

export const muteWishlist = endpoint({
  method: 'PUT',
  path: '/wishlists/{wishlistId}/mute',
  summary: 'Tell me nothing of this list',
  access: 'reader',
  params: WishlistPath,
  status: 204,
  errors: ['wishlist_not_found', 'limit_reached'],
});

export const unmuteWishlist = endpoint({
  method: 'DELETE',
  path: '/wishlists/{wishlistId}/mute',
  summary: 'Tell me of this list again',
  access: 'viewer',
  params: WishlistPath,
  status: 204,
  errors: [],
});
