import { Type } from 'typebox';
import { Instant, Nullable, Shape } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Me } from './users.ts';

/** Exchanges a Mini App's signed init data for an opaque session; the first exchange creates the person. */
export const create = endpoint({
  method: 'POST',
  path: '/session',
  summary: 'Sign in with Telegram init data',
  access: 'anyone',
  body: Shape({ initData: Type.String({ minLength: 1, maxLength: 4096 }) }),
  status: 200,
  reply: Shape({
    /** 256 random bits for `Authorization: Bearer`. */
    token: Type.String(),
    expiresAt: Instant,
    viewer: Me,
    /** `null` while the server has not learnt its bot's name: links then lead to the app's own address. */
    telegram: Shape({ botUsername: Nullable(Type.String()) }),
  }),
  errors: ['init_data_invalid', 'init_data_expired'],
});

/** For who comes to the app’s address outside Telegram. */
export const telegram = endpoint({
  method: 'GET',
  path: '/telegram',
  summary: 'Where this app lives in Telegram',
  access: 'anyone',
  status: 200,
  reply: Shape({ botUsername: Nullable(Type.String()) }),
  errors: [],
});

/** Ends the session that makes the call. */
export const end = endpoint({
  method: 'DELETE',
  path: '/session',
  summary: 'Sign out',
  access: 'viewer',
  status: 204,
  errors: [],
});
