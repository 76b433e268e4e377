import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Fields } from './fields.ts';
import { telegramsPace } from './pace.ts';
import {
  allow,
  askInline,
  cannot,
  choose,
  findPrepared,
  introduce,
  listChats,
  makeGroup,
  migrateGroup,
  press,
  removeBot,
  sendCard,
  setBlocked,
  showChat,
  write,
  type About,
  type NewGroup,
  type Writing,
} from './people.ts';
import { enqueue } from './updates.ts';
import { botOf } from './world.ts';
import {
  faultKinds,
  type Person,
  type PhoneEvent,
  type Bot,
  type World,
  type PaceLimits,
  type Fault,
  type Call,
} from './model.ts';

const mostBytes = 20_000_000;
const number = { type: 'integer' } as const;
const text = { type: 'string' } as const;
const about = { type: 'object' } as const;

interface Path {
  botId: string;
  personId: string;
}
interface Query {
  with?: string;
}
type BotAt = (path: { botId: string }) => Bot;
type Acting<Body> = Body & { from?: About };

function schema(required: string[] = [], properties: object = {}): object {
  return { schema: { body: { type: 'object', required, properties: { ...properties, from: about } } } };
}

/** What people do in their Telegram, and what tests do to Telegram itself. */
export function mountPeopleRoutes(app: FastifyInstance, world: World): void {
  interface Address {
    params: Path;
    query: Query;
    body?: unknown;
  }
  const botAt = ({ botId }: { botId: string }): Bot => botOf(world, whole(botId));
  /** Who acts, on whose bot, in the chat with whom: the bot unless `?with=` says otherwise. */
  function enter({ params, query, body }: Address): { bot: Bot; person: Person; peer: number } {
    const bot = botAt(params);
    const from = (body as Acting<object> | null | undefined)?.from;
    return { bot, person: introduce(bot, whole(params.personId), from), peer: query.with ? whole(query.with) : bot.id };
  }
  const phone = '/chats/:botId/:personId';

  app.get<{ Params: Path; Querystring: Query }>(phone, (request, reply) => {
    const { bot, person, peer } = enter(request);
    return reply.send(showChat(bot, person, peer));
  });
  app.get<{ Params: Path; Querystring: Query }>(`${phone}/list`, async (request) => {
    const { bot, person } = enter(request);
    return listChats(bot, person);
  });
  app.get<{ Params: Path; Querystring: Query }>(`${phone}/events`, (request, reply) => {
    const { bot, person } = enter(request);
    stream(reply, world.closing.signal, (tell) => {
      bot.phones.on(`${person.user.id}`, tell);
      return () => bot.phones.off(`${person.user.id}`, tell);
    });
  });
  app.post<{ Params: Path; Querystring: Query; Body: Acting<Writing> }>(
    `${phone}/messages`,
    { bodyLimit: mostBytes, ...schema() },
    async (request) => {
      const { bot, person, peer } = enter(request);
      return write(bot, person, peer, request.body);
    },
  );
  app.post<{ Params: Path; Querystring: Query; Body: Acting<{ messageId: number; data: string }> }>(
    `${phone}/callbacks`,
    schema(['messageId', 'data'], { messageId: number, data: text }),
    async (request) => {
      const { bot, person, peer } = enter(request);
      return { id: press(bot, person, peer, request.body.messageId, request.body.data) };
    },
  );
  app.post<{ Params: Path; Querystring: Query; Body: Acting<{ query?: string; offset?: string }> }>(
    `${phone}/inline`,
    schema([], { query: text, offset: text }),
    async (request) => {
      const { bot, person, peer } = enter(request);
      const { query = '', offset = '' } = request.body;
      return await askInline(bot, person, peer, { query, offset });
    },
  );
  app.post<{ Params: Path; Querystring: Query; Body: Acting<{ resultId: string; toUserId: number }> }>(
    `${phone}/inline/choose`,
    schema(['resultId', 'toUserId'], { resultId: text, toUserId: number }),
    async (request) => {
      const { bot, person } = enter(request);
      return await choose(bot, person, request.body.resultId, request.body.toUserId);
    },
  );
  app.get<{ Params: Path & { id: string }; Querystring: Query }>(`${phone}/prepared/:id`, async (request) => {
    const { bot, person } = enter(request);
    return findPrepared(bot, person.user.id, request.params.id);
  });
  app.post<{ Params: Path & { id: string }; Querystring: Query; Body: Acting<{ toUserId: number }> }>(
    `${phone}/prepared/:id`,
    schema(['toUserId'], { toUserId: number }),
    async (request) => {
      const { bot, person } = enter(request);
      return await sendCard(bot, person, findPrepared(bot, person.user.id, request.params.id), request.body.toUserId);
    },
  );
  for (const [path, act] of [
    ['block', (bot: Bot, person: Person) => setBlocked(bot, person, true)],
    ['unblock', (bot: Bot, person: Person) => setBlocked(bot, person, false)],
    ['allow', allow],
  ] as const) {
    app.post<{ Params: Path; Querystring: Query }>(`${phone}/${path}`, async (request, reply) => {
      const { bot, person } = enter(request);
      act(bot, person);
      return await reply.code(204).send();
    });
  }

  app.get<{ Params: { botId: string } }>('/events/:botId', ({ params }, reply) => {
    const { phones } = botAt(params);
    stream(reply, world.closing.signal, (tell) => {
      const tellOf = (holder: number, event: PhoneEvent): void => tell({ holder, ...event });
      phones.on('any', tellOf);
      return () => phones.off('any', tellOf);
    });
  });
  app.get<{ Params: { botId: string; fileId: string } }>('/photos/:botId/:fileId', async ({ params }, reply) => {
    const file = botAt(params).files.get(params.fileId) ?? cannot(404, 'Not Found');
    return await reply.type(file.type).header('cache-control', 'private, max-age=3600').send(file.content);
  });

  mountGroups(app, botAt);
  mountWorkbench(app, botAt);
}

function mountGroups(app: FastifyInstance, botAt: BotAt): void {
  interface GroupPath {
    botId: string;
    groupId: string;
  }
  app.post<{ Params: Path; Body: NewGroup }>(
    '/groups/:botId',
    schema(['title', 'members'], { title: text, members: { type: 'array', items: number, minItems: 1 } }),
    async ({ params, body }) => makeGroup(botAt(params), body).chat,
  );
  app.delete<{ Params: GroupPath }>('/groups/:botId/:groupId', async ({ params }, reply) => {
    removeBot(botAt(params), whole(params.groupId));
    return await reply.code(204).send();
  });
  app.post<{ Params: GroupPath }>('/groups/:botId/:groupId/migrate', async ({ params }) => {
    return migrateGroup(botAt(params), whole(params.groupId)).chat;
  });
}

/** Not of Telegram: how it is told to misbehave, and what was asked of it. */
function mountWorkbench(app: FastifyInstance, botAt: BotAt): void {
  const fault = { type: 'object', required: ['fault'], properties: { fault: { enum: faultKinds } } };
  app.put<{ Params: Path; Body: Fault[] }>(
    '/faults/:botId',
    { schema: { body: { type: 'array', items: fault } } },
    async ({ params, body }, reply) => {
      Object.assign(botAt(params), { faults: body, struck: new Set() });
      return await reply.code(204).send();
    },
  );
  app.put<{ Params: Path; Body: { on: boolean } & Partial<PaceLimits> }>(
    '/limits/:botId',
    { schema: { body: { type: 'object', required: ['on'], properties: { on: { type: 'boolean' } } } } },
    async ({ params, body: { on, ...limits } }, reply) => {
      const pace = { limits: { ...telegramsPace, ...limits }, sent: new Map(), waiting: new Map() };
      botAt(params).pace = on ? pace : undefined;
      return await reply.code(204).send();
    },
  );
  app.get<{ Params: Path; Querystring: { after?: string } }>('/calls/:botId', async ({ params, query }) => {
    const after = whole(query.after ?? '0');
    return botAt(params).calls.filter((call: Call) => call.n > after);
  });
  app.post<{ Params: Path; Body: Fields }>(
    '/updates/:botId',
    { schema: { body: { type: 'object' } } },
    async ({ params, body }) => enqueue(botAt(params), body),
  );
}

/** A whole number of an address; where there is none, there is nothing. */
function whole(part: string): number {
  return /^-?\d{1,16}$/.test(part) ? Number(part) : cannot(404, 'Not Found');
}

/** Sends what happens to whoever listens, until they leave or the server closes. */
function stream(
  reply: FastifyReply,
  closing: AbortSignal,
  listen: (tell: (event: object) => void) => () => void,
): void {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  reply.raw.write(':\n\n');
  const leave = listen((event) => void reply.raw.write(`data: ${JSON.stringify(event)}\n\n`));
  const end = (): void => void reply.raw.end();
  closing.addEventListener('abort', end, { once: true });
  reply.raw.once('close', () => {
    leave();
    closing.removeEventListener('abort', end);
  });
}
