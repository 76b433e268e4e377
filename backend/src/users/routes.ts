import { api } from '@wishlins/contract';
import { mount, type Door } from '../http/mount.ts';
import { changeMe, findPeople, getMe, getProfile } from './service.ts';

/** People: my own profile, others’ profiles, search. */
export function mountUsers(door: Door): void {
  mount(door, api.users.me, ({ db, viewer }) => getMe(db, viewer.id));
  mount(door, api.users.updateMe, ({ db, viewer, body }) => changeMe(db, viewer.id, body));
  mount(door, api.users.get, ({ db, viewer, params }) => getProfile(db, viewer.id, params.userId));
  mount(door, api.users.search, async ({ db, viewer, query }) => ({
    people: await findPeople(db, viewer.id, query.query),
  }));
}
