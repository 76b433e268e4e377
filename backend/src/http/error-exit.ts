import { STATUS_CODES } from 'node:http';
import { errorStatus, type ErrorBody, type ErrorCode, type ErrorDetails } from '@wishlins/contract/errors';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';

/** The one exit by which errors leave as HTTP: whatever went wrong becomes a code of the contract. */
export function installErrorExit(app: FastifyInstance): void {
  app.setErrorHandler(leaveWithError);
  app.setNotFoundHandler((request, reply) => answer(request, reply, 'not_found'));
}

/** Answers a request that failed, also one whose address Fastify could not even read. */
export function leaveWithError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { code, details } = translate(error);
  if (errorStatus[code] >= 500) {
    if (error instanceof Refusal) request.log.warn({ code, reason: error.reason }, 'request refused');
    else request.log.error({ err: error, code }, 'request failed');
  }
  return answer(request, reply, code, details);
}

function answer(request: FastifyRequest, reply: FastifyReply, code: ErrorCode, details?: ErrorDetails): FastifyReply {
  if (details?.retryAfter !== undefined) reply.header('retry-after', details.retryAfter);
  reply.header('x-request-id', request.id);
  const body: ErrorBody = { error: { code, requestId: request.id, ...(details ? { details } : {}) } };
  return reply.code(errorStatus[code]).type('application/json').serializer(JSON.stringify).send(body);
}

function translate(error: FastifyError): { code: ErrorCode; details?: ErrorDetails } {
  if (error instanceof Refusal) return { code: error.code, ...(error.details ? { details: error.details } : {}) };
  const fault = error.validation?.[0];
  if (fault) {
    const missing = fault.params['missingProperty'] ?? fault.params['additionalProperty'];
    const part = error.validationContext === 'querystring' ? 'query' : (error.validationContext ?? 'body');
    const place = `${part}${fault.instancePath.replaceAll('/', '.')}`;
    return {
      code: 'invalid_request',
      details: { field: typeof missing === 'string' ? `${place}.${missing}` : place, rule: fault.keyword },
    };
  }
  if (isDatabaseTrouble(error) || error.statusCode === 503) return { code: 'unavailable', details: { retryAfter: 1 } };
  switch (error.statusCode) {
    case 413:
      return { code: 'payload_too_large' };
    case 415:
      return { code: 'unsupported_media_type' };
    case 404:
      return { code: 'not_found' };
    default:
      return {
        code:
          error.statusCode && STATUS_CODES[error.statusCode] && error.statusCode < 500 ? 'invalid_request' : 'internal',
      };
  }
}

/** Lost connections, shutdowns, exhausted pools, statement and lock time-outs: worth a second try. */
function isDatabaseTrouble(error: { code?: string; message: string }): boolean {
  return (
    /^(08|53|57|55P03|40)/.test(error.code ?? '') ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(error.code ?? '') ||
    /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
  );
}
