import { Type, type Static } from 'typebox';
import { Id, Instant, Shape, ShareToken } from './common.ts';
import { endpoint } from './endpoint.ts';

/** A message that Telegram keeps until its person chooses a chat for it. */
export const PreparedMessage = Shape({
  /** For `shareMessage` of the Mini App. */
  id: Type.String(),
  expiresAt: Instant,
});
export type PreparedMessage = Static<typeof PreparedMessage>;

export const prepare = endpoint({
  method: 'POST',
  path: '/shared/{shareToken}/prepared-message',
  summary: 'Prepare a message with a card of a wishlist, or of a wish in it, for me to send to a chat of my choice',
  access: 'reader',
  params: Shape({ shareToken: ShareToken }),
  body: Shape({ wishId: Type.Optional(Id) }),
  status: 201,
  reply: PreparedMessage,
  errors: ['wishlist_not_found', 'wish_not_found', 'link_changed', 'telegram_unavailable'],
});
