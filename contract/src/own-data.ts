import { Type, type Static } from 'typebox';
import { Id, Instant, OneOf, Shape } from './common.ts';
import { downloadFormats } from './downloads.ts';
import { endpoint } from './endpoint.ts';
import { Notification, NotificationSettings } from './notifications.ts';
import { MyReservation } from './reservations.ts';
import { Me, Person } from './users.ts';
import { OwnWishlistWithWishes, SharedCover } from './wishlists.ts';

/**
 * Everything that is a person’s own: what they wrote, chose and were told, and what they give. Of their lists what they see
 * of them themselves: what others reserve there is no data of theirs.
 */
export const OwnData = Shape({
  /** Where the addresses of pictures begin. */
  origin: Type.String(),
  profile: Me,
  notificationSettings: NotificationSettings,
  wishlists: Type.Array(Shape({ ...OwnWishlistWithWishes.properties, selectedPeople: Type.Array(Person) })),
  following: Type.Array(Person),
  blocked: Type.Array(Person),
  mutedPeople: Type.Array(Person),
  mutedWishlists: Type.Array(Shape({ title: Type.String(), owner: Person })),
  /** Lists of others that they opened and may still open. */
  openedWishlists: Type.Array(SharedCover),
  /** What they have reserved, with the wish as it was then. */
  gifts: Type.Array(MyReservation),
  /** Wishes of which they asked to be told when they are free again. */
  hopedFor: Type.Array(Shape({ wishId: Id, since: Instant })),
  notifications: Type.Array(Notification),
});
export type OwnData = Static<typeof OwnData>;

export const read = endpoint({
  method: 'GET',
  path: '/own-data',
  summary: 'Everything that is mine',
  access: 'viewer',
  status: 200,
  reply: OwnData,
  errors: [],
});

export const prepare = endpoint({
  method: 'POST',
  path: '/own-data/downloads',
  summary:
    'Prepare a file of my data for saving: its address opens without a session, for five minutes and a few times',
  access: 'viewer',
  body: Shape({ format: OneOf(downloadFormats) }),
  status: 201,
  /** For `downloadPath`; the one that was prepared before is no longer good. */
  reply: Shape({ token: Type.String() }),
  errors: [],
});
