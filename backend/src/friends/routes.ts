import { api } from '@wishlins/contract';
import { mount, type Door } from '../http/mount.ts';
import { blockPerson, followPerson, listBlocked, listFriends, unblockPerson, unfollowPerson } from './service.ts';

/** Following and blocking. */
export function mountFriends(door: Door): void {
  const { list, follow, unfollow, block, unblock, blocked } = api.friends;
  mount(door, list, ({ db, viewer, query }) => listFriends(db, viewer.id, query.relation ?? 'following', query.cursor));
  mount(door, follow, ({ db, viewer, params }) => followPerson(db, viewer.id, params.userId));
  mount(door, unfollow, ({ db, viewer, params }) => unfollowPerson(db, viewer.id, params.userId));
  mount(door, block, ({ db, viewer, params }) => blockPerson(db, viewer.id, params.userId));
  mount(door, unblock, ({ db, viewer, params }) => unblockPerson(db, viewer.id, params.userId));
  mount(door, blocked, ({ db, viewer, query }) => listBlocked(db, viewer.id, query.cursor));
}
