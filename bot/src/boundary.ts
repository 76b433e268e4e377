import { ApiError } from '@wishlins/contract/client';
import { GrammyError, HttpError, type MiddlewareFn } from 'grammy';
import type { Logger } from 'pino';
import { isForLater } from './backend.ts';
import { answer, say } from './say.ts';
import type { TextKey } from './texts.ts';
import type { Turn } from './turn.ts';

/**
 * Where everything ends that goes wrong: what may succeed later is left to be tried again; a refusal or a mistake of ours
 * becomes a sentence, and the update is done, so that nothing poisonous comes back for ever.
 */
export function boundary(log: Logger): MiddlewareFn<Turn> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (isForLater(error) || error instanceof HttpError) throw error;
      if (isUnwelcome(error)) return;
      const text = textOf(error);
      if (text === 'errors.failed') log.error({ err: error }, 'update failed');
      await excuse(ctx, text).catch((again: unknown) => {
        if (!isUnwelcome(again)) log.error({ err: again }, 'no excuse could be sent');
      });
    }
  };
}

/** They have blocked the bot, or are gone: nobody is there to be told. */
function isUnwelcome(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 403;
}

function textOf(error: unknown): TextKey {
  const code = error instanceof ApiError ? error.code : 'internal';
  if (code.endsWith('not_found')) return 'errors.gone';
  if (code === 'limit_reached') return 'errors.limit';
  if (code === 'idempotency_key_reused') return 'errors.repeated';
  return 'errors.failed';
}

async function excuse(ctx: Turn, key: TextKey): Promise<void> {
  if (ctx.callbackQuery) await answer(ctx, ctx.t(key));
  else if (ctx.chat?.type === 'private' && ctx.message) await say(ctx, [ctx.html(key)]);
}
