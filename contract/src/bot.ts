import { Type, type Static } from 'typebox';
import { Id, Nullable, OneOf, Shape } from './common.ts';
import { endpoint } from './endpoint.ts';
import { Me } from './users.ts';

/**
 * Where the bot shows its secret beside a person’s session: all people come from its one address, and only so their
 * requests are counted per person and not per address.
 */
export const botHeader = 'x-wishlins-bot';

/** The sender of an update, by the names that Telegram gives. Source: https://core.telegram.org/bots/api#user */
export const Sender = Shape({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  first_name: Type.String({ maxLength: 256 }),
  last_name: Type.Optional(Type.String({ maxLength: 256 })),
  username: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_]{1,32}$' })),
  language_code: Type.Optional(Type.String({ maxLength: 35 })),
});
export type Sender = Static<typeof Sender>;

/** Where the conversation of the bot with a person stands; it survives every restart. */
export const Conversation = Shape({
  /** What the next message answers; `null`: nothing was asked. */
  expects: Nullable(OneOf(['birthday'])),
  /** The list that the last wish went into. */
  wishlistId: Nullable(Id),
});
export type Conversation = Static<typeof Conversation>;

const UpdatePath = Shape({ updateId: Type.String({ pattern: '^[0-9]{1,15}$' }) });

/** Each update takes effect once: one that is done opens no session any more. */
export const open = endpoint({
  method: 'PUT',
  path: '/bot/updates/{updateId}',
  summary: 'Begin an update of Telegram’s: makes or refreshes its sender and opens a session that acts for them',
  access: 'bot',
  params: UpdatePath,
  body: Sender,
  status: 200,
  reply: Shape({
    /** It was carried out before: there is nothing left to do. */
    done: Type.Boolean(),
    /** For `Authorization: Bearer`, until the update is finished; `null` when it is done. */
    token: Nullable(Type.String()),
    viewer: Me,
    conversation: Conversation,
  }),
  errors: [],
});

export const finish = endpoint({
  method: 'PUT',
  path: '/bot/updates/{updateId}/done',
  summary: 'End an update: it is never carried out again, and its sessions are over',
  access: 'bot',
  params: UpdatePath,
  status: 204,
  errors: [],
});

export const converse = endpoint({
  method: 'PUT',
  path: '/bot/conversation',
  summary: 'Where my conversation with the bot stands',
  access: 'viewer',
  body: Conversation,
  status: 204,
  errors: [],
});
