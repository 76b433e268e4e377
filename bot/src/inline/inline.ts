import { api } from '@wishlins/contract';
import { cardPath, type CardSubject } from '@wishlins/contract/cards';
import { formatMoney } from '@wishlins/contract/money';
import { shortId } from '@wishlins/contract/start-param';
import type { OwnWish } from '@wishlins/contract/wishes';
import type { OwnWishlist, OwnWishlistWithWishes } from '@wishlins/contract/wishlists';
import { InlineKeyboard, type Composer } from 'grammy';
import type { InlineQueryResultArticle } from 'grammy/types';
import { titleOf } from '../list-choice.ts';
import { cut, escape, join, type Html } from '../markup.ts';
import { firstNameOf, type Turn } from '../turn.ts';

/** Telegram shows no more results at once. */
const mostResults = 50;
/** How many lists are looked through for wishes. */
const mostSearched = 5;

/** `@bot` in any chat offers the viewer’s own lists and wishes as cards; theirs only, and never kept for anybody else. */
export function mountInline(bot: Composer<Turn>): void {
  bot.on('inline_query', async (ctx) => {
    const query = ctx.inlineQuery.query.trim().toLowerCase();
    const { wishlists } = await ctx.call(api.wishlists.list, { query: {} });
    const lists = wishlists.filter(({ title }) => title.toLowerCase().includes(query));
    const results = [
      ...lists.map((list) => listCard(ctx, list)),
      ...(await findWishes(ctx, wishlists, query)).map(({ wish, list }) => wishCard(ctx, wish, list)),
    ];
    await ctx.answerInlineQuery(results.slice(0, mostResults), {
      is_personal: true,
      cache_time: 0,
      ...(wishlists.length === 0
        ? { button: { text: ctx.t('inline.start'), web_app: { url: ctx.app.page('/') } } }
        : {}),
    });
  });
}

/** Wishes whose title is asked for; without a question those of the list last used, or the first. */
async function findWishes(ctx: Turn, wishlists: readonly OwnWishlist[], query: string) {
  const last = wishlists.find(({ id }) => id === ctx.conversation.wishlistId) ?? wishlists[0];
  const searched = query ? wishlists.slice(0, mostSearched) : last ? [last] : [];
  const opened = await Promise.all(
    searched.map(({ id }) => ctx.call(api.wishlists.get, { params: { wishlistId: id } })),
  );
  return opened.flatMap((list) =>
    list.wishes
      .filter(({ receivedAt, title }) => !receivedAt && title.toLowerCase().includes(query))
      .map((wish) => ({ wish, list })),
  );
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

function wishCard(ctx: Turn, wish: OwnWish, list: OwnWishlistWithWishes): InlineQueryResultArticle {
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
