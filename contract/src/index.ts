import * as account from './account.ts';
import * as bot from './bot.ts';
import * as feed from './feed.ts';
import * as friends from './friends.ts';
import * as linkPreviews from './link-previews.ts';
import * as notifications from './notifications.ts';
import * as ownData from './own-data.ts';
import * as photos from './photos.ts';
import * as reservations from './reservations.ts';
import * as session from './session.ts';
import * as sharing from './sharing.ts';
import * as users from './users.ts';
import * as visitors from './visitors.ts';
import * as wishes from './wishes.ts';
import * as wishlists from './wishlists.ts';
import type { Endpoint } from './endpoint.ts';

/** The whole API by noun: what the backend mounts and the clients call. */
export const api = {
  session: { create: session.create, end: session.end, telegram: session.telegram },
  users: { me: users.me, updateMe: users.updateMe, get: users.get, search: users.search },
  notifications: {
    list: notifications.list,
    unread: notifications.unread,
    markRead: notifications.markRead,
    settings: notifications.settings,
    updateSettings: notifications.updateSettings,
    setTelegram: notifications.setTelegram,
    muted: notifications.muted,
    mutePerson: notifications.mutePerson,
    unmutePerson: notifications.unmutePerson,
    muteWishlist: notifications.muteWishlist,
    unmuteWishlist: notifications.unmuteWishlist,
  },
  friends: {
    list: friends.list,
    follow: friends.follow,
    unfollow: friends.unfollow,
    block: friends.block,
    unblock: friends.unblock,
    blocked: friends.blocked,
  },
  feed: { list: feed.list },
  wishlists: {
    list: wishlists.list,
    create: wishlists.create,
    get: wishlists.get,
    update: wishlists.update,
    remove: wishlists.remove,
    restore: wishlists.restore,
    archive: wishlists.archive,
    unarchive: wishlists.unarchive,
    order: wishlists.order,
    rotateLink: wishlists.rotateLink,
    guests: wishlists.guests,
    setGuests: wishlists.setGuests,
    shared: wishlists.shared,
    open: wishlists.open,
    opened: wishlists.opened,
    ofUser: wishlists.ofUser,
  },
  wishes: {
    create: wishes.create,
    search: wishes.search,
    get: wishes.get,
    update: wishes.update,
    remove: wishes.remove,
    batch: wishes.batch,
    order: wishes.order,
    wantToo: wishes.wantToo,
  },
  reservations: {
    put: reservations.put,
    remove: reservations.remove,
    mine: reservations.mine,
    acknowledge: reservations.acknowledge,
    wait: reservations.wait,
    stopWaiting: reservations.stopWaiting,
    counts: reservations.counts,
    givers: reservations.givers,
  },
  visitors: {
    create: visitors.create,
    me: visitors.me,
    forget: visitors.forget,
    prepareMove: visitors.prepareMove,
    move: visitors.move,
  },
  photos: { create: photos.create },
  account: { farewell: account.farewell, leave: account.leave, stay: account.stay },
  ownData: { read: ownData.read, prepare: ownData.prepare },
  bot: { open: bot.open, finish: bot.finish, converse: bot.converse },
  linkPreviews: { look: linkPreviews.look },
  sharing: { prepare: sharing.prepare },
} as const satisfies Record<string, Record<string, Endpoint>>;

/** Every endpoint with its name, e.g. `wishes.create`; what generated tests walk. */
export const endpoints: ReadonlyMap<string, Endpoint> = new Map(
  Object.entries(api).flatMap(([noun, operations]) =>
    Object.entries<Endpoint>(operations).map(([name, endpoint]) => [`${noun}.${name}`, endpoint] as const),
  ),
);
