import { api } from '@wishlins/contract';
import type { CardFormat } from '@wishlins/contract/cards';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { mount, type Door } from '../http/mount.ts';
import { messageLeaver } from '../telegram/prepared-message.ts';
import { findCard, prepareMessage } from './service.ts';
import { editionOf, openStudio } from './studio.ts';

export function mountSharing(door: Door): void {
  const { botApi, botUsername, config } = door.context;
  const leaveMessage = messageLeaver(botApi);
  mount(door, api.sharing.prepare, ({ db, viewer, params, body }) =>
    prepareMessage(
      db,
      viewer.id,
      { ...params, ...body },
      {
        publicUrl: config.publicUrl,
        botUsername: botUsername(),
        leaveMessage,
      },
    ),
  );
}

const address =
  /^\/pictures\/cards\/(?<shareToken>[\w-]{22})(?:\/(?<wishId>[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}))?\/(?<format>message|story)\.jpg(?:\?|$)/;

/** The pictures that chats and stories show of a link, for anybody: Telegram’s servers have no session. */
export function mountCards(app: FastifyInstance, { db, botUsername }: Context): void {
  const studio = openStudio();
  app.addHook('onClose', () => studio.close());
  app.get('/pictures/cards/*', async (request, reply) => {
    const { shareToken, wishId, format } = address.exec(request.url)?.groups ?? {};
    if (!shareToken) return reply.callNotFound();
    const card = await findCard(db, { shareToken, wishId }, format as CardFormat, botUsername());
    if (!card) return reply.callNotFound();
    const edition = `"${editionOf(card, format as CardFormat)}"`;
    reply.headers({
      etag: edition,
      // Not for long: a list that is closed closes its card.
      'cache-control': 'public, max-age=300',
      'x-robots-tag': 'noindex',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
    });
    if (request.headers['if-none-match'] === edition) return reply.code(304).send();
    return reply.type('image/jpeg').send(await studio.draw(card, format as CardFormat));
  });
}
