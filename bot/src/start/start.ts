import { api } from '@wishlins/contract';
import { ApiError, SentToOwnView } from '@wishlins/contract/client';
import { formatStartParam, parseStartParam, type StartTarget } from '@wishlins/contract/start-param';
import { InlineKeyboard, type Composer } from 'grammy';
import type { Html } from '../markup.ts';
import { say } from '../say.ts';
import type { TextKey } from '../texts.ts';
import { firstNameOf, type Turn } from '../turn.ts';
import { askBirthday } from './ask-birthday.ts';

/** /start: greets, or opens what the link meant that somebody came by. */
export function mountStart(bot: Composer<Turn>): void {
  // Blocking the bot, and letting it write again.
  bot.on('my_chat_member', async (ctx) => {
    const allowed = ctx.myChatMember.new_chat_member.status === 'member';
    await ctx.call(api.notifications.setTelegram, { body: { allowed } });
  });

  bot.command('start', async (ctx) => {
    await ctx.call(api.notifications.setTelegram, { body: { allowed: true } });
    const target = parseStartParam(ctx.match.trim());
    if (target) return openTarget(ctx, target);
    await greet(ctx);
    if (!ctx.viewer.birthday) await askBirthday(ctx);
  });
}

async function greet(ctx: Turn): Promise<void> {
  const keyboard = new InlineKeyboard().webApp(ctx.t('start.open'), ctx.app.page('/'));
  const lines = [ctx.html('start.hello', { name: firstNameOf(ctx) }), '', ctx.html('start.about'), ''] as const;
  await say(ctx, [...lines, ctx.html('start.how')], { keyboard });
}

async function openTarget(ctx: Turn, target: StartTarget): Promise<void> {
  try {
    const { line, button, path } = await describe(ctx, target);
    await say(ctx, [line], { keyboard: new InlineKeyboard().webApp(ctx.t(button), ctx.app.page(path)) });
  } catch (error) {
    const key = error instanceof ApiError ? reasons[error.code] : undefined;
    if (!key) throw error;
    const keyboard = new InlineKeyboard().webApp(ctx.t('start.open'), ctx.app.page('/'));
    await say(ctx, [ctx.html(key)], { keyboard });
  }
}

const reasons: Partial<Record<ApiError['code'], TextKey>> = {
  link_changed: 'start.linkChanged',
  wishlist_not_found: 'start.notFound',
  user_not_found: 'start.notFound',
};

/** What a link leads to, as far as whoever came by it may see. */
async function describe(ctx: Turn, target: StartTarget): Promise<{ line: Html; button: TextKey; path: string }> {
  if (target.to === 'person') {
    const { id, name } = await ctx.call(api.users.get, { params: { userId: target.userId } });
    return { line: ctx.html('start.person', { name }), button: 'start.openPerson', path: `/people/${id}` };
  }
  if (target.to === 'visitor') {
    return {
      line: ctx.html('start.visitor'),
      button: 'start.openVisitor',
      path: `/?startapp=${formatStartParam(target)}`,
    };
  }
  const { shareToken } = target;
  const path = `/shared/${shareToken}`;
  try {
    const list = await ctx.call(api.wishlists.shared, { params: { shareToken } });
    const { title, owner } = list;
    if (target.to === 'wishlist') {
      return { line: ctx.html('start.list', { title, owner: owner.name }), button: 'start.openList', path };
    }
    const wish = list.wishes.find(({ id }) => id === target.wishId);
    if (!wish) return { line: ctx.html('start.wishGone'), button: 'start.openList', path };
    return {
      line: ctx.html('start.wish', { title: wish.title, list: title, owner: owner.name }),
      button: 'start.openWish',
      path: `${path}/wishes/${wish.id}`,
    };
  } catch (error) {
    if (!(error instanceof SentToOwnView)) throw error;
    return describeOwn(ctx, error.path.split('/').at(-1) ?? '');
  }
}

async function describeOwn(ctx: Turn, wishlistId: string): Promise<{ line: Html; button: TextKey; path: string }> {
  const { title } = await ctx.call(api.wishlists.get, { params: { wishlistId } });
  return { line: ctx.html('start.ownList', { title }), button: 'start.openList', path: `/lists/${wishlistId}` };
}
