import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fastifyStatic from '@fastify/static';
import { guessLanguage } from '@wishlins/contract/language';
import { parseStartParam } from '@wishlins/contract/start-param';
import type { Language } from '@wishlins/contract/users';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Draws what everybody may see of the list with this share token as HTML; `undefined` when there is no such list. */
export type DrawList = (shareToken: string, language: Language) => Promise<string | undefined>;

/** What a server does with the page besides sending it. */
export interface PageSettings {
  /** Draws the list that a link points at into the page, so that it is seen before the app's code is there. */
  drawList?: DrawList;
  /** What the page may load and who may frame it; who may frame it, when left out. */
  policy?: string;
}

/** Telegram's web clients show the mini app in a frame; nobody else may. */
const framing = "frame-ancestors 'self' https://web.telegram.org https://*.telegram.org";
/** Where a list is drawn into the page; see `frontend/index.html`. */
const place = '<!--face-->';
/** A page waits no longer than this for a list to be drawn into it, and no more pages than this at once. */
const PATIENCE_MS = 200;
const AT_ONCE = 4;

/**
 * Serves the built mini app at `/`. Every other address that a browser opens is a place inside the app and gets its page;
 * what nobody asked to see as a page stays a 404.
 *
 * @param folder Vite's `dist`, whose names under `assets/` hold a hash of their content
 */
export async function servePages(
  app: FastifyInstance,
  folder: string,
  { drawList, policy = framing }: PageSettings = {},
): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    wildcard: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders(reply, path) {
      const hashed = path.includes('/assets/');
      void reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      if (/\.html(?:\.\w+)?$/.test(path)) void reply.header('content-security-policy', policy);
    },
  });
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  const [before = '', after] = page.split(place);
  let drawing = 0;

  /** The list in the page is a courtesy: whatever goes wrong with it, the page is served without. */
  async function draw(request: FastifyRequest, language: Language): Promise<string | undefined> {
    const shareToken = sharedBy(request);
    if (!drawList || !shareToken || drawing >= AT_ONCE) return undefined;
    drawing += 1;
    const drawn = drawList(shareToken, language)
      .catch((error: unknown) => {
        request.log.error({ err: error }, 'a list could not be drawn');
      })
      .finally(() => (drawing -= 1));
    return (await Promise.race([drawn, setTimeout(PATIENCE_MS, undefined, { ref: false })])) ?? undefined;
  }

  app.get('/*', async (request, reply) => {
    const isPage = request.headers.accept?.includes('text/html') || pathOf(request) === '/';
    if (!isPage || request.url.startsWith('/api/')) return reply.callNotFound();
    const language = guessLanguage(request.headers['accept-language']);
    const drawn = await draw(request, language);
    if (drawn === undefined || after === undefined) return reply.sendFile('index.html');
    return reply
      .type('text/html; charset=utf-8')
      .headers({ 'cache-control': 'no-cache', 'content-security-policy': policy, vary: 'accept-language' })
      .send(`${before}<div id="face" lang="${language}" inert aria-hidden="true">${drawn}</div>${after}`);
  });
}

/** The share token of the list that the page will show: of the link that Telegram followed, else of the address itself. */
function sharedBy(request: FastifyRequest): string | undefined {
  const start: unknown = Reflect.get(Object(request.query), 'tgWebAppStartParam');
  const target = typeof start === 'string' ? parseStartParam(start) : undefined;
  if (target) return target.to === 'wishlist' ? target.shareToken : undefined;
  return /^\/shared\/([\w-]{22})$/.exec(pathOf(request))?.[1];
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}
