import { api } from '@wishlins/contract';
import { mount, mountOpen, SeeOther, type Door } from '../http/mount.ts';
import {
  arrangeWishes,
  changeSeveral,
  changeWish,
  createWish,
  deleteWish,
  getOwnWish,
  openOwnWishlist,
  openSharedWishlist,
  readOpenWishlist,
  searchWishes,
  wantToo,
} from './service.ts';

/** Wishes, and wishlists where their wishes are shown: to the owner and to guests by different endpoints. */
export function mountWishes(door: Door): void {
  const { wishes, wishlists } = api;
  mount(door, wishlists.get, ({ db, viewer, params }) => openOwnWishlist(db, viewer.id, params.wishlistId));
  mount(door, wishlists.shared, async ({ db, viewer, params }) => {
    const found = await openSharedWishlist(db, viewer.id, params.shareToken);
    return 'ownWishlistId' in found ? new SeeOther(`/wishlists/${found.ownWishlistId}`) : found;
  });
  mountOpen(door, wishlists.open, ({ db, params }) => readOpenWishlist(db, params.shareToken));
  mount(door, wishes.create, ({ db, viewer, params, body }) => createWish(db, viewer.id, params.wishlistId, body));
  mount(door, wishes.search, ({ db, viewer, query }) => searchWishes(db, viewer.id, query));
  mount(door, wishes.get, ({ db, viewer, params }) => getOwnWish(db, viewer.id, params.wishId));
  mount(door, wishes.update, ({ db, viewer, params, body }) => changeWish(db, viewer.id, params.wishId, body));
  mount(door, wishes.remove, ({ db, viewer, params }) => deleteWish(db, viewer.id, params.wishId));
  mount(door, wishes.batch, ({ db, viewer, body }) => changeSeveral(db, viewer.id, body));
  mount(door, wishes.order, ({ db, viewer, params, body }) =>
    arrangeWishes(db, viewer.id, params.wishlistId, body.wishIds),
  );
  mount(door, wishes.wantToo, ({ db, viewer, params, body }) => wantToo(db, viewer.id, params.wishId, body.wishlistId));
}
