import { Type, type Static } from 'typebox';
import {
  Cursor,
  Id,
  Instant,
  Link,
  Money,
  Nullable,
  OneOf,
  Page,
  Shape,
  Text,
  Version,
  WishlistPath,
  WishPath,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { PreviewStatus } from './link-previews.ts';

/** The most that one wishlist may hold; refusals name it. */
export const wishLimits = { wishes: 500, pictures: 10, quantity: 999 } as const;

export const priorities = ['low', 'normal', 'high'] as const;
export const Priority = OneOf(priorities);
export type Priority = (typeof priorities)[number];

/** How far a holder has come with a gift. */
export const stages = ['reserved', 'bought', 'given'] as const;
export const Stage = OneOf(stages);
export type Stage = (typeof stages)[number];

/** A picture on this server’s own origin, with its size in pixels so that a page keeps its place for it. */
export const Picture = Shape({
  url: Type.String({ pattern: '^/pictures/[A-Za-z0-9/_-]+\\.webp$', maxLength: 200 }),
  width: Type.Integer({ minimum: 1, maximum: 10_000 }),
  height: Type.Integer({ minimum: 1, maximum: 10_000 }),
  /** What to show until it is there: a thumbhash in base64url. */
  thumbhash: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_-]{6,50}$' })),
});
export type Picture = Static<typeof Picture>;

const Quantity = Nullable(Type.Integer({ minimum: 1, maximum: wishLimits.quantity }));

/** What everybody who may open the wishlist sees of a wish. */
const contentFields = {
  id: Id,
  title: Type.String(),
  note: Nullable(Type.String()),
  url: Nullable(Type.String()),
  pictures: Type.Array(Picture),
  /** `null`: the price is unknown. */
  price: Nullable(Money),
  priority: Priority,
  /** `null`: any number is welcome. */
  quantity: Quantity,
  receivedAt: Nullable(Instant),
  createdAt: Instant,
};

const ownFields = {
  ...contentFields,
  wishlistId: Id,
  version: Type.Integer(),
  updatedAt: Instant,
  /** How far the look at its page has come; `null`: none is taken. */
  preview: Nullable(PreviewStatus),
};

/** A wish as its owner sees it: nothing of reservations, by shape. */
export const OwnWish = Shape(ownFields);
export type OwnWish = Static<typeof OwnWish>;

/** What guests know of a wish’s reservations. */
export const ReservationState = Shape({
  /** How many are still free; `null`: any number. */
  available: Nullable(Type.Integer()),
  mine: Nullable(Shape({ quantity: Type.Integer(), stage: Stage, hideName: Type.Boolean() })),
  /** The other guests who hold it; `name` is `null` where a holder hides it. */
  others: Type.Array(Shape({ name: Nullable(Type.String()), quantity: Type.Integer() })),
  /** Whether I asked to be told when it is free again. */
  waiting: Type.Boolean(),
});
export type ReservationState = Static<typeof ReservationState>;

/** A wish as anybody reads it who has the link of its list: nothing of reservations, by shape. */
export const OpenWish = Shape(contentFields);
export type OpenWish = Static<typeof OpenWish>;

/** A wish as a guest sees it. */
export const GuestWish = Shape({ ...contentFields, reservation: ReservationState });
export type GuestWish = Static<typeof GuestWish>;

const editable = {
  title: Text({ min: 1, max: 200 }),
  note: Nullable(Text({ max: 4000, lines: 'many' })),
  url: Nullable(Link),
  pictures: Type.Array(Picture, { maxItems: wishLimits.pictures }),
  price: Nullable(Money),
  priority: Priority,
  quantity: Quantity,
};
const { title, ...optional } = editable;
export const NewWish = Shape({ title, ...Type.Partial(Shape(optional)).properties });
export type NewWish = Static<typeof NewWish>;
export const WishChanges = Shape({
  version: Version,
  ...Type.Partial(Shape(editable)).properties,
});
export type WishChanges = Static<typeof WishChanges>;

/** `duplicateOf`: another wish of the same list has the same link; a warning, not a refusal. */
const CreatedWish = Shape({ ...ownFields, duplicateOf: Nullable(Id) });
export type CreatedWish = Static<typeof CreatedWish>;

export const create = endpoint({
  method: 'POST',
  path: '/wishlists/{wishlistId}/wishes',
  summary: 'Add a wish to my wishlist; one piece of normal priority unless said otherwise',
  access: 'owner',
  params: WishlistPath,
  body: NewWish,
  status: 201,
  reply: CreatedWish,
  errors: ['wishlist_not_found', 'photo_not_found', 'limit_reached', 'idempotency_key_reused'],
  idempotencyKey: true,
});

export const search = endpoint({
  method: 'GET',
  path: '/wishes',
  summary: 'My wishes that have not come true, of all lists in use, newest first; `words` stand in their title',
  access: 'viewer',
  query: Shape({ words: Type.Optional(Text({ max: 256 })), cursor: Type.Optional(Cursor) }),
  status: 200,
  reply: Page(OwnWish),
  errors: [],
});

export const get = endpoint({
  method: 'GET',
  path: '/wishes/{wishId}',
  summary: 'My wish, as its owner sees it',
  access: 'owner',
  params: WishPath,
  status: 200,
  reply: OwnWish,
  errors: ['wish_not_found'],
});

export const update = endpoint({
  method: 'PATCH',
  path: '/wishes/{wishId}',
  summary: 'Change a wish; `version` is the one last seen, so that two devices do not overwrite each other',
  access: 'owner',
  params: WishPath,
  body: WishChanges,
  status: 200,
  reply: OwnWish,
  errors: ['wish_not_found', 'photo_not_found', 'version_conflict'],
});

export const remove = endpoint({
  method: 'DELETE',
  path: '/wishes/{wishId}',
  summary: 'Delete a wish; it can be restored for 30 days',
  access: 'owner',
  params: WishPath,
  status: 204,
  errors: ['wish_not_found'],
});

/** What can be done to several wishes of mine at once: all of them or none. */
export const wishActions = ['receive', 'unreceive', 'move', 'copy', 'remove', 'restore'] as const;

export const batch = endpoint({
  method: 'POST',
  path: '/wish-batches',
  summary: 'Do one thing to several of my wishes; `wishlistId` is where `move` and `copy` go',
  access: 'viewer',
  body: Shape({
    action: OneOf(wishActions),
    wishIds: Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true }),
    wishlistId: Type.Optional(Id),
  }),
  status: 200,
  reply: Shape({ wishes: Type.Array(OwnWish) }),
  errors: ['wish_not_found', 'wishlist_not_found', 'limit_reached', 'idempotency_key_reused'],
  idempotencyKey: true,
});

export const order = endpoint({
  method: 'PUT',
  path: '/wishlists/{wishlistId}/wish-order',
  summary: 'The order of the wishes in my wishlist; those left out follow in the order they had',
  access: 'owner',
  params: WishlistPath,
  body: Shape({ wishIds: Type.Array(Id, { maxItems: wishLimits.wishes, uniqueItems: true }) }),
  status: 204,
  errors: ['wishlist_not_found'],
});

export const wantToo = endpoint({
  method: 'POST',
  path: '/wishes/{wishId}/copies',
  summary: '“I want it too”: copy somebody’s wish into a wishlist of mine',
  access: 'guest',
  params: WishPath,
  body: Shape({ wishlistId: Id }),
  status: 201,
  reply: OwnWish,
  errors: ['wish_not_found', 'own_wish', 'wishlist_not_found', 'limit_reached', 'idempotency_key_reused'],
  idempotencyKey: true,
});
