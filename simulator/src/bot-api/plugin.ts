import type { FastifyPluginAsync } from 'fastify';
import { mountBotRoutes, refusalBody } from './bot-routes.ts';
import { mountPeopleRoutes } from './people-routes.ts';
import { Refusal } from './telegram.ts';
import type { World } from './model.ts';
import { botOf, now } from './world.ts';

/** What there is, and the bot that is there from the start; others come into being with the first call of theirs. */
export interface BotApiOptions {
  world: World;
  botToken: string;
  botUsername: string;
}

/** Telegram in memory, as bots and people see it. Everything is forgotten when the server closes. */
export const botApi: FastifyPluginAsync<BotApiOptions> = async (app, { world, botToken, botUsername }) => {
  const bot = botOf(world, Number(botToken.split(':')[0]));
  bot.token = botToken;
  bot.me = { ...bot.me, username: botUsername };
  // A backend outlives this memory: what it did for an earlier Telegram is not done here.
  bot.next.update = now();

  app.addHook('preClose', async () => world.closing.abort());
  app.addHook('onClose', async () => {
    for (const { webhook } of world.bots.values()) webhook?.stopped.abort();
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const refusal = error instanceof Refusal ? error : new Refusal(error.statusCode ?? 500, error.message);
    return reply.code(refusal.code).send(refusalBody(refusal));
  });
  // An empty body is as good as none, whatever its sender called it.
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body: string, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(body));
    } catch {
      done(new Refusal(400, "Bad Request: can't parse JSON object"));
    }
  });
  await mountBotRoutes(app, world);
  mountPeopleRoutes(app, world);
};
