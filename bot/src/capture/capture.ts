import { api } from '@wishlins/contract';
import { ApiError } from '@wishlins/contract/client';
import { longId, shortId } from '@wishlins/contract/start-param';
import { wishLimits, type CreatedWish, type NewWish } from '@wishlins/contract/wishes';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { InlineKeyboard, type Composer } from 'grammy';
import type { Message } from 'grammy/types';
import { choiceOf } from '../list-choice.ts';
import { askName, startList } from '../lists/new-list.ts';
import { escape } from '../markup.ts';
import { answer, rewrite, say, showButtons } from '../say.ts';
import type { Turn } from '../turn.ts';
import { cardOf } from './card.ts';
import { mostWishes, readWishes } from './read-wishes.ts';

/** A link, a captioned photo, a forwarded post or plain words become wishes. */
export function mountCapture(bot: Composer<Turn>): void {
  bot.on('message', async (ctx, next) => {
    const { message } = ctx;
    // Other commands, and what we ourselves put into the chat by inline mode.
    if (message.text?.startsWith('/') || message.via_bot?.id === ctx.me.id) return next();
    const wishes = readWishes(message);
    if (wishes.length === 0) return explain(ctx, message);
    const { wishlists } = await ctx.call(api.wishlists.list, { query: {} });
    const list =
      usual(ctx, wishlists) ?? (wishlists.length === 0 ? await startList(ctx, ctx.t('capture.firstList')) : undefined);
    if (!list) return askWhichList(ctx, wishlists);
    await keep(ctx, { list, wishes, updateId: ctx.update.update_id, show: say });
  });

  // The question answers the message that it is about, so Telegram itself remembers what to wish for.
  bot.callbackQuery(/^into:(\d{1,15}):(new|[\w-]{22})$/, async (ctx) => {
    const asked = ctx.callbackQuery.message;
    const about = asked && 'reply_to_message' in asked ? asked.reply_to_message : undefined;
    const wishes = about ? readWishes(about) : [];
    if (wishes.length === 0) return answer(ctx, ctx.t('capture.lost'));
    const [, updateId, listId = ''] = ctx.match;
    const made = listId === 'new' ? await startList(ctx, ctx.t('lists.newTitle'), Number(updateId)) : undefined;
    const list = made ?? (await ctx.call(api.wishlists.get, { params: { wishlistId: longId(listId) } }));
    await keep(ctx, { list, wishes, updateId: Number(updateId), show: rewrite });
    await answer(ctx);
    if (made) await askName(ctx, made);
  });

  bot.callbackQuery(/^which:(\d{1,15}):(\d{1,2})$/, async (ctx) => {
    const { wishlists } = await ctx.call(api.wishlists.list, { query: {} });
    const [, updateId, page] = ctx.match;
    await showButtons(ctx, choiceFor(ctx, wishlists, Number(updateId), Number(page)));
    await answer(ctx);
  });
}

/** The list last used, or the only one. */
function usual(ctx: Turn, wishlists: readonly OwnWishlist[]): OwnWishlist | undefined {
  const last = wishlists.find(({ id }) => id === ctx.conversation.wishlistId);
  return last ?? (wishlists.length === 1 ? wishlists[0] : undefined);
}

async function askWhichList(ctx: Turn, wishlists: readonly OwnWishlist[]): Promise<void> {
  const keyboard = choiceFor(ctx, wishlists, ctx.update.update_id);
  await say(ctx, [ctx.html('capture.which')], { keyboard, asReply: true });
}

function choiceFor(ctx: Turn, wishlists: readonly OwnWishlist[], updateId: number, page?: number): InlineKeyboard {
  const presses = {
    pick: ({ id }: OwnWishlist) => `into:${updateId}:${shortId(id)}`,
    make: `into:${updateId}:new`,
    turn: (other: number) => `which:${updateId}:${other}`,
  };
  return choiceOf(ctx, wishlists, presses, page);
}

interface Capture {
  list: Pick<OwnWishlist, 'id' | 'title' | 'visibility' | 'wishCount'>;
  wishes: readonly NewWish[];
  /** The update that the wishes came with: whatever is repeated, they are made once. */
  updateId: number;
  show: typeof say;
}

/** Puts wishes into a list and shows what came of it. */
async function keep(ctx: Turn, { list, wishes, updateId, show }: Capture): Promise<void> {
  const made: CreatedWish[] = [];
  let full = false;
  // A new wish comes first in its list: the last one begins, so that they stand as they were sent.
  for (const [n, body] of [...wishes.entries()].toReversed()) {
    const wish = await ctx
      .call(
        api.wishes.create,
        { params: { wishlistId: list.id }, body },
        { idempotencyKey: `tg-update-${updateId}-${n}` },
      )
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'limit_reached') return undefined;
        throw error;
      });
    full = !wish;
    if (!wish) break;
    made.unshift(wish);
  }
  if (ctx.conversation.wishlistId !== list.id) await ctx.converse({ wishlistId: list.id });

  const [wish] = made;
  if (full && made.length === 0) {
    await show(ctx, [ctx.html('capture.full', { list: list.title, n: wishLimits.wishes })]);
  } else if (wish && wishes.length === 1) {
    const said = [ctx.html('capture.added', { list: list.title })];
    const notes = wish.duplicateOf ? ['' as const, ctx.html('capture.duplicate')] : [];
    const { lines, keyboard, preview } = cardOf(ctx, wish);
    // The first wish is the moment to show the list to somebody.
    const isFirst = list.wishCount === 0 && list.visibility !== 'private';
    if (isFirst) keyboard.row().switchInline(ctx.t('capture.share'), list.title);
    await show(ctx, [...said, '', ...lines, ...notes], { keyboard, preview });
  } else await show(ctx, summary(ctx, list, made, { full, more: wishes.length === mostWishes }), openList(ctx, list));
}

function summary(
  ctx: Turn,
  list: Capture['list'],
  made: readonly CreatedWish[],
  { full, more }: { full: boolean; more: boolean },
) {
  return [
    ctx.html('capture.several', { list: list.title, n: made.length }),
    '' as const,
    ...made.map(({ title }) => escape(`• ${title}`)),
    ...(full ? ['' as const, ctx.html('capture.full', { list: list.title, n: wishLimits.wishes })] : []),
    ...(more ? ['' as const, ctx.html('capture.most', { n: mostWishes })] : []),
  ];
}

function openList(ctx: Turn, { id }: Capture['list']) {
  return { keyboard: new InlineKeyboard().webApp(ctx.t('capture.openList'), ctx.app.page(`/lists/${id}`)) };
}

/** What people send that says nothing to us; anything else in a chat is Telegram’s own, and needs no answer. */
const wordless = new Set(
  'photo video animation document audio voice video_note sticker story contact location venue poll dice'.split(' '),
);

/** Says what to send instead; the other pictures of an album say nothing, and need no answer either. */
async function explain(ctx: Turn, message: Message): Promise<void> {
  if (message.media_group_id || !Object.keys(message).some((kind) => wordless.has(kind))) return;
  await say(ctx, [ctx.html(message.photo ? 'capture.noWords' : 'capture.notUnderstood')]);
}
