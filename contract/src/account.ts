import { Type, type Static } from 'typebox';
import { Instant, Nullable, Shape } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Me } from './users.ts';

/** How many hours one may change one’s mind after asking that one’s account be deleted. */
export const hoursToStay = 24;

/** What goes with an account. Of what others do with its wishes nothing is said. */
export const Farewell = Shape({
  /** When the account is deleted; `null`: nobody asked for that. */
  leavesAt: Nullable(Instant),
  wishlists: Type.Integer(),
  wishes: Type.Integer(),
  /** Wishes of others that I hold, and that will be free again. */
  gifts: Type.Integer(),
});
export type Farewell = Static<typeof Farewell>;

export const farewell = endpoint({
  method: 'GET',
  path: '/account/farewell',
  summary: 'What goes with my account, and when if I have asked for that',
  access: 'viewer',
  status: 200,
  reply: Farewell,
  errors: [],
});

/** Asking again does not put it off. */
export const leave = endpoint({
  method: 'PUT',
  path: '/account/farewell',
  summary: 'Delete my account and all that is mine, in 24 hours; from now on nobody else finds me or my lists',
  access: 'viewer',
  status: 200,
  reply: Me,
  errors: [],
});

export const stay = endpoint({
  method: 'DELETE',
  path: '/account/farewell',
  summary: 'Keep my account after all: everything is as it was',
  access: 'viewer',
  status: 200,
  reply: Me,
  errors: [],
});
