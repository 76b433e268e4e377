import { api } from '@wishlins/contract';
import { formatBirthday } from '@wishlins/contract/dates';
import type { Birthday } from '@wishlins/contract/users';
import { InlineKeyboard, type Composer } from 'grammy';
import type { Html } from '../markup.ts';
import { answer, rewrite, say } from '../say.ts';
import type { Turn } from '../turn.ts';
import { looksLikeDate, parseBirthday } from './birthday.ts';

/** Asks for the birthday; whoever answers with something else is understood all the same. */
export async function askBirthday(ctx: Turn): Promise<void> {
  await ctx.converse({ expects: 'birthday' });
  const keyboard = new InlineKeyboard()
    .text(ctx.t('birthday.fromTelegram'), 'birthday:telegram')
    .text(ctx.t('birthday.skip'), 'birthday:skip');
  await say(ctx, [ctx.html('birthday.ask')], { keyboard });
}

/** What comes in answer to the question for the birthday. */
export function mountBirthday(bot: Composer<Turn>): void {
  bot.callbackQuery('birthday:skip', async (ctx) => {
    await ctx.converse({ expects: null });
    await rewrite(ctx, [ctx.html('birthday.skipped')]);
    await answer(ctx);
  });

  // Pressing it is the consent; Telegram shows the day only to whom their privacy allows.
  bot.callbackQuery('birthday:telegram', async (ctx) => {
    const chat = await ctx.api.getChat(ctx.from.id);
    const known = 'birthdate' in chat ? chat.birthdate : undefined;
    if (known) {
      const { day, month, year = null } = known;
      await rewrite(ctx, [await save(ctx, { day, month, year })]);
      await answer(ctx);
    } else await answer(ctx, ctx.t('birthday.hidden'));
  });

  bot.on('message:text', async (ctx, next) => {
    const { text } = ctx.message;
    if (ctx.conversation.expects !== 'birthday' || text.startsWith('/')) return next();
    const birthday = parseBirthday(text);
    if (birthday) return say(ctx, [await save(ctx, birthday)]);
    if (looksLikeDate(text)) return say(ctx, [ctx.html('birthday.unclear')]);
    return next();
  });
}

/** Keeps the birthday and says so. */
async function save(ctx: Turn, birthday: Birthday): Promise<Html> {
  await ctx.call(api.users.updateMe, { body: { birthday } });
  await ctx.converse({ expects: null });
  const { year } = birthday;
  const day = formatBirthday(birthday, ctx.language) + (year === null ? '' : ` ${year}`);
  return ctx.html('birthday.saved', { day });
}
