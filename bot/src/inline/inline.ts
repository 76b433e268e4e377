import { api } from '@wishlins/contract';
import { cardPath, type CardSubject } from '@wishlins/contract/cards';
import { formatMoney } from '@wishlins/contract/money';
import { shortId } from '@wishlins/contract/start-param';
import type { OwnWish } from '@wishlins/contract/wishes';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { InlineKeyboard, type Composer } from 'grammy';
import type { InlineQueryResultArticle } from 'grammy/types';
import { clean } from '../clean.ts';
import { titleOf } from '../list-choice.ts';
import { cut, escape, join, type Html } from '../markup.ts';
import { firstNameOf, type Turn } from '../turn.ts';

/** Telegram shows no more results at once. */
const mostResults = 50;

/** `@bot` in any chat offers the viewer’s own lists and wishes as cards; theirs only, and never kept for anybody else. */
export function mountInline(bot: Composer<Turn>): void {
  bot.on('inline_query', async (ctx) => {
    const words = clean(ctx.inlineQuery.query);
    const { seen, cursor } = readOffset(ctx.inlineQuery.offset);
    const [{ wishlists }, wishes] = await Promise.all([
      ctx.call(api.wishlists.list, { query: {} }),
      cursor === null
        ? { entries: [], next: null }
        : ctx.call(api.wishes.search, { query: { words, ...(cursor && { cursor }) } }),
    ]);
    const found = wishlists.filter(({ title }) => title.toLowerCase().includes(words.toLowerCase()));
    // Lists take the room that the wishes leave; the others come with the next page.
    const lists = found.slice(seen, seen + mostResults - wishes.entries.length);
    const cards = wishes.entries.flatMap((wish) => {
      const list = wishlists.find(({ id }) => id === wish.wishlistId);
      return list ? [wishCard(ctx, wish, list)] : [];
    });
    const isLast = seen + lists.length === found.length && wishes.next === null;
    await ctx.answerInlineQuery([...lists.map((list) => listCard(ctx, list)), ...cards], {
      is_personal: true,
      cache_time: 0,
      next_offset: isLast ? '' : `${seen + lists.length} ${wishes.next ?? ''}`,
      ...(wishlists.length === 0
        ? { button: { text: ctx.t('inline.start'), web_app: { url: ctx.app.page('/') } } }
        : {}),
    });
  });
}

/** How many lists were offered, and where the wishes go on: `undefined` at the beginning, `null` when all were offered. */
function readOffset(offset: string): { seen: number; cursor: string | null | undefined } {
  const [, seen = '0', cursor] = /^(\d{1,4}) ([\w-]*)$/.exec(offset) ?? [];
  return { seen: Number(seen), cursor: cursor === '' ? null : cursor };
}

function listCard(ctx: Turn, list: OwnWishlist): InlineQueryResultArticle {
  const { id, shareToken, wishCount: n } = list;
  const title = titleOf(list);
  const lines = [
    ctx.html('inline.list', { title }),
    ctx.html('inline.by', { owner: firstNameOf(ctx) }),
    ctx.html('inline.wishes', { n }),
  ];
  return {
    ...(isForLink(list) ? cardOf(lines, pictureOf(ctx, list)) : cardOf([ctx.html('inline.neutralList')])),
    id: `l${shortId(id)}`,
    title,
    description: restrictionOf(ctx, list) ?? ctx.t('inline.wishes', { n }),
    reply_markup: new InlineKeyboard().url(ctx.t('inline.open'), ctx.app.link({ to: 'wishlist', shareToken })),
  };
}

function wishCard(ctx: Turn, wish: OwnWish, list: OwnWishlist): InlineQueryResultArticle {
  const { id, title, price } = wish;
  const { shareToken } = list;
  const cost = price ? formatMoney(price, ctx.language) : undefined;
  const description = restrictionOf(ctx, list) ?? cost;
  const lines = [ctx.html('inline.wish', { title }), ...(cost ? [escape(cost)] : [])];
  return {
    ...(isForLink(list) ? cardOf(lines, pictureOf(ctx, list, wish)) : cardOf([ctx.html('inline.neutralWish')])),
    id: `w${shortId(id)}`,
    title: cut(title, 100),
    ...(description === undefined ? {} : { description }),
    reply_markup: new InlineKeyboard().url(ctx.t('inline.open'), ctx.app.link({ to: 'wish', shareToken, wishId: id })),
  };
}

/** Only what whoever has the link may see stands in a card, which may go anywhere. */
function isForLink({ visibility }: OwnWishlist): boolean {
  return visibility === 'link' || visibility === 'public';
}

/** The card that the backend draws; its address changes with what it shows, since Telegram keeps what it has seen. */
function pictureOf(ctx: Turn, { shareToken, updatedAt, wishCount }: OwnWishlist, wish?: OwnWish): string {
  const subject: CardSubject = { shareToken, wishId: wish?.id };
  const edition = `${Date.parse(wish?.updatedAt ?? updatedAt).toString(36)}-${wishCount}`;
  return ctx.app.page(cardPath(subject, 'message', edition));
}

function cardOf(lines: Html[], picture?: string) {
  return {
    type: 'article' as const,
    ...(picture ? { thumbnail_url: picture } : {}),
    input_message_content: {
      message_text: join(lines),
      parse_mode: 'HTML' as const,
      link_preview_options: picture
        ? { url: picture, prefer_large_media: true, show_above_text: true }
        : { is_disabled: true },
    },
  };
}

/** What the owner should know before sending a card that not everybody can open. */
function restrictionOf(ctx: Turn, { visibility }: OwnWishlist): string | undefined {
  if (visibility === 'private') return ctx.t('inline.onlyMe');
  return visibility === 'selected' || visibility === 'friends' ? ctx.t('inline.onlySome') : undefined;
}
