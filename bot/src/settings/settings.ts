import { api } from '@wishlins/contract';
import { notificationKinds, type NotificationKind, type NotificationSettings } from '@wishlins/contract/notifications';
import { InlineKeyboard, type Composer } from 'grammy';
import { answer, rewrite, say, showButtons } from '../say.ts';
import { textsIn } from '../texts.ts';
import type { Turn } from '../turn.ts';

/** The quiet hours that a tap switches on; others are chosen in the app. */
const night = { from: '22:00', to: '09:00' };

/** /settings, and the way in every notification to stop its kind. */
export function mountSettings(bot: Composer<Turn>): void {
  bot.command('settings', async (ctx) => {
    const settings = await ctx.call(api.notifications.settings, {});
    await say(ctx, linesOf(ctx), { keyboard: buttonsOf(ctx, settings) });
  });

  bot.callbackQuery(/^kind:(\w+)$/, async (ctx) => {
    const kind = kindOf(ctx.match[1]);
    if (!kind) return answer(ctx, ctx.t('errors.stale'));
    const { off } = await ctx.call(api.notifications.settings, {});
    await showSettings(ctx, await turn(ctx, kind, off.includes(kind)));
  });

  bot.callbackQuery('quiet', async (ctx) => {
    const { quietHours } = await ctx.call(api.notifications.settings, {});
    const body = { quietHours: quietHours ? null : night };
    await showSettings(ctx, await ctx.call(api.notifications.updateSettings, { body }));
  });

  bot.callbackQuery(/^language:(ru|en)$/, async (ctx) => {
    const { language } = await ctx.call(api.users.updateMe, {
      body: { language: ctx.match[1] === 'ru' ? 'ru' : 'en' },
    });
    Object.assign(ctx, textsIn(language));
    await showSettings(ctx, await ctx.call(api.notifications.settings, {}));
  });

  // The button of a notification; it becomes its own undoing.
  bot.callbackQuery(/^(on|off):(\w+)$/, async (ctx) => {
    const kind = kindOf(ctx.match[2]);
    if (!kind) return answer(ctx, ctx.t('errors.stale'));
    const isOn = ctx.match[1] === 'on';
    await turn(ctx, kind, isOn);
    const undoing = {
      text: ctx.t(isOn ? 'settings.turnOff' : 'settings.turnOn'),
      callback_data: `${isOn ? 'off' : 'on'}:${kind}`,
    };
    const rows = ctx.callbackQuery.message?.reply_markup?.inline_keyboard ?? [];
    const isPressed = (button: object) => 'callback_data' in button && button.callback_data === ctx.callbackQuery.data;
    await showButtons(
      ctx,
      new InlineKeyboard(rows.map((row) => row.map((each) => (isPressed(each) ? undoing : each)))),
    );
    await answer(ctx, ctx.t(isOn ? 'settings.on' : 'settings.off'));
  });
}

function kindOf(text: string | undefined): NotificationKind | undefined {
  return notificationKinds.find((kind) => kind === text);
}

async function turn(ctx: Turn, kind: NotificationKind, isOn: boolean): Promise<NotificationSettings> {
  const { off } = await ctx.call(api.notifications.settings, {});
  const others = off.filter((each) => each !== kind);
  return ctx.call(api.notifications.updateSettings, { body: { off: isOn ? others : [...others, kind] } });
}

async function showSettings(ctx: Turn, settings: NotificationSettings): Promise<void> {
  await rewrite(ctx, linesOf(ctx), { keyboard: buttonsOf(ctx, settings) });
  await answer(ctx, ctx.t('settings.saved'));
}

function linesOf(ctx: Turn) {
  return [ctx.html('settings.title'), '' as const, ctx.html('settings.text')];
}

function buttonsOf(ctx: Turn, { off, quietHours }: NotificationSettings): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const kind of notificationKinds) {
    keyboard.text(`${off.includes(kind) ? '▫️' : '✅'} ${ctx.t(`kinds.${kind}`)}`, `kind:${kind}`).row();
  }
  const quiet = quietHours ? ctx.t('settings.quiet', quietHours) : ctx.t('settings.noQuiet');
  return keyboard
    .text(quiet, 'quiet')
    .row()
    .text(ctx.t('settings.language'), `language:${ctx.language === 'ru' ? 'en' : 'ru'}`)
    .webApp(ctx.t('settings.more'), ctx.app.page('/settings'));
}
