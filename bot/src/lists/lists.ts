import { api } from '@wishlins/contract';
import { daysUntil, formatBirthday, formatDay, formatDaysUntil } from '@wishlins/contract/dates';
import { InlineKeyboard, type Composer } from 'grammy';
import { titleOf } from '../list-choice.ts';
import { escape } from '../markup.ts';
import { say } from '../say.ts';
import type { Turn } from '../turn.ts';

/** As many as one looks through in a chat; the app has all. */
const shown = 10;

/** What there is, at a glance: lists, gifts, friends. */
export function mountLists(bot: Composer<Turn>): void {
  bot.command('lists', showLists);
  bot.command('reserved', showReserved);
  bot.command('friends', showFriends);
}

async function showLists(ctx: Turn): Promise<void> {
  const { wishlists } = await ctx.call(api.wishlists.list, { query: {} });
  const keyboard = new InlineKeyboard();
  if (wishlists.length === 0) {
    return say(ctx, [ctx.html('lists.none')], { keyboard: keyboard.text(ctx.t('choice.new'), 'list:new') });
  }
  for (const { id, emoji, title, wishCount } of wishlists.slice(0, shown)) {
    const text = ctx.t('lists.line', { title: titleOf({ emoji, title }), n: wishCount });
    keyboard.webApp(text, ctx.app.page(`/lists/${id}`)).row();
  }
  keyboard.text(ctx.t('choice.new'), 'list:new').row();
  keyboard.webApp(ctx.t('lists.all'), ctx.app.page('/')).switchInline(ctx.t('lists.share'), '');
  await say(ctx, [ctx.html('lists.title')], { keyboard });
}

async function showReserved(ctx: Turn): Promise<void> {
  const { entries } = await ctx.call(api.reservations.mine, { query: {} });
  const keyboard = new InlineKeyboard().webApp(ctx.t('reserved.all'), ctx.app.page('/gifts'));
  if (entries.length === 0) return say(ctx, [ctx.html('reserved.none')], { keyboard });
  const lines = entries.slice(0, shown).map(({ snapshot, current, owner, wishlist }) => {
    const { title } = current ?? snapshot;
    const values = { title, name: owner.name };
    return wishlist.eventDate
      ? ctx.html('reserved.dated', { ...values, day: formatDay(wishlist.eventDate, ctx.language) })
      : ctx.html('reserved.line', values);
  });
  await say(ctx, [ctx.html('reserved.title'), '', ...lines], { keyboard });
}

async function showFriends(ctx: Turn): Promise<void> {
  const { entries } = await ctx.call(api.friends.list, { query: { relation: 'following' } });
  const keyboard = new InlineKeyboard()
    .webApp(ctx.t('friends.all'), ctx.app.page('/friends'))
    .url(ctx.t('friends.invite'), invitation(ctx));
  if (entries.length === 0) return say(ctx, [ctx.html('friends.none')], { keyboard });
  const lines = entries.slice(0, shown).map(({ name, birthday, nextBirthday }) => {
    if (!birthday || !nextBirthday) return escape(name);
    const when = formatDaysUntil(daysUntil(nextBirthday, ctx.viewer.timeZone), ctx.language);
    return ctx.html('friends.birthday', { name, day: formatBirthday(birthday, ctx.language), when });
  });
  await say(ctx, [ctx.html('friends.title'), '', ...lines], { keyboard });
}

/** Lets the viewer choose a chat to send the link to their own profile to. */
function invitation(ctx: Turn): string {
  const url = ctx.app.link({ to: 'person', userId: ctx.viewer.id });
  return `https://t.me/share/url?${new URLSearchParams({ url, text: ctx.t('friends.invitation') }).toString()}`;
}
