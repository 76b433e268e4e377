import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { log } from './calls.ts';
import { integerOf, type Fields } from './fields.ts';
import { answerOf, strike } from './faults.ts';
import { findMethod } from './methods.ts';
import { keepPace } from './pace.ts';
import { Refusal } from './telegram.ts';
import { botOf } from './world.ts';
import type { Bot, World, Fault } from './model.ts';

const mostBytes = 20_000_000;
const slowAnswer = 5000;
const patience = 600_000;

interface Path {
  token: string;
  method: string;
}

/** The Bot API itself, as bots speak to it. */
export async function mountBotRoutes(app: FastifyInstance, world: World): Promise<void> {
  await app.register(formbody);
  await app.register(multipart, { limits: { fileSize: mostBytes, fieldSize: mostBytes } });
  app.route<{ Params: Path }>({
    method: ['GET', 'POST'],
    url: '/bot:token/:method',
    bodyLimit: mostBytes,
    async handler(request, reply) {
      const { token, method } = request.params;
      const bot = enter(world, token);
      const fields = await readFields(request);
      return await answer({ world, bot, method, fields, reply });
    },
  });
  app.get<{ Params: { token: string; '*': string } }>('/file/bot:token/*', async ({ params }, reply) => {
    const bot = enter(world, params.token);
    const file = [...bot.files.values()].find(({ path }) => path === params['*']);
    if (!file) throw new Refusal(404, 'Not Found');
    return await reply.type('application/octet-stream').send(file.content);
  });
}

/** The bot of a token. The first token of an id is the right one; what cannot be a token leads nowhere. */
function enter(world: World, token: string): Bot {
  const id = /^(\d+):[\w-]+$/.exec(token)?.[1];
  if (!id) throw new Refusal(404, 'Not Found');
  const bot = botOf(world, Number(id));
  bot.token ??= token;
  if (bot.token !== token) throw new Refusal(401, 'Unauthorized');
  return bot;
}

async function readFields(request: FastifyRequest): Promise<Fields> {
  const fields: Fields = { ...(request.query as Fields) };
  if (!request.isMultipart()) return Object.assign(fields, request.body);
  for await (const part of request.parts()) {
    fields[part.fieldname] =
      part.type === 'file' ? { name: part.filename, content: await part.toBuffer() } : part.value;
  }
  return fields;
}

interface Asked {
  world: World;
  bot: Bot;
  method: string;
  fields: Fields;
  reply: FastifyReply;
}

async function answer({ world, bot, method, fields, reply }: Asked): Promise<FastifyReply> {
  const time = Date.now();
  const fault = strike(bot, method, fields);
  const isTried = !fault || fault.done || fault.fault === 'slow';
  const gone = AbortSignal.any([world.closing.signal, whenGone(reply)]);
  const proper = isTried ? await carryOut(bot, method, fields, gone) : { status: 200, body: { ok: true } };
  const note = (status: number, description?: string): void => {
    const why = { ...(description && { description }), ...(fault && { fault: fault.fault }) };
    log(bot, { time, method, payload: fields, status, ...why, done: isTried && proper.status === 200 });
  };
  if (fault) return await misbehave(fault, proper, { reply, note, gone });
  note(proper.status, 'description' in proper.body ? String(proper.body.description) : undefined);
  return await reply.code(proper.status).send(proper.body);
}

interface Answer {
  status: number;
  body: object;
}

async function carryOut(bot: Bot, name: string, fields: Fields, gone: AbortSignal): Promise<Answer> {
  try {
    const method = findMethod(name);
    if (!method) throw new Refusal(404, 'Not Found: method not found');
    const chatId = integerOf(fields, 'chat_id');
    if (bot.pace && chatId !== undefined && /^(?:send(?!ChatAction)|copy|forward)/i.test(name)) {
      keepPace(bot.pace, chatId);
    }
    return { status: 200, body: { ok: true, result: await method(bot, fields, gone) } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.code, body: refusalBody(error) };
  }
}

/** How the Bot API says no. */
export function refusalBody({ code, message, parameters }: Refusal): object {
  return { ok: false, error_code: code, description: message, ...(parameters && { parameters }) };
}

function whenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  return gone.signal;
}

interface Way {
  reply: FastifyReply;
  note: (status: number, description?: string) => void;
  gone: AbortSignal;
}

async function misbehave(fault: Fault, proper: Answer, { reply, note, gone }: Way): Promise<FastifyReply> {
  const refusal = answerOf(fault);
  if (refusal) {
    const { error_code: status, description } = refusal as { error_code: number; description: string };
    note(status, description);
    return await reply.code(status).send(refusal);
  }
  switch (fault.fault) {
    case '502-html':
      note(502);
      return await reply.code(502).type('text/html').send('<html><h1>502 Bad Gateway</h1><hr>nginx</html>');
    case 'malformed':
      note(200);
      return await reply.type('application/json').send(JSON.stringify(proper.body).slice(0, -4));
    case 'slow':
      await drip(JSON.stringify(proper.body), fault.delay ?? slowAnswer, reply);
      note(proper.status);
      return reply;
    case 'timeout':
      note(0);
      await pause(fault.delay ?? patience, gone);
      break;
    default:
      note(0);
  }
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

/** Sends an answer in ten pieces over some milliseconds. */
async function drip(body: string, milliseconds: number, reply: FastifyReply): Promise<void> {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'application/json' });
  const size = Math.ceil(body.length / 10);
  for (let at = 0; at < body.length; at += size) {
    await pause(milliseconds / 10);
    reply.raw.write(body.slice(at, at + size));
  }
  reply.raw.end();
}

async function pause(milliseconds: number, gone?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    gone?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
