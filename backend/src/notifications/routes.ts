import { api } from '@wishlins/contract';
import { mount, type Door } from '../http/mount.ts';
import { countUnread, deleteMutedPerson, deleteMutedWishlist, markReadUpTo, setReachable } from './repository.ts';
import { changeSettings, getSettings, listMuted, listNotifications, mutePerson, muteWishlist } from './service.ts';

/** What people were told, and of what they want to be. */
export function mountNotifications(door: Door): void {
  const { notifications } = api;
  mount(door, notifications.list, ({ db, viewer, query }) => listNotifications(db, viewer.id, query.cursor));
  mount(door, notifications.unread, async ({ db, viewer }) => ({ count: await countUnread(db, viewer.id) }));
  mount(door, notifications.markRead, ({ db, viewer, body }) => markReadUpTo(db, viewer.id, body.upTo));
  mount(door, notifications.settings, ({ db, viewer }) => getSettings(db, viewer.id));
  mount(door, notifications.updateSettings, ({ db, viewer, body }) => changeSettings(db, viewer.id, body));
  mount(door, notifications.setTelegram, ({ db, viewer, body }) => setReachable(db, viewer.id, body.allowed));
  mount(door, notifications.muted, ({ db, viewer }) => listMuted(db, viewer.id));
  mount(door, notifications.mutePerson, ({ db, viewer, params }) => mutePerson(db, viewer.id, params.userId));
  mount(door, notifications.unmutePerson, ({ db, viewer, params }) => deleteMutedPerson(db, viewer.id, params.userId));
  mount(door, notifications.muteWishlist, ({ db, viewer, params }) => muteWishlist(db, viewer.id, params.wishlistId));
  mount(door, notifications.unmuteWishlist, ({ db, viewer, params }) =>
    deleteMutedWishlist(db, viewer.id, params.wishlistId),
  );
}
