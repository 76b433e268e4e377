import { api } from '@wishlins/contract';
import { parseStartParam } from '@wishlins/contract/start-param';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { InlineKeyboard, type Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { clean } from '../clean.ts';
import { cut, escape, type Html } from '../markup.ts';
import { answer, say } from '../say.ts';
import type { Turn } from '../turn.ts';

/** The longest title the API takes; counted in UTF-16 units it is never too long in letters. */
const longestTitle = 100;

/** A list from the chat: it is there at once, and its name is asked for afterwards. */
export function mountNewList(bot: Composer<Turn>): void {
  bot.callbackQuery('list:new', async (ctx) => {
    await askName(ctx, await startList(ctx, ctx.t('lists.newTitle')));
    await answer(ctx);
  });

  // The question holds a link to the list that it is about: so nothing has to be remembered, and any other message is a wish.
  bot.on('message:text', async (ctx, next) => {
    const shareToken = listAskedFor(ctx, ctx.message.reply_to_message);
    const title = cut(clean(ctx.message.text), longestTitle);
    const hasLink = ctx.message.entities?.some(({ type }) => type === 'url' || type === 'bot_command');
    if (!shareToken || !title || hasLink) return next();
    const { wishlists } = await ctx.call(api.wishlists.list, { query: {} });
    const list = wishlists.find((each) => each.shareToken === shareToken);
    if (!list) return say(ctx, [ctx.html('errors.gone')]);
    const body = { version: list.version, title };
    await ctx.call(api.wishlists.update, { params: { wishlistId: list.id }, body });
    const keyboard = new InlineKeyboard()
      .webApp(ctx.t('capture.openList'), ctx.app.page(`/lists/${list.id}`))
      .switchInline(ctx.t('lists.share'), title);
    await say(ctx, [ctx.html('lists.named', { title })], { keyboard });
  });
}

/** Makes a list, once for an update. */
export async function startList(ctx: Turn, title: string, updateId = ctx.update.update_id): Promise<OwnWishlist> {
  const body = { title, emoji: '✨', color: 'violet', visibility: 'link' } as const;
  return ctx.call(api.wishlists.create, { body }, { idempotencyKey: `tg-update-${updateId}-list` });
}

/** Asks how a new list is to be called. */
export async function askName(ctx: Turn, { title, shareToken }: OwnWishlist): Promise<void> {
  const link = ctx.app.link({ to: 'wishlist', shareToken });
  const list = `<a href="${escape(link)}">${escape(title)}</a>` as Html;
  await say(ctx, [`${ctx.html('lists.askName')} ${list}` as Html], { placeholder: ctx.t('lists.namePlaceholder') });
}

/** The share token of the list whose name a message of ours asks for. */
function listAskedFor(ctx: Turn, asked: Message | undefined): string | undefined {
  if (asked?.from?.id !== ctx.me.id || !asked.text?.startsWith(ctx.t('lists.askName'))) return undefined;
  const link = asked.entities?.find(({ type }) => type === 'text_link');
  const startParam = link && 'url' in link ? URL.parse(link.url)?.searchParams.get('startapp') : undefined;
  const target = startParam ? parseStartParam(startParam) : undefined;
  return target?.to === 'wishlist' ? target.shareToken : undefined;
}
