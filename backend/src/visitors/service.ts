import { randomBytes } from 'node:crypto';
import type { api } from '@wishlins/contract';
import type { Output } from '@wishlins/contract/endpoint';
import type { Language } from '@wishlins/contract/users';
import { visitorLimits, type Visitor } from '@wishlins/contract/visitors';
import { inTransaction, type Database } from '../database/connect.ts';
import { refuse, refuseField } from '../errors.ts';
import { hashOf, newToken } from '../tokens.ts';
import { cleanName, holdingOffBlocks } from '../users/service.ts';
import { releaseWish } from '../wishes/reservation-service.ts';
import { refuseLink } from '../wishlists/service.ts';
import {
  deleteVisitor,
  findHeld,
  findShareToken,
  findVisitor,
  findVisitorByToken,
  insertVisitor,
  lockMoving,
  lockHeld,
  lockVisitor,
  moveHeld,
  moveTraces,
  setMoveCode,
  touchVisitor,
} from './repository.ts';

/**
 * Somebody without an account says that they are choosing a gift, and under what name: from now on they are a guest of this
 * list, by the token that they are told here and nowhere else.
 */
export async function becomeVisitor(
  db: Database,
  shareToken: string,
  given: { name: string; language: Language },
): Promise<{ token: string; visitor: Visitor }> {
  const name = cleanName(given.name) || refuseField('body.name', 'text');
  const token = newToken();
  const currency = given.language === 'ru' ? 'RUB' : 'USD';
  const made = await insertVisitor(db, shareToken, { ...given, name, currency, tokenHash: hashOf(token) });
  if (!made) return refuseLink(db, shareToken);
  if (!made.id) refuse('limit_reached', { limit: visitorLimits.ofList });
  return { token, visitor: await getVisitor(db, made.id) };
}

/** Answers which visitor keeps this token, and notes that they came. */
export async function resumeVisitor(db: Database, token: string): Promise<string | undefined> {
  const visitor = await findVisitorByToken(db, hashOf(token));
  if (visitor?.stale) await touchVisitor(db, visitor.id);
  return visitor?.id;
}

/** A visitor as they see themselves. */
export async function getVisitor(db: Database, visitorId: string): Promise<Visitor> {
  return (await findVisitor(db, visitorId)) ?? refuse('unauthenticated');
}

/** Forgets a visitor; what they hold is free again, and those who wait for it are told. */
export async function forgetVisitor(db: Database, visitorId: string): Promise<void> {
  await inTransaction(db, async (trx) => {
    await lockVisitor(trx, visitorId);
    for (const wishId of await findHeld(trx, visitorId)) await releaseWish(trx, visitorId, wishId);
    await deleteVisitor(trx, visitorId);
  });
}

/** A code that lets a person of Telegram take over what the visitor holds. The token itself never goes through Telegram. */
export async function prepareMove(db: Database, visitorId: string): Promise<Output<typeof api.visitors.prepareMove>> {
  const code = randomBytes(16).toString('base64url');
  return { code, expiresAt: await setMoveCode(db, visitorId, hashOf(code)) };
}

/**
 * A person of Telegram takes over what a visitor holds, who is then gone. Not the owner, whose own wishes they would be;
 * and whoever stands behind a block is told no more than that there is nobody of that code.
 */
export async function moveToAccount(
  db: Database,
  viewerId: string,
  code: string,
): Promise<Output<typeof api.visitors.move>> {
  return holdingOffBlocks(db, viewerId, async (trx) => {
    const moving = await lockMoving(trx, viewerId, hashOf(code));
    if (!moving || moving.blocked) refuse('visitor_not_found');
    const { visitorId, wishlistId, ownerId } = moving;
    if (ownerId === viewerId) refuse('own_wish');
    await lockHeld(trx, visitorId, viewerId);
    const moved = await moveHeld(trx, visitorId, viewerId);
    await moveTraces(trx, visitorId, viewerId);
    await deleteVisitor(trx, visitorId);
    return { moved, shareToken: await findShareToken(trx, viewerId, wishlistId) };
  });
}
