import { api } from '@wishlins/contract';
import { formatMoment } from '@wishlins/contract/dates';
import { InlineKeyboard, type Composer } from 'grammy';
import { answer, rewrite, say } from '../say.ts';
import type { Turn } from '../turn.ts';

const farewellPage = '/settings/data/farewell';

/** Whoever has asked that their account be deleted is told so whatever they write, and can stay by a tap; nothing else keeps it. */
export function mountLeaving(bot: Composer<Turn>): void {
  bot.callbackQuery('stay', async (ctx) => {
    const wasLeaving = ctx.viewer.leavesAt !== null;
    if (wasLeaving) await ctx.call(api.account.stay, {});
    await rewrite(ctx, [ctx.html(wasLeaving ? 'leaving.stayed' : 'leaving.notLeaving')]);
    await answer(ctx);
  });

  const leavers = bot.filter(({ viewer }) => viewer.leavesAt !== null);
  leavers.on('message', async (ctx, next) => {
    if (ctx.chat.type !== 'private') return next();
    const when = formatMoment(ctx.viewer.leavesAt ?? '', ctx.viewer.timeZone, ctx.language);
    const keyboard = new InlineKeyboard()
      .text(ctx.t('leaving.stay'), 'stay')
      .row()
      .webApp(ctx.t('leaving.app'), ctx.app.page(farewellPage));
    await say(ctx, [ctx.html('leaving.until', { when }), '', ctx.html('leaving.keep')], { keyboard });
  });
  // The lists open to nobody now: none of them is offered.
  leavers.on('inline_query', (ctx) =>
    ctx.answerInlineQuery([], {
      is_personal: true,
      cache_time: 0,
      button: { text: ctx.t('leaving.inline'), web_app: { url: ctx.app.page(farewellPage) } },
    }),
  );
}
