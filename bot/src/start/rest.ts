import type { Composer } from 'grammy';
import { answer, say } from '../say.ts';
import type { Turn } from '../turn.ts';

/** /help, and what nothing else has understood. */
export function mountRest(bot: Composer<Turn>): void {
  bot.command('help', (ctx) =>
    say(ctx, [
      ctx.html('help.capture'),
      '',
      ctx.html('help.inline', { bot: `@${ctx.me.username}` }),
      '',
      ctx.html('help.commands'),
    ]),
  );
  bot.on('callback_query:data', (ctx) => answer(ctx, ctx.t('errors.stale')));
  bot.on('message:text', (ctx) => say(ctx, [ctx.html('errors.unknown')]));
}
