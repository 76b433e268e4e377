import { api } from '@wishlins/contract';
import { InlineKeyboard, type Composer } from 'grammy';
import { answer, rewrite, say } from '../say.ts';
import { textsIn } from '../texts.ts';
import type { Turn } from '../turn.ts';

/** /settings: the language here; the app has the rest. */
export function mountSettings(bot: Composer<Turn>): void {
  bot.command('settings', (ctx) => say(ctx, linesOf(ctx), { keyboard: buttonsOf(ctx) }));

  bot.callbackQuery(/^language:(ru|en)$/, async (ctx) => {
    const { language } = await ctx.call(api.users.updateMe, {
      body: { language: ctx.match[1] === 'ru' ? 'ru' : 'en' },
    });
    Object.assign(ctx, textsIn(language));
    await rewrite(ctx, linesOf(ctx), { keyboard: buttonsOf(ctx) });
    await answer(ctx, ctx.t('settings.saved'));
  });
}

function linesOf(ctx: Turn) {
  return [ctx.html('settings.title'), '' as const, ctx.html('settings.language')];
}

function buttonsOf(ctx: Turn): InlineKeyboard {
  return new InlineKeyboard()
    .text(ctx.t('settings.other'), `language:${ctx.language === 'ru' ? 'en' : 'ru'}`)
    .webApp(ctx.t('settings.more'), ctx.app.page('/settings'));
}
