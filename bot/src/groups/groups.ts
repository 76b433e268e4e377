import { InlineKeyboard, type Composer } from 'grammy';
import { say } from '../say.ts';
import type { Turn } from '../turn.ts';

/** In groups: a greeting, and an answer to the command; nothing else is read, and no gift is ever spoken of. */
export function mountGroups(bot: Composer<Turn>): void {
  bot.on('my_chat_member', async (ctx) => {
    const { old_chat_member: before, new_chat_member: now } = ctx.myChatMember;
    const isThere = (status: string) => status === 'member' || status === 'administrator';
    if (!isThere(before.status) && isThere(now.status)) await say(ctx, [ctx.html('groups.hello')], door(ctx));
  });
  bot.command(['wishlists', 'start', 'help'], (ctx) =>
    say(ctx, [ctx.html('groups.answer', { bot: `@${ctx.me.username}` })], { ...door(ctx), asReply: true }),
  );
}

/** Telegram opens apps from groups by links only. */
function door(ctx: Turn) {
  return { keyboard: new InlineKeyboard().url(ctx.t('groups.open'), ctx.app.link()) };
}
