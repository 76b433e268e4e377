import { api } from '@wishlins/contract';
import { mount, type Door } from '../http/mount.ts';
import { getFarewell, leave, stay } from './service.ts';

/** Leaving for good. */
export function mountAccounts(door: Door): void {
  mount(door, api.account.farewell, ({ db, viewer }) => getFarewell(db, viewer.id));
  mount(door, api.account.leave, ({ db, viewer }) => leave(db, viewer.id));
  mount(door, api.account.stay, ({ db, viewer }) => stay(db, viewer.id));
}
