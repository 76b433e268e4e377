import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyPluginAsync } from 'fastify';
import { botApi } from './bot-api/plugin.ts';
import { botOf, createWorld, findPerson } from './bot-api/world.ts';
import { cast, findPersona, type TelegramUser } from './cast.ts';
import { signInitData, type Opening } from './init-data.ts';

/** What the simulator needs to know. */
export interface SimulatorOptions {
  /** The bot whose signature the backend trusts. */
  botToken: string;
  /** The bot's name without `@`: links to it open in the phone they were tapped in. */
  botUsername: string;
  /** The folder of the built page; absent in development, where Vite serves it. */
  webRoot?: string;
}

/** What `POST /simulator/api/init-data` takes: who opens the app, and how. */
export interface InitDataRequest {
  personaId: string;
  startParam?: string;
  /** The language of the client, when it is not the persona's own. */
  languageCode?: string;
  chatType?: Opening['chatType'];
  chatInstance?: string;
}

const initDataRequest = {
  type: 'object',
  additionalProperties: false,
  required: ['personaId'],
  properties: {
    personaId: { type: 'string', enum: cast.map((persona) => persona.id) },
    startParam: { type: 'string', pattern: '^[A-Za-z0-9_-]{0,64}$' },
    languageCode: { type: 'string', pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' },
    chatType: { type: 'string', enum: ['sender', 'private', 'group', 'supergroup', 'channel'] },
    chatInstance: { type: 'string', pattern: '^-?[0-9]{1,20}$' },
  },
};

/**
 * Serves the simulator at `/simulator/` and the demo's pictures at `/pictures/demo/`. It signs init data for whoever
 * asks, so it belongs into a demo on this machine and nowhere else.
 */
export const simulator: FastifyPluginAsync<SimulatorOptions> = async (app, options) => {
  const { botToken, botUsername, webRoot } = options;
  const world = createWorld();
  const botId = Number(botToken.split(':')[0]);

  app.get('/simulator/api/personas', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return { botId, botUsername, personas: cast };
  });

  app.post<{ Body: InitDataRequest }>(
    '/simulator/api/init-data',
    { schema: { body: initDataRequest } },
    async ({ body }, reply) => {
      const persona = findPersona(body.personaId);
      if (!persona) return reply.code(404).send();
      const { startParam, languageCode } = body;
      const { allowed, blocked } = findPerson(botOf(world, botId), persona.user.id) ?? {};
      const { allows_write_to_pm: _before, ...told } = persona.user;
      const user: TelegramUser = {
        ...told,
        ...(languageCode && { language_code: languageCode }),
        ...(allowed && !blocked && { allows_write_to_pm: true }),
      };
      // Telegram names the chat only when the app was opened by a link.
      const fromLink = startParam ? ({ chatType: 'sender', chatInstance: `-${persona.user.id}` } as const) : {};
      reply.header('cache-control', 'no-store');
      return { initData: signInitData({ ...fromLink, ...body, botToken, persona: { ...persona, user } }) };
    },
  );

  await app.register(botApi, { prefix: '/simulator/telegram', world, botToken, botUsername });

  await app.register(fastifyStatic, {
    root: fileURLToPath(new URL('../pictures', import.meta.url)),
    prefix: '/pictures/demo/',
    allowedPath: (path) => path.endsWith('.webp'),
    immutable: true,
    maxAge: '365d',
    index: false,
    decorateReply: false,
  });

  if (!webRoot) return;
  app.get('/simulator', ({ url }, reply) => reply.redirect(url.replace('/simulator', '/simulator/')));
  await app.register(fastifyStatic, {
    root: webRoot,
    prefix: '/simulator/',
    decorateReply: false,
    cacheControl: false,
    // Vite puts a hash into the names under assets/; the page itself must always be asked for.
    setHeaders: (reply, path) => {
      void reply.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
};
