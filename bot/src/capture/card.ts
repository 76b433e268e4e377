import { api } from '@wishlins/contract';
import { formatMoney } from '@wishlins/contract/money';
import { longId, shortId } from '@wishlins/contract/start-param';
import type { OwnWish } from '@wishlins/contract/wishes';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { InlineKeyboard, type Composer } from 'grammy';
import { choiceOf } from '../list-choice.ts';
import { askName, startList } from '../lists/new-list.ts';
import { cut, escape, type Html } from '../markup.ts';
import { answer, rewrite, showButtons } from '../say.ts';
import type { TextKey } from '../texts.ts';
import type { Turn } from '../turn.ts';

/** A wish of the viewer’s in the chat: what is known of it, and what can be done with it. */
export function cardOf(ctx: Turn, wish: OwnWish): { lines: Html[]; keyboard: InlineKeyboard; preview: string | null } {
  const title = escape(cut(wish.title, 600));
  const link = wish.url && (`<a href="${escape(wish.url)}">${title}</a>` as Html);
  return {
    lines: [
      `<b>${link || title}</b>` as Html,
      ...(wish.price ? [escape(formatMoney(wish.price, ctx.language))] : []),
      ...(wish.note ? [escape(cut(wish.note, 600))] : []),
    ],
    keyboard: buttonsOf(ctx, wish),
    preview: wish.url,
  };
}

function buttonsOf(ctx: Turn, { id, wishlistId }: OwnWish): InlineKeyboard {
  const short = shortId(id);
  return new InlineKeyboard()
    .webApp(ctx.t('capture.edit'), ctx.app.page(`/lists/${wishlistId}/wishes/${id}`))
    .text(ctx.t('capture.undo'), `undo:${short}`)
    .row()
    .text(ctx.t('capture.move'), `move:${short}`);
}

/** The buttons of a card. Whose wish it is, the API decides: of others it says that nothing is there. */
export function mountCard(bot: Composer<Turn>): void {
  bot.callbackQuery(/^undo:([\w-]{22})$/, async (ctx) => {
    const params = { wishId: longId(ctx.match[1] ?? '') };
    const { title } = await ctx.call(api.wishes.get, { params });
    await ctx.call(api.wishes.remove, { params });
    const keyboard = new InlineKeyboard().text(ctx.t('capture.restore'), `restore:${ctx.match[1]}`);
    await rewrite(ctx, [ctx.html('capture.undone', { title })], { keyboard });
    await answer(ctx);
  });

  bot.callbackQuery(/^restore:([\w-]{22})$/, async (ctx) => {
    const wishIds = [longId(ctx.match[1] ?? '')];
    const { wishes } = await ctx.call(api.wishes.batch, { body: { action: 'restore', wishIds } });
    await showCard(ctx, wishes[0], 'capture.restored');
  });

  bot.callbackQuery(/^move:([\w-]{22})(?::(\d{1,2}))?$/, async (ctx) => {
    const [, short = '', page = '0'] = ctx.match;
    const { wishlistId } = await ctx.call(api.wishes.get, { params: { wishId: longId(short) } });
    const { wishlists } = await ctx.call(api.wishlists.list, { query: {} });
    const others = wishlists.filter(({ id }) => id !== wishlistId);
    const presses = {
      pick: ({ id }: OwnWishlist) => `to:${short}:${shortId(id)}`,
      make: `to:${short}:new`,
      turn: (other: number) => `move:${short}:${other}`,
    };
    await showButtons(ctx, choiceOf(ctx, others, presses, Number(page)).text(ctx.t('capture.back'), `card:${short}`));
    await answer(ctx, ctx.t('capture.moveTo'));
  });

  bot.callbackQuery(/^card:([\w-]{22})$/, async (ctx) => {
    const wish = await ctx.call(api.wishes.get, { params: { wishId: longId(ctx.match[1] ?? '') } });
    await showButtons(ctx, buttonsOf(ctx, wish));
    await answer(ctx);
  });

  bot.callbackQuery(/^to:([\w-]{22}):(new|[\w-]{22})$/, async (ctx) => {
    const [, wish = '', list = ''] = ctx.match;
    const wishId = longId(wish);
    // Nobody makes a list for what is not theirs.
    if (list === 'new') await ctx.call(api.wishes.get, { params: { wishId } });
    const made = list === 'new' ? await startList(ctx, ctx.t('lists.newTitle')) : undefined;
    const wishlistId = made?.id ?? longId(list);
    const { wishes } = await ctx.call(
      api.wishes.batch,
      { body: { action: 'move', wishIds: [wishId], wishlistId } },
      { idempotencyKey: `tg-update-${ctx.update.update_id}-move` },
    );
    await showCard(ctx, wishes[0], 'capture.moved');
    if (made) await askName(ctx, made);
  });
}

async function showCard(ctx: Turn, wish: OwnWish | undefined, key: TextKey): Promise<void> {
  if (!wish) return answer(ctx, ctx.t('errors.gone'));
  const { title } = await ctx.call(api.wishlists.get, { params: { wishlistId: wish.wishlistId } });
  const { lines, ...extras } = cardOf(ctx, wish);
  await rewrite(ctx, [ctx.html(key, { list: title }), '', ...lines], extras);
  await answer(ctx);
}
