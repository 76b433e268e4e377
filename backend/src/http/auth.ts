import { hash, timingSafeEqual } from 'node:crypto';
import { botHeader } from '@wishlins/contract/bot';
import type { Endpoint } from '@wishlins/contract/endpoint';
import type { FastifyRequest } from 'fastify';
import type { Database } from '../database/connect.ts';
import { refuse } from '../errors.ts';
import { resumeSession } from '../sessions/service.ts';
import { resumeVisitor } from '../visitors/service.ts';

/** Who asks. Comes from the session, or from what a visitor keeps, and from nowhere else. */
export interface Viewer {
  id: string;
}

/** Answers who shows the request’s token: a session, or what a visitor keeps where visitors may come. */
export async function authenticate(
  db: Database,
  request: FastifyRequest,
  { access, visitors }: Endpoint,
): Promise<{ viewer: Viewer; token: string }> {
  const [, scheme, token] = /^(Bearer|Visitor) ([A-Za-z0-9_-]{43})$/.exec(request.headers.authorization ?? '') ?? [];
  const isVisitor = scheme === 'Visitor';
  const mayCome = isVisitor ? access === 'visitor' || visitors : access !== 'visitor';
  const userId = token && mayCome && (await (isVisitor ? resumeVisitor(db, token) : resumeSession(db, token)));
  if (!userId) refuse('unauthenticated');
  return { viewer: { id: userId }, token };
}

/** Lets the bot in by the secret that it shares with us, and nobody while there is none. */
export function requireBot(secret: string | undefined, request: FastifyRequest): void {
  const given = /^Bot ([!-~]+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (!isSecretOfBot(secret, given)) refuse('unauthenticated');
}

/** Whether the bot asks, for itself or, with the secret beside a session, for a person. */
export function isFromBot(secret: string | undefined, { headers }: FastifyRequest): boolean {
  const beside = headers[botHeader];
  const given = /^Bot ([!-~]+)$/.exec(headers.authorization ?? '')?.[1] ?? beside;
  return isSecretOfBot(secret, typeof given === 'string' ? given : undefined);
}

function isSecretOfBot(secret: string | undefined, given: string | undefined): boolean {
  // Hashes are of one length, whatever was given, and tell nothing by how soon they differ.
  if (!given || !secret) return false;
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', secret, 'buffer'));
}
