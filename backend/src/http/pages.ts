import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Telegram's web clients show the mini app in a frame; nobody else may. */
const framing = "frame-ancestors 'self' https://web.telegram.org https://*.telegram.org";

/**
 * Serves the built mini app at `/`. Every other address that a browser opens is a place inside the app and gets its page;
 * what nobody asked to see as a page stays a 404.
 *
 * @param folder Vite's `dist`, whose names under `assets/` hold a hash of their content
 */
export async function servePages(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    wildcard: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders(reply, path) {
      const hashed = path.includes('/assets/');
      void reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (path.endsWith('.html')) void reply.header('content-security-policy', framing);
    },
  });
  app.get('/*', (request, reply) => {
    const isPage = !request.url.startsWith('/api/') && request.headers.accept?.includes('text/html');
    return isPage ? reply.sendFile('index.html') : reply.callNotFound();
  });
}
