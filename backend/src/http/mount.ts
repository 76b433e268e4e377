import { errorStatus, sharedErrors } from '@wishlins/contract/errors';
import type { Endpoint, Input, Output } from '@wishlins/contract/endpoint';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { becauseOf } from '../cause.ts';
import type { Context } from '../context.ts';
import type { Database } from '../database/connect.ts';
import { refuse } from '../errors.ts';
import { authenticate, requireBot, type Viewer } from './auth.ts';
import { executeOnce } from './idempotency.ts';
import type { Limits } from './limits.ts';

/** How many files may be on their way at once; the next are asked to come a little later. */
const UPLOADS_AT_ONCE = 16;

/** What routes are mounted on. */
export interface Door {
  app: FastifyInstance;
  context: Context;
  limits: Limits;
}

/** What a handler is given besides the endpoint’s own input. */
interface Given {
  /** The pool, or the transaction of an idempotent request. */
  db: Database;
  viewer: Viewer;
  /** The session’s own token. */
  token: string;
}

type Answer<E extends Endpoint> = Output<E> | (Output<E> extends undefined ? void : never);
type Handler<E extends Endpoint> = (given: Given & Input<E>) => Promise<Answer<E> | SeeOther>;
type OpenHandler<E extends Endpoint> = (given: { db: Database } & Input<E>) => Promise<Answer<E>>;

/** Sends the caller elsewhere (303); `path` is below `/api/v1`. */
export class SeeOther {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

/** Makes a route of an endpoint for signed-in people, or for visitors. */
export function mount<E extends Endpoint>(door: Door, endpoint: E, handler: Handler<E>): void {
  const { app, context, limits } = door;
  if (endpoint.access === 'anyone') throw new Error(`${endpoint.path} is open to anyone: mount it with mountOpen`);
  if (endpoint.access === 'bot') throw new Error(`${endpoint.path} is for the bot: mount it with mountForBot`);
  route(app, endpoint, async (request, reply) => {
    const input = { params: request.params, query: request.query, body: request.body } as Input<E>;
    const { viewer, token } = await authenticate(context.db, request, endpoint);
    await limits.person(request, viewer.id);
    const run = (db: Database) => handler(Object.assign({ db, viewer, token }, input));
    const key = endpoint.idempotencyKey ? request.headers['idempotency-key'] : undefined;
    const result =
      typeof key === 'string' ? await executeOnce(context.db, viewer, key, request, run) : await run(context.db);
    if (result instanceof SeeOther) return reply.redirect(`/api/v1${result.path}`, 303);
    return reply.code(endpoint.status).send(result);
  });
}

/**
 * Makes a route of an endpoint that takes a file. Who sends it is known before a byte of it is read, and so is whether
 * there is room for it: a file is held in memory, and people on slow lines hold it for long.
 */
export function mountUpload<E extends Endpoint>(
  door: Door,
  endpoint: E,
  handler: (given: Given & { file: Buffer }) => Promise<Answer<E>>,
): void {
  const { app, context, limits } = door;
  if (endpoint.access !== 'viewer' || !endpoint.upload) throw new Error(`${endpoint.path} takes no file of a viewer’s`);
  const { maxBytes } = endpoint.upload;
  const senders = new WeakMap<FastifyRequest, Awaited<ReturnType<typeof authenticate>>>();
  let inside = 0;
  void app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: maxBytes },
      (_, body, done) => done(null, body),
    );
    scope.addHook('onRequest', async (request) => {
      const sender = await authenticate(context.db, request, endpoint);
      await limits.person(request, sender.viewer.id);
      if (inside >= UPLOADS_AT_ONCE) refuse('unavailable', { retryAfter: 2 });
      senders.set(request, sender);
      inside += 1;
      // However it ends, also when the sender hangs up.
      request.raw.once('close', () => (inside -= 1));
    });
    route(scope, endpoint, async (request, reply) => {
      const sender = senders.get(request);
      if (!sender) return refuse('unauthenticated');
      const file = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      return reply.code(endpoint.status).send(await handler({ db: context.db, ...sender, file }));
    });
  });
}

/** Makes a route of an endpoint that needs no session; `limit` refuses what is too much for one address. */
export function mountOpen<E extends Endpoint>(
  door: Door,
  endpoint: E,
  handler: OpenHandler<E>,
  limit?: (request: FastifyRequest) => Promise<void>,
): void {
  const { app, context } = door;
  if (endpoint.access !== 'anyone') throw new Error(`${endpoint.path} needs a session: mount it with mount`);
  route(app, endpoint, async (request, reply) => {
    await limit?.(request);
    const input = { params: request.params, query: request.query, body: request.body } as Input<E>;
    return reply.code(endpoint.status).send(await handler(Object.assign({ db: context.db }, input)));
  });
}

/** Makes a route of an endpoint for the bot itself, which acts for nobody there. */
export function mountForBot<E extends Endpoint>(door: Door, endpoint: E, handler: OpenHandler<E>): void {
  const { app, context, limits } = door;
  if (endpoint.access !== 'bot') throw new Error(`${endpoint.path} is not for the bot: mount it with mount`);
  route(app, endpoint, async (request, reply) => {
    const input = { params: request.params, query: request.query, body: request.body } as Input<E>;
    requireBot(context.config.botSecret, request);
    await limits.bot(request);
    return reply.code(endpoint.status).send(await handler(Object.assign({ db: context.db }, input)));
  });
}

const ErrorReply = (codes: readonly string[]) => ({
  type: 'object',
  description: codes.join(', '),
  properties: {
    error: {
      type: 'object',
      required: ['code', 'requestId'],
      properties: { code: { enum: codes }, requestId: { type: 'string' }, details: { type: 'object' } },
    },
  },
});

function route(
  app: FastifyInstance,
  endpoint: Endpoint,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  const codes = [...sharedErrors, ...endpoint.errors];
  const errors = Object.groupBy(codes, (code) => String(errorStatus[code]));
  app.route({
    method: endpoint.method,
    url: endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1'),
    schema: {
      summary: endpoint.summary,
      security: securityOf(endpoint),
      ...(endpoint.params ? { params: endpoint.params } : {}),
      querystring: endpoint.query ?? nothing,
      ...(endpoint.body ? { body: endpoint.body } : {}),
      ...(endpoint.upload ? { consumes: ['application/octet-stream'] } : {}),
      ...(endpoint.idempotencyKey ? { headers: idempotencyHeaders } : {}),
      response: {
        [endpoint.status]: endpoint.reply ?? { type: 'null', description: 'done' },
        ...(endpoint.ownerGoesTo ? { 303: { type: 'null', description: `owner: see ${endpoint.ownerGoesTo}` } } : {}),
        ...Object.fromEntries(Object.entries(errors).map(([status, of]) => [status, ErrorReply(of ?? [])])),
      },
    },
    // No body says as much as an empty one; a required field is then named as missing.
    ...(endpoint.body ? { preValidation: async (request) => void (request.body ??= {}) } : {}),
    handler: (request, reply) => becauseOf(request.id, () => handler(request, reply)),
  });
}

function securityOf({ access, visitors }: Endpoint): Record<string, string[]>[] {
  if (access === 'anyone') return [];
  if (access === 'bot' || access === 'visitor') return [{ [access]: [] }];
  return visitors ? [{ session: [] }, { visitor: [] }] : [{ session: [] }];
}

const idempotencyHeaders = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      pattern: '^[\\x21-\\x7E]{8,200}$',
      description: 'chosen by the client: the same key and body are executed once and answered alike for a day',
    },
  },
};

const nothing = { type: 'object', additionalProperties: false, properties: {} };
