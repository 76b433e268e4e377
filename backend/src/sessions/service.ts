import type { Me } from '@wishlins/contract/users';
import { inTransaction, type Database } from '../database/connect.ts';
import type { InitDataVerifier } from '../telegram/init-data.ts';
import { hashOf, newToken } from '../tokens.ts';
import { registerTelegramUser } from '../users/service.ts';
import { deleteDeadSessions, deleteSession, findLiveSession, insertSession, touchSession } from './repository.ts';

const hours12 = 12 * 60 * 60 * 1000;

/**
 * Exchanges Telegram’s init data for a session, making or refreshing its person.
 *
 * @returns a token of 256 random bits, good for 12 hours after its last use and 7 days at most
 */
export async function startSession(
  db: Database,
  verify: InitDataVerifier,
  initData: string,
): Promise<{ token: string; expiresAt: string; viewer: Me }> {
  const { user } = verify(initData, new Date());
  const token = newToken();
  const viewer = await inTransaction(db, async (trx) => {
    const me = await registerTelegramUser(trx, user);
    await deleteDeadSessions(trx, me.id);
    await insertSession(trx, { tokenHash: hashOf(token), userId: me.id });
    return me;
  });
  return { token, expiresAt: new Date(Date.now() + hours12).toISOString(), viewer };
}

/** Opens a session for the sender of one update of the bot’s, with which it ends. */
export async function startSessionForUpdate(db: Database, userId: string, botUpdateId: string): Promise<string> {
  const token = newToken();
  await insertSession(db, { tokenHash: hashOf(token), userId, botUpdateId });
  return token;
}

/** Answers whose session it is, if it is still good, and keeps it alive. */
export async function resumeSession(db: Database, token: string): Promise<string | undefined> {
  const tokenHash = hashOf(token);
  const session = await findLiveSession(db, tokenHash);
  if (session?.stale) await touchSession(db, tokenHash);
  return session?.userId;
}

/** Ends a session at once. */
export async function endSession(db: Database, token: string): Promise<void> {
  await deleteSession(db, hashOf(token));
}
