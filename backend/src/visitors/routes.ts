import { api } from '@wishlins/contract';
import { mount, mountOpen, type Door } from '../http/mount.ts';
import { becomeVisitor, forgetVisitor, getVisitor, moveToAccount, prepareMove } from './service.ts';

/** Visitors: guests without an account, of the list by whose link they came. */
export function mountVisitors(door: Door): void {
  const { create, me, forget, prepareMove: prepare, move } = api.visitors;
  const { newVisitor } = door.limits;
  mountOpen(door, create, ({ db, params, body }) => becomeVisitor(db, params.shareToken, body), newVisitor);
  mount(door, me, ({ db, viewer }) => getVisitor(db, viewer.id));
  mount(door, forget, ({ db, viewer }) => forgetVisitor(db, viewer.id));
  mount(door, prepare, ({ db, viewer }) => prepareMove(db, viewer.id));
  mount(door, move, ({ db, viewer, body }) => moveToAccount(db, viewer.id, body.code));
}
