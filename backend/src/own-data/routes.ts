import { api } from '@wishlins/contract';
import { downloadFormats, downloadName, downloadPath, type DownloadFormat } from '@wishlins/contract/downloads';
import { OwnData } from '@wishlins/contract/own-data';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Context } from '../context.ts';
import { mount, type Door } from '../http/mount.ts';
import { gatherOwnData, gatherWishes, prepareDownload, isDownloadReady, redeemDownload } from './service.ts';
import { writeTable } from './table.ts';

/** What is a person’s own, for them to take with them. */
export function mountOwnData(door: Door): void {
  const { publicUrl } = door.context.config;
  mount(door, api.ownData.read, ({ db, viewer }) => gatherOwnData(db, viewer.id, publicUrl));
  mount(door, api.ownData.prepare, ({ db, viewer, body }) => prepareDownload(db, viewer.id, body.format));
}

interface Named {
  Params: { token: string };
}

/** The files themselves, for who knows their address: Telegram and browsers save files without a session. */
export function mountDownloads(app: FastifyInstance, { db, config: { publicUrl } }: Context): void {
  // Who looks before they save, as Telegram may, takes nothing of the file.
  for (const format of downloadFormats) {
    app.head<Named>(downloadPath(':token', format), async ({ params }, reply) => {
      if (!(await isDownloadReady(db, format, params.token))) return reply.callNotFound();
      return asFile(reply, format).send();
    });
  }
  const settings = { exposeHeadRoute: false };

  const schema = { response: { 200: OwnData } };
  app.get<Named>(downloadPath(':token', 'json'), { ...settings, schema }, async ({ params }, reply) => {
    const userId = await redeemDownload(db, 'json', params.token);
    if (!userId) return reply.callNotFound();
    return asFile(reply, 'json').send(await gatherOwnData(db, userId, publicUrl));
  });

  app.get<Named>(downloadPath(':token', 'csv'), settings, async ({ params }, reply) => {
    const userId = await redeemDownload(db, 'csv', params.token);
    if (!userId) return reply.callNotFound();
    const { wishlists, language } = await gatherWishes(db, userId);
    return asFile(reply, 'csv').send(writeTable(wishlists, language, publicUrl));
  });
}

const types: Record<DownloadFormat, string> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};

/** A file that is saved and kept nowhere on the way; Telegram’s web client reads it from its own page. */
function asFile(reply: FastifyReply, format: DownloadFormat): FastifyReply {
  return reply.type(types[format]).headers({
    'content-disposition': `attachment; filename="${downloadName(format)}"`,
    'cache-control': 'no-store',
    'access-control-allow-origin': 'https://web.telegram.org',
    'x-robots-tag': 'noindex',
  });
}
