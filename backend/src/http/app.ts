import { randomUUID } from 'node:crypto';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import helmet from 'helmet';
import { mountAccounts } from '../accounts/routes.ts';
import { mountBot } from '../bot/routes.ts';
import type { Context } from '../context.ts';
import { mountFeed } from '../feed/routes.ts';
import { mountFriends } from '../friends/routes.ts';
import { mountNotifications } from '../notifications/routes.ts';
import { mountDownloads, mountOwnData } from '../own-data/routes.ts';
import { mountPhotoFiles, mountPhotos } from '../photos/routes.ts';
import { mountPreviews } from '../previews/routes.ts';
import { mountSessions } from '../sessions/routes.ts';
import { mountCards, mountSharing } from '../sharing/routes.ts';
import { mountUsers } from '../users/routes.ts';
import { mountVisitors } from '../visitors/routes.ts';
import { mountReservations } from '../wishes/reservation-routes.ts';
import { mountWishes } from '../wishes/routes.ts';
import { mountWishlists } from '../wishlists/routes.ts';
import { installAdmission } from './admission.ts';
import { isFromBot } from './auth.ts';
import { formats, textKeyword } from './checks.ts';
import { installCompression } from './compression.ts';
import { installDrain, type Drain } from './drain.ts';
import { installErrorExit, leaveWithError } from './error-exit.ts';
import { mountHealth } from './health.ts';
import { installLimits } from './limits.ts';
import { installMetrics, type Registry } from './metrics.ts';
import type { Door } from './mount.ts';

/** How many may be inside for each connection to the database: with ten connections, what is answered within a second. */
const INSIDE_PER_CONNECTION = 30;

/** The HTTP face of Wishlins: everything that a request passes, in this order. */
export async function buildApp(context: Context): Promise<{ app: FastifyInstance; metrics: Registry; drain: Drain }> {
  const { config } = context;
  const log: FastifyBaseLogger = context.log;
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    bodyLimit: 64 * 1024,
    // Slow senders are cut off: Fastify’s own defaults, which outdo `http`, keep them for ever.
    requestTimeout: 10_000,
    http: { headersTimeout: 5000, connectionsCheckingInterval: 1000 },
    frameworkErrors: (error, request, reply) => void leaveWithError(error, request, reply),
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, formats, keywords: [textKeyword] },
    },
  });

  installErrorExit(app);
  acceptJson(app);
  installCompression(app);
  const metrics = installMetrics(app, context.pool);
  const drain = installDrain(app);
  // Telegram’s web clients frame the app; which pages may is said by the server of the page.
  const protect = helmet({ contentSecurityPolicy: false, frameguard: false });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    protect(request.raw, reply.raw, () => done());
  });
  app.addHook('onResponse', (request, reply, done) => {
    // The route’s pattern, not its address: a share link in a log would be a leak.
    const { method, routeOptions } = request;
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    request.log.info({ method, route: routeOptions.url, status: reply.statusCode, milliseconds }, 'request');
    done();
  });

  const limits = await installLimits(app, config.rateLimit, (request) => isFromBot(config.botSecret, request));

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Wishlins', version: '1', description: 'Wishlists inside Telegram.' },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          session: { type: 'http', scheme: 'bearer' },
          visitor: { type: 'http', scheme: 'Visitor', description: 'what a guest without an account was given' },
          bot: { type: 'http', scheme: 'Bot', description: 'BOT_SECRET' },
        },
      },
    },
    // The endpoints of the contract, and nothing that is served beside them.
    transform: ({ schema, url }) => ({ schema: url.startsWith('/api/v1/') ? schema : { hide: true }, url }),
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs' });

  mountHealth(app, context, drain);
  mountCards(app, context);
  mountPhotoFiles(app, context.photos);
  mountDownloads(app, context);
  await app.register(
    async (api) => {
      installAdmission(api, config.databasePool * INSIDE_PER_CONNECTION);
      api.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
      const door: Door = { app: api, context, limits };
      mountSessions(door);
      mountUsers(door);
      mountNotifications(door);
      mountFriends(door);
      mountPhotos(door);
      mountPreviews(door);
      mountWishlists(door);
      mountWishes(door);
      mountReservations(door);
      mountFeed(door);
      mountVisitors(door);
      mountBot(door);
      mountSharing(door);
      mountOwnData(door);
      mountAccounts(door);
    },
    { prefix: '/api/v1' },
  );
  return { app, metrics, drain };
}

/** JSON and nothing else; many clients announce it and then send no body at all. */
function acceptJson(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain');
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') done(null);
    else void parse(request, body, done);
  });
}
