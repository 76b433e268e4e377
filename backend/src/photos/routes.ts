import { api } from '@wishlins/contract';
import type { FastifyInstance } from 'fastify';
import { mountUpload, type Door } from '../http/mount.ts';
import { keepPhoto, type Photos } from './service.ts';

/** Photos that people bring. */
export function mountPhotos(door: Door): void {
  const { photos } = door.context;
  mountUpload(door, api.photos.create, ({ db, viewer, file }) => keepPhoto(photos, db, viewer.id, file));
}

const address = /^\/pictures\/photos\/(?<name>[\w-]{22})(?<small>-s)?\.webp$/;

/** The photos themselves, for whoever was shown their address: a browser asks for pictures without a session. */
export function mountPhotoFiles(app: FastifyInstance, { store }: Pick<Photos, 'store'>): void {
  app.get('/pictures/photos/*', async (request, reply) => {
    const { name, small } = address.exec(request.url)?.groups ?? {};
    const file = name && (await store.read(name, small ? 'small' : 'large'));
    if (!file) return reply.callNotFound();
    return reply
      .headers({
        // Another photo has another address.
        'cache-control': 'public, max-age=31536000, immutable',
        'x-robots-tag': 'noindex',
      })
      .type('image/webp')
      .send(file);
  });
}
