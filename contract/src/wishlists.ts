import { Type, type Static } from 'typebox';
import {
  Cursor,
  Day,
  Id,
  Instant,
  Nullable,
  OneOf,
  Page,
  Shape,
  ShareToken,
  Text,
  UserPath,
  Version,
  WishlistPath,
} from './common.ts';
import { endpoint } from './endpoint.ts';
import { GuestWish, OpenWish, OwnWish } from './wishes.ts';
import { Person } from './users.ts';

/** The most that one person may have; refusals name it. */
export const wishlistLimits = { wishlists: 200, guests: 500 } as const;

/** Who may open a wishlist, from narrow to wide. */
export const visibilities = ['private', 'selected', 'friends', 'link', 'public'] as const;
export const Visibility = OneOf(visibilities);
export type Visibility = (typeof visibilities)[number];

/**
 * What the owner learns of reservations: `full`, nothing; `reserved`, that but not who; `open`, all.
 * A reservation keeps the mode under which it was made if the wishlist becomes more open later.
 */
export const surprises = ['full', 'reserved', 'open'] as const;
export const Surprise = OneOf(surprises);
export type Surprise = (typeof surprises)[number];

export const colors = ['rose', 'coral', 'amber', 'lime', 'mint', 'sky', 'indigo', 'violet', 'plum', 'slate'] as const;
export const Color = OneOf(colors);
export type Color = (typeof colors)[number];

export const occasions = ['birthday', 'new_year', 'wedding', 'baby', 'housewarming', 'holiday', 'other'] as const;
export const Occasion = OneOf(occasions);
export type Occasion = (typeof occasions)[number];

/** What every viewer of a wishlist sees of it. */
const coverFields = {
  id: Id,
  title: Type.String(),
  emoji: Nullable(Type.String()),
  color: Color,
  occasion: Nullable(Occasion),
  eventDate: Nullable(Day),
  note: Nullable(Type.String()),
  surprise: Surprise,
  /** The day on which the owner is told who gave what, in the owner’s time zone; `null`: never. */
  revealOn: Nullable(Day),
};

const ownWishlistFields = {
  ...coverFields,
  visibility: Visibility,
  shareToken: ShareToken,
  wishCount: Type.Integer(),
  archivedAt: Nullable(Instant),
  version: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
};
export const OwnWishlist = Shape(ownWishlistFields);
export type OwnWishlist = Static<typeof OwnWishlist>;

export const OwnWishlistWithWishes = Shape({ ...ownWishlistFields, wishes: Type.Array(OwnWish) });
export type OwnWishlistWithWishes = Static<typeof OwnWishlistWithWishes>;

/** A wishlist as a card, for people who may open it. */
export const SharedCover = Shape({ ...coverFields, shareToken: ShareToken, wishCount: Type.Integer(), owner: Person });
export type SharedCover = Static<typeof SharedCover>;

export const SharedWishlist = Shape({
  ...coverFields,
  shareToken: ShareToken,
  owner: Person,
  wishes: Type.Array(GuestWish),
});
export type SharedWishlist = Static<typeof SharedWishlist>;

/** A wishlist as anybody reads it who has its link, before they say who they are; of its owner, the first name. */
export const OpenWishlist = Shape({
  ...coverFields,
  shareToken: ShareToken,
  owner: Shape({ name: Type.String() }),
  wishes: Type.Array(OpenWish),
});
export type OpenWishlist = Static<typeof OpenWishlist>;

const editable = {
  title: Text({ min: 1, max: 100 }),
  emoji: Nullable(Text({ min: 1, max: 1 })),
  color: Color,
  occasion: Nullable(Occasion),
  eventDate: Nullable(Day),
  note: Nullable(Text({ max: 1000, lines: 'many' })),
  visibility: Visibility,
  surprise: Surprise,
  /** Later than the default of three days after `eventDate`; `null` returns to the default. */
  revealOn: Nullable(Day),
};
const { title, ...optional } = editable;
const changes = Type.Partial(Shape(editable)).properties;
export const NewWishlist = Shape({ title, ...Type.Partial(Shape(optional)).properties });
export type NewWishlist = Static<typeof NewWishlist>;
export const WishlistChanges = Shape({ version: Version, ...changes });
export type WishlistChanges = Static<typeof WishlistChanges>;

export const list = endpoint({
  method: 'GET',
  path: '/wishlists',
  summary: 'My wishlists in my order',
  access: 'viewer',
  query: Shape({ state: Type.Optional(OneOf(['active', 'archived'])) }),
  status: 200,
  reply: Shape({ wishlists: Type.Array(OwnWishlist) }),
  errors: [],
});

export const create = endpoint({
  method: 'POST',
  path: '/wishlists',
  summary: 'Make a wishlist; private and a full surprise unless said otherwise',
  access: 'viewer',
  body: NewWishlist,
  status: 201,
  reply: OwnWishlist,
  errors: ['limit_reached', 'idempotency_key_reused'],
  idempotencyKey: true,
});

export const get = endpoint({
  method: 'GET',
  path: '/wishlists/{wishlistId}',
  summary: 'My wishlist with its wishes, as its owner sees it',
  access: 'owner',
  params: WishlistPath,
  status: 200,
  reply: OwnWishlistWithWishes,
  errors: ['wishlist_not_found'],
});

export const update = endpoint({
  method: 'PATCH',
  path: '/wishlists/{wishlistId}',
  summary: 'Change a wishlist; `version` is the one last seen, so that two devices do not overwrite each other',
  access: 'owner',
  params: WishlistPath,
  body: WishlistChanges,
  status: 200,
  reply: OwnWishlist,
  errors: ['wishlist_not_found', 'version_conflict'],
});

export const remove = endpoint({
  method: 'DELETE',
  path: '/wishlists/{wishlistId}',
  summary: 'Delete a wishlist with its wishes; it can be restored for 30 days',
  access: 'owner',
  params: WishlistPath,
  status: 204,
  errors: ['wishlist_not_found'],
});

export const restore = endpoint({
  method: 'POST',
  path: '/wishlists/{wishlistId}/restoration',
  summary: 'Bring a deleted wishlist back',
  access: 'owner',
  params: WishlistPath,
  status: 200,
  reply: OwnWishlist,
  errors: ['wishlist_not_found', 'limit_reached'],
});

export const archive = endpoint({
  method: 'PUT',
  path: '/wishlists/{wishlistId}/archive',
  summary: 'Put a wishlist away: it keeps its wishes, and only its owner opens it',
  access: 'owner',
  params: WishlistPath,
  status: 200,
  reply: OwnWishlist,
  errors: ['wishlist_not_found'],
});

export const unarchive = endpoint({
  method: 'DELETE',
  path: '/wishlists/{wishlistId}/archive',
  summary: 'Take a wishlist out of the archive',
  access: 'owner',
  params: WishlistPath,
  status: 200,
  reply: OwnWishlist,
  errors: ['wishlist_not_found'],
});

export const order = endpoint({
  method: 'PUT',
  path: '/wishlist-order',
  summary: 'The order of my wishlists; those left out follow in the order they had',
  access: 'viewer',
  body: Shape({ wishlistIds: Type.Array(Id, { maxItems: wishlistLimits.wishlists, uniqueItems: true }) }),
  status: 204,
  errors: [],
});

export const rotateLink = endpoint({
  method: 'POST',
  path: '/wishlists/{wishlistId}/share-token',
  summary: 'Replace the share link; whoever comes by the old one is told that it was changed',
  access: 'owner',
  params: WishlistPath,
  status: 201,
  reply: Shape({ shareToken: ShareToken, version: Type.Integer() }),
  errors: ['wishlist_not_found'],
});

export const guests = endpoint({
  method: 'GET',
  path: '/wishlists/{wishlistId}/guests',
  summary: 'The people selected to open a wishlist',
  access: 'owner',
  params: WishlistPath,
  status: 200,
  reply: Shape({ people: Type.Array(Person) }),
  errors: ['wishlist_not_found'],
});

export const setGuests = endpoint({
  method: 'PUT',
  path: '/wishlists/{wishlistId}/guests',
  summary: 'Select the people who may open a wishlist whose visibility is `selected`',
  access: 'owner',
  params: WishlistPath,
  body: Shape({ userIds: Type.Array(Id, { maxItems: wishlistLimits.guests, uniqueItems: true }) }),
  status: 200,
  reply: Shape({ people: Type.Array(Person) }),
  errors: ['wishlist_not_found', 'user_not_found'],
});

export const shared = endpoint({
  method: 'GET',
  path: '/shared/{shareToken}',
  summary: 'A wishlist as a guest sees it; its owner is sent to the owner’s view',
  access: 'reader',
  params: Shape({ shareToken: ShareToken }),
  status: 200,
  reply: SharedWishlist,
  errors: ['wishlist_not_found', 'link_changed'],
  ownerGoesTo: '/wishlists/{wishlistId}',
  visitors: true,
});

export const open = endpoint({
  method: 'GET',
  path: '/shared/{shareToken}/face',
  summary: 'A wishlist as anybody reads it who has its link, if it opens to anybody; nothing of reservations',
  access: 'anyone',
  params: Shape({ shareToken: ShareToken }),
  status: 200,
  reply: OpenWishlist,
  errors: ['wishlist_not_found', 'link_changed'],
});

export const opened = endpoint({
  method: 'GET',
  path: '/shared',
  summary: 'Wishlists of others that I have opened and still may, latest first',
  access: 'viewer',
  query: Shape({ cursor: Type.Optional(Cursor) }),
  status: 200,
  reply: Page(SharedCover),
  errors: [],
});

export const ofUser = endpoint({
  method: 'GET',
  path: '/users/{userId}/wishlists',
  summary: 'The wishlists of a person that I may open from their profile',
  access: 'person',
  params: UserPath,
  status: 200,
  reply: Shape({ wishlists: Type.Array(SharedCover) }),
  errors: ['user_not_found'],
});
