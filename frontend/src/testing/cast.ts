import type { News } from '@wishlins/contract/feed';
import type { Friend } from '@wishlins/contract/friends';
import type { Facts, Notification } from '@wishlins/contract/notifications';
import type { MyReservation } from '@wishlins/contract/reservations';
import type { Me, Person, Profile, Relation } from '@wishlins/contract/users';
import type { GuestWish, OwnWish } from '@wishlins/contract/wishes';
import type { OwnWishlistWithWishes, SharedWishlist } from '@wishlins/contract/wishlists';

const now = '2026-11-23T09:00:00.000Z';
const idOf = (number: number) => `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;

/** Anya owns lists. */
export const anya: Me = {
  id: idOf(1),
  name: 'Аня',
  username: 'anya',
  photoUrl: null,
  about: null,
  birthday: null,
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  language: 'ru',
  findable: true,
  createdAt: now,
  leavesAt: null,
};

/** Boris is her friend. */
export const boris: Me = { ...anya, id: idOf(2), name: 'Борис', username: 'boris' };

/** Vera is a friend of both. */
export const vera: Me = { ...anya, id: idOf(3), name: 'Вера', username: 'vera' };

/** Gleb is a stranger. */
export const gleb: Me = { ...anya, id: idOf(4), name: 'Глеб', username: null };

/** Dina is blocked by Anya. */
export const dina: Me = { ...anya, id: idOf(5), name: 'Дина', username: 'dina' };

export const faceOf = ({ id, name, username, photoUrl }: Me): Person => ({ id, name, username, photoUrl });

/** Somebody of the cast on the viewer's friends page. */
export const friend = (me: Me, fields: Partial<Friend> = {}): Friend => ({
  ...faceOf(me),
  birthday: null,
  nextBirthday: null,
  friends: true,
  ...fields,
});

/** Somebody of the cast on their own page, as the viewer sees it; a stranger unless said otherwise. */
export function profile(me: Me, relation: Partial<Relation> = {}, fields: Partial<Profile> = {}): Profile {
  const strangers = { following: false, followsMe: false, friends: false, blocked: false };
  return { ...faceOf(me), about: null, birthday: null, relation: { ...strangers, ...relation }, ...fields };
}

export const shareToken = 'AbCdEfGhIjKlMnOpQrStUv';

let lastId = 100;

/** A wish of Anya's, as she sees it. */
export function ownWish(fields: Partial<OwnWish> = {}): OwnWish {
  lastId += 1;
  return {
    id: idOf(lastId),
    title: 'Плед из мериноса',
    note: null,
    url: null,
    pictures: [],
    price: null,
    priority: 'normal',
    quantity: 1,
    receivedAt: null,
    createdAt: now,
    wishlistId: idOf(10),
    version: 1,
    updatedAt: now,
    preview: null,
    ...fields,
  };
}

/** A wish of Anya's, as Boris sees it; free unless said otherwise. */
export function guestWish(
  fields: Partial<Omit<GuestWish, 'reservation'>> = {},
  reservation: Partial<GuestWish['reservation']> = {},
): GuestWish {
  const { wishlistId: _list, version: _version, updatedAt: _updated, preview: _preview, ...content } = ownWish(fields);
  return {
    ...content,
    reservation: { available: content.quantity, mine: null, others: [], waiting: false, ...reservation },
  };
}

/** A list of Anya's, as she sees it. */
export function ownWishlist(
  wishes: OwnWish[] = [],
  fields: Partial<OwnWishlistWithWishes> = {},
): OwnWishlistWithWishes {
  return {
    id: idOf(10),
    title: 'День рождения',
    emoji: '🎂',
    color: 'rose',
    occasion: 'birthday',
    eventDate: null,
    note: null,
    surprise: 'full',
    revealOn: null,
    visibility: 'link',
    shareToken,
    wishCount: wishes.length,
    archivedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
    wishes,
    ...fields,
  };
}

/** A list of Anya's, as Boris sees it. */
export function sharedWishlist(wishes: GuestWish[], fields: Partial<SharedWishlist> = {}): SharedWishlist {
  const { id, title, emoji, color, occasion, eventDate, note, surprise, revealOn } = ownWishlist();
  const cover = { id, title, emoji, color, occasion, eventDate, note, surprise, revealOn };
  return { ...cover, shareToken, owner: faceOf(anya), wishes, ...fields };
}

/** What Boris has reserved of Anya's birthday list; as it was then unless said otherwise. */
export function gift(fields: Partial<MyReservation> = {}): MyReservation {
  const { id: wishId, title, price, url } = ownWish();
  const snapshot = { title, price, url, ...fields.snapshot };
  return {
    wishId,
    quantity: 1,
    stage: 'reserved',
    hideName: false,
    reservedAt: now,
    current: { ...snapshot, picture: null },
    notice: null,
    wishlist: { title: 'День рождения', emoji: '🎂', color: 'rose', eventDate: null, shareToken },
    owner: faceOf(anya),
    ...fields,
    snapshot,
  };
}

/** Something that Boris was told just now, and has not read unless said otherwise. */
export function notice(
  fields: Pick<Notification, 'kind'> & Partial<Omit<Notification, 'facts'>> & { facts?: Partial<Facts> },
): Notification {
  lastId += 1;
  const facts = { day: null, days: null, before: null, after: null, quantity: null, newLists: null, newWishes: null };
  return {
    id: idOf(lastId),
    createdAt: now,
    read: false,
    actor: null,
    wishlist: null,
    wish: null,
    ...fields,
    facts: { ...facts, ...fields.facts },
  };
}

/** What is new in Anya's birthday list: a wish, unless said otherwise. */
export function news(fields: Partial<News> = {}): News {
  lastId += 1;
  const wishes = fields.wishes ?? [{ id: idOf(lastId), title: 'Плед', picture: null, price: null }];
  return {
    at: now,
    person: faceOf(anya),
    wishlist: {
      id: idOf(10),
      title: 'День рождения',
      emoji: '🎂',
      color: 'rose',
      eventDate: null,
      shareToken,
    },
    newList: false,
    wishCount: wishes.length,
    ...fields,
    wishes,
  };
}
