import { autoRetry } from '@grammyjs/auto-retry';
import { Bot, type Context } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { Logger } from 'pino';
import type { Backend } from './backend.ts';
import { boundary } from './boundary.ts';
import { mountCapture } from './capture/capture.ts';
import { mountCard } from './capture/card.ts';
import type { Config } from './config.ts';
import { mountGroups } from './groups/groups.ts';
import { mountInline } from './inline/inline.ts';
import { mountLists } from './lists/lists.ts';
import { mountNewList } from './lists/new-list.ts';
import { mountSettings } from './settings/settings.ts';
import { mountBirthday } from './start/ask-birthday.ts';
import { mountStart } from './start/start.ts';
import { mountLeaving } from './start/leaving.ts';
import { mountRest } from './start/rest.ts';
import type { Turn } from './turn.ts';
import { whoSpeaks } from './who-speaks.ts';

/** The kinds of updates that the bot wants to hear of. */
export const wantedUpdates = ['message', 'callback_query', 'inline_query', 'my_chat_member'] as const;

/** What the bot is made of. */
export interface Parts {
  config: Config;
  backend: Backend;
  log: Logger;
  /** Who Telegram says we are. */
  me: UserFromGetMe;
}

/** The bot: everything that an update passes, in this order; one update per chat at a time is seen to before. */
export function buildBot({ config, backend, log, me }: Parts): Bot<Turn> {
  const bot = new Bot<Turn>(config.token, {
    botInfo: me,
    client: { apiRoot: config.apiRoot, timeoutSeconds: 20 },
  });
  // Telegram away or busy: waits as long as Telegram asks, and goes on.
  bot.api.config.use(autoRetry());

  const ours = bot.filter(concernsUs);
  ours.use(whoSpeaks(backend, config.publicUrl));
  ours.use(boundary(log));

  mountLeaving(ours);
  mountInline(ours);
  mountGroups(ours.filter(({ chat }) => chat?.type === 'group' || chat?.type === 'supergroup'));
  const inPrivate = ours.filter(({ chat }) => chat?.type === 'private');
  mountStart(inPrivate);
  mountLists(inPrivate);
  mountNewList(inPrivate);
  mountSettings(inPrivate);
  mountCard(inPrivate);
  mountBirthday(inPrivate);
  mountCapture(inPrivate);
  mountRest(inPrivate);
  return bot;
}

/** What other people say to each other in a group concerns nobody here, and makes nobody known to us. */
function concernsUs(ctx: Context): boolean {
  if (!wantedUpdates.some((kind) => kind in ctx.update)) return false;
  const speaksInGroup = ctx.message && ctx.chat?.type !== 'private';
  return !speaksInGroup || ctx.hasCommand(['wishlists', 'start', 'help']);
}
