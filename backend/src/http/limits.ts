import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal, refuse } from '../errors.ts';

/** Refuse a request when too many were made in this minute. */
export interface Limits {
  /** By this person. */
  person: (request: FastifyRequest, userId: string) => Promise<void>;
  /** By the bot for itself, which begins and ends the updates of everybody. */
  bot: (request: FastifyRequest) => Promise<void>;
  /** By an address that becomes a visitor; counted within the hour. */
  newVisitor: (request: FastifyRequest) => Promise<void>;
}

/** How many times as much the bot may ask for itself as anybody from one address. */
const roomOfBot = 10;

/**
 * Counts requests in windows of a minute: per address for everything but what the bot asks, per person for what needs a
 * session.
 *
 * @param figures requests a minute, and new visitors an hour
 * @param isFromBot who writes to the bot is as many people as there are, at one address
 */
export async function installLimits(
  app: FastifyInstance,
  figures: { perAddress: number; perPerson: number; newVisitors: number },
  isFromBot: (request: FastifyRequest) => boolean,
): Promise<Limits> {
  await app.register(rateLimit, {
    max: figures.perAddress,
    timeWindow: 60_000,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    // Pages are files; what is read or drawn for a request is counted.
    allowList: (request) => !/^\/(api|pictures\/cards)\//.test(request.url) || isFromBot(request),
    errorResponseBuilder: (_request, { ttl }) =>
      new Refusal('too_many_requests', { retryAfter: Math.ceil(ttl / 1000) }),
  });
  const keys = new WeakMap<FastifyRequest, string>();
  function limit(max: number, timeWindow = 60_000) {
    const check = app.createRateLimit({
      max,
      timeWindow,
      // What is counted here is counted whoever asks.
      allowList: [],
      keyGenerator: (request) => keys.get(request) ?? '',
    });
    return async (request: FastifyRequest, key: string): Promise<void> => {
      keys.set(request, key);
      const state = await check(request);
      if (!state.isAllowed && state.isExceeded) refuse('too_many_requests', { retryAfter: state.ttlInSeconds });
    };
  }
  const limitBot = limit(figures.perAddress * roomOfBot);
  const limitVisitors = limit(figures.newVisitors, 3_600_000);
  return {
    person: limit(figures.perPerson),
    bot: (request) => limitBot(request, 'bot'),
    newVisitor: (request) => limitVisitors(request, request.ip),
  };
}
