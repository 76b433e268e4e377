import { api } from '@wishlins/contract';
import { mount, type Door } from '../http/mount.ts';
import { findOwnWishlists, orderWishlists } from './repository.ts';
import {
  archiveWishlist,
  changeWishlist,
  createWishlist,
  deleteWishlist,
  listOpened,
  listSelected,
  listWishlistsOf,
  restoreWishlist,
  rotateLink,
  selectPeople,
} from './service.ts';

/** Wishlists without their wishes; `get` and `shared`, which show wishes, are mounted with the wishes. */
export function mountWishlists(door: Door): void {
  const { wishlists } = api;
  mount(door, wishlists.list, async ({ db, viewer, query }) => ({
    wishlists: await findOwnWishlists(db, viewer.id, query.state ?? 'active'),
  }));
  mount(door, wishlists.create, ({ db, viewer, body }) => createWishlist(db, viewer.id, body));
  mount(door, wishlists.update, ({ db, viewer, params, body }) =>
    changeWishlist(db, viewer.id, params.wishlistId, body),
  );
  mount(door, wishlists.remove, ({ db, viewer, params }) => deleteWishlist(db, viewer.id, params.wishlistId));
  mount(door, wishlists.restore, ({ db, viewer, params }) => restoreWishlist(db, viewer.id, params.wishlistId));
  mount(door, wishlists.archive, ({ db, viewer, params }) => archiveWishlist(db, viewer.id, params.wishlistId, true));
  mount(door, wishlists.unarchive, ({ db, viewer, params }) =>
    archiveWishlist(db, viewer.id, params.wishlistId, false),
  );
  mount(door, wishlists.order, ({ db, viewer, body }) => orderWishlists(db, viewer.id, body.wishlistIds));
  mount(door, wishlists.rotateLink, ({ db, viewer, params }) => rotateLink(db, viewer.id, params.wishlistId));
  mount(door, wishlists.guests, ({ db, viewer, params }) => listSelected(db, viewer.id, params.wishlistId));
  mount(door, wishlists.setGuests, ({ db, viewer, params, body }) =>
    selectPeople(db, viewer.id, params.wishlistId, body.userIds),
  );
  mount(door, wishlists.opened, ({ db, viewer, query }) => listOpened(db, viewer.id, query.cursor));
  mount(door, wishlists.ofUser, ({ db, viewer, params }) => listWishlistsOf(db, viewer.id, params.userId));
}
