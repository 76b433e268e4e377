import { Type, type Static } from 'typebox';
import { Id, Instant, Nullable, Shape, ShareToken, Text } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Language } from './users.ts';
import { Color } from './wishlists.ts';

/** How many wishes one visitor may hold, and how many visitors a wishlist may have at once and gain within an hour. */
export const visitorLimits = { held: 30, ofList: 300, anHour: 60 } as const;

/** A visitor as they see themselves. */
export const Visitor = Shape({
  name: Type.String(),
  /** How many wishes they hold. */
  held: Type.Integer(),
  wishlist: Shape({
    id: Id,
    title: Type.String(),
    emoji: Nullable(Type.String()),
    color: Color,
    /** `null` when its link was replaced, or it no longer opens to whoever has it. */
    shareToken: Nullable(ShareToken),
  }),
});
export type Visitor = Static<typeof Visitor>;

/** The explicit step “I am choosing a gift”: only from then on anything of reservations is shown. */
export const create = endpoint({
  method: 'POST',
  path: '/shared/{shareToken}/visitors',
  summary: 'Become a visitor, a guest without an account, of a wishlist that opens to whoever has its link',
  access: 'anyone',
  params: Shape({ shareToken: ShareToken }),
  body: Shape({ name: Text({ min: 1, max: 40 }), language: Language }),
  status: 201,
  reply: Shape({
    /** 256 random bits for `Authorization: Visitor`; told this once. */
    token: Type.String(),
    visitor: Visitor,
  }),
  errors: ['wishlist_not_found', 'link_changed', 'limit_reached'],
});

export const me = endpoint({
  method: 'GET',
  path: '/visitor',
  summary: 'Who I am as a visitor',
  access: 'visitor',
  status: 200,
  reply: Visitor,
  errors: [],
});

export const forget = endpoint({
  method: 'DELETE',
  path: '/visitor',
  summary: 'Forget me as a visitor: what I hold is free again',
  access: 'visitor',
  status: 204,
  errors: [],
});

/** The code goes through Telegram, which knows it from then on: it is good once and not for long. */
export const prepareMove = endpoint({
  method: 'POST',
  path: '/visitor/move',
  summary: 'A code with which a person of Telegram takes over what I hold, within 15 minutes',
  access: 'visitor',
  status: 201,
  reply: Shape({ code: Type.String(), expiresAt: Instant }),
  errors: [],
});

export const move = endpoint({
  method: 'POST',
  path: '/visitor-moves',
  summary: 'Take over what a visitor holds, by the code that they were given; pieces of the same wish add up',
  access: 'viewer',
  body: Shape({ code: Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }) }),
  status: 200,
  reply: Shape({
    /** How many wishes. */
    moved: Type.Integer(),
    /** Of their wishlist; `null` when I may not open it. */
    shareToken: Nullable(ShareToken),
  }),
  errors: ['visitor_not_found', 'own_wish'],
});
