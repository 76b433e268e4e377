import { api } from '@wishlins/contract';
import { mount, type Door } from '../http/mount.ts';
import { readFeed } from './service.ts';

/** The feed: what is new with the people one follows. */
export function mountFeed(door: Door): void {
  mount(door, api.feed.list, ({ db, viewer, query }) => readFeed(db, viewer.id, query.cursor));
}
