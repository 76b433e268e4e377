import { api } from '@wishlins/contract';
import { mount, mountForBot, type Door } from '../http/mount.ts';
import { finishUpdate, saveConversation } from './repository.ts';
import { beginUpdate } from './service.ts';

/** What the bot asks for itself; everything else it does as the person whose update it handles. */
export function mountBot(door: Door): void {
  mountForBot(door, api.bot.open, ({ db, params, body }) => beginUpdate(db, params.updateId, body));
  mountForBot(door, api.bot.finish, ({ db, params }) => finishUpdate(db, params.updateId));
  mount(door, api.bot.converse, ({ db, viewer, body }) => saveConversation(db, viewer.id, body));
}
