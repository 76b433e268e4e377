import type { Me, Person } from '@wishlins/contract/users';
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
};

/** Boris is her friend. */
export const boris: Me = { ...anya, id: idOf(2), name: 'Борис', username: 'boris' };

export const faceOf = ({ id, name, username, photoUrl }: Me): Person => ({ id, name, username, photoUrl });

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
    ...fields,
  };
}

/** A wish of Anya's, as Boris sees it; free unless said otherwise. */
export function guestWish(
  fields: Partial<Omit<GuestWish, 'reservation'>> = {},
  reservation: Partial<GuestWish['reservation']> = {},
): GuestWish {
  const { wishlistId: _list, version: _version, updatedAt: _updated, ...content } = ownWish(fields);
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
