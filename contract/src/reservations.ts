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
  Shape,
  ShareToken,
  WishlistPath,
  WishPath,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { Person } from './users.ts';
import { Picture, ReservationState, Stage, wishLimits } from './wishes.ts';
import { Color } from './wishlists.ts';

/** Sets my reservation of a wish to what the body says; repeating it changes nothing. */
export const put = endpoint({
  method: 'PUT',
  path: '/wishes/{wishId}/reservation',
  summary: 'Reserve a wish, or change how many, the stage, or whether other guests see my name',
  access: 'guest',
  params: WishPath,
  body: Shape({
    quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: wishLimits.quantity })),
    stage: Type.Optional(Stage),
    hideName: Type.Optional(Type.Boolean()),
  }),
  status: 200,
  reply: ReservationState,
  errors: ['wish_not_found', 'own_wish', 'already_reserved', 'wish_received', 'limit_reached'],
  visitors: true,
});

/** Also forgets a reservation whose wish is gone or can no longer be opened. */
export const remove = endpoint({
  method: 'DELETE',
  path: '/wishes/{wishId}/reservation',
  summary: 'Release my reservation; nothing happens if there is none',
  access: 'viewer',
  params: WishPath,
  status: 204,
  errors: [],
  visitors: true,
});

/** What became of a wish since it was reserved; the first that applies. */
export const notices = ['removed', 'received', 'oversubscribed', 'changed'] as const;

/** The wish as it was when reserved. */
const Snapshot = Shape({ title: Type.String(), price: Nullable(Money), url: Nullable(Type.String()) });

export const MyReservation = Shape({
  wishId: Id,
  quantity: Type.Integer(),
  stage: Stage,
  hideName: Type.Boolean(),
  reservedAt: Instant,
  snapshot: Snapshot,
  /** The wish as it is; `null` when it is gone or I may no longer open it. */
  current: Nullable(
    Shape({ title: Type.String(), price: Nullable(Money), url: Nullable(Type.String()), picture: Nullable(Picture) }),
  ),
  notice: Nullable(OneOf(notices)),
  wishlist: Shape({
    title: Type.String(),
    emoji: Nullable(Type.String()),
    color: Color,
    eventDate: Nullable(Day),
    /** `null` when I may no longer open it. */
    shareToken: Nullable(ShareToken),
  }),
  owner: Person,
});
export type MyReservation = Static<typeof MyReservation>;

export const mine = endpoint({
  method: 'GET',
  path: '/reservations',
  summary: 'What I have reserved, the nearest occasion first',
  access: 'viewer',
  query: Shape({ cursor: Type.Optional(Cursor) }),
  status: 200,
  reply: Page(MyReservation),
  errors: [],
  visitors: true,
});

export const acknowledge = endpoint({
  method: 'PUT',
  path: '/wishes/{wishId}/reservation/snapshot',
  summary: 'I have seen what changed: the snapshot becomes the wish as it is now',
  access: 'viewer',
  params: WishPath,
  status: 204,
  errors: ['reservation_not_found'],
  visitors: true,
});

export const wait = endpoint({
  method: 'PUT',
  path: '/wishes/{wishId}/waiting',
  summary: 'Tell me if this wish is free again',
  access: 'guest',
  params: WishPath,
  status: 200,
  reply: ReservationState,
  errors: ['wish_not_found', 'own_wish'],
});

export const stopWaiting = endpoint({
  method: 'DELETE',
  path: '/wishes/{wishId}/waiting',
  summary: 'No longer tell me',
  access: 'viewer',
  params: WishPath,
  status: 204,
  errors: [],
});

/** For the surprise mode `reserved`: that wishes are taken, never by whom. */
export const counts = endpoint({
  method: 'GET',
  path: '/wishlists/{wishlistId}/reservation-counts',
  summary: 'How many pieces of each of my wishes are reserved, as far as the surprise allows',
  access: 'owner',
  params: WishlistPath,
  status: 200,
  reply: Shape({ wishes: Type.Array(Shape({ wishId: Id, reserved: Type.Integer() })) }),
  errors: ['wishlist_not_found', 'surprise_kept'],
});

/** `visitor`: they have no account, and so no page of theirs. */
const Giver = Shape({ person: Person, visitor: Type.Boolean(), quantity: Type.Integer(), stage: Stage });

/** For the surprise mode `open`, and for every mode once the surprise is over. */
export const givers = endpoint({
  method: 'GET',
  path: '/wishlists/{wishlistId}/givers',
  summary: 'Who gives what, as far as the surprise allows',
  access: 'owner',
  params: WishlistPath,
  status: 200,
  reply: Shape({
    wishes: Type.Array(Shape({ wishId: Id, givers: Type.Array(Giver) })),
  }),
  errors: ['wishlist_not_found', 'surprise_kept'],
});
