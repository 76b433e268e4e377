import type { Conversation, Sender } from '@wishlins/contract/bot';
import type { Me } from '@wishlins/contract/users';
import { inTransaction, type Database } from '../database/connect.ts';
import { startSessionForUpdate } from '../sessions/service.ts';
import { registerTelegramUser } from '../users/service.ts';
import { deleteOldUpdates, findConversation, takeUpdate } from './repository.ts';

/**
 * Begins an update for its sender, and opens a session that acts for nobody else; however often it is begun before it is
 * done, once it is done it is over.
 */
export async function beginUpdate(
  db: Database,
  updateId: string,
  sender: Sender,
): Promise<{ done: boolean; token: string | null; viewer: Me; conversation: Conversation }> {
  return inTransaction(db, async (trx) => {
    const viewer = await registerTelegramUser(trx, sender, { photoIsKnown: false });
    await deleteOldUpdates(trx, viewer.id);
    const fresh = await takeUpdate(trx, updateId, viewer.id);
    const token = fresh ? await startSessionForUpdate(trx, viewer.id, updateId) : null;
    const conversation = (await findConversation(trx, viewer.id)) ?? { expects: null, wishlistId: null };
    return { done: !fresh, token, viewer, conversation };
  });
}
