import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal, refuse } from '../errors.ts';

/** Refuses the request when its person has made too many in this minute. */
export type LimitPerson = (request: FastifyRequest, userId: string) => Promise<void>;

/**
 * Counts requests in windows of a minute: per address for everything, per person for what needs a session.
 *
 * @param figures requests a minute
 */
export async function installLimits(
  app: FastifyInstance,
  figures: { perAddress: number; perPerson: number },
): Promise<LimitPerson> {
  await app.register(rateLimit, {
    max: figures.perAddress,
    timeWindow: 60_000,
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    // Pages are files; what is read or drawn for a request is counted.
    allowList: (request) => !/^\/(api|pictures\/cards)\//.test(request.url),
    errorResponseBuilder: (_request, { ttl }) =>
      new Refusal('too_many_requests', { retryAfter: Math.ceil(ttl / 1000) }),
  });
  const people = new WeakMap<FastifyRequest, string>();
  const check = app.createRateLimit({
    max: figures.perPerson,
    timeWindow: 60_000,
    keyGenerator: (request) => people.get(request) ?? '',
  });
  return async (request, userId) => {
    people.set(request, userId);
    const limit = await check(request);
    if (!limit.isAllowed && limit.isExceeded) refuse('too_many_requests', { retryAfter: limit.ttlInSeconds });
  };
}
