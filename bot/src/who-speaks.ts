import { api } from '@wishlins/contract';
import type { MiddlewareFn } from 'grammy';
import { createAppLinks } from './app-links.ts';
import type { Backend } from './backend.ts';
import { textsIn } from './texts.ts';
import type { Turn } from './turn.ts';

/**
 * Begins the update for its sender, goes on as them and in their language, and finishes it; one that is done is left
 * alone.
 */
export function whoSpeaks(backend: Backend, publicUrl: string): MiddlewareFn<Turn> {
  /** Updates that only the backend does not yet know to be done. */
  const carriedOut = new Set<number>();

  return async (ctx, next) => {
    const { update_id: id } = ctx.update;
    if (!ctx.from || ctx.from.is_bot) return;
    if (!carriedOut.has(id)) {
      const { token, viewer, conversation } = await backend.open(id, ctx.from);
      if (token === null) return;
      const call = backend.as(token);
      Object.assign(ctx, textsIn(viewer.language), {
        call,
        viewer,
        conversation,
        app: createAppLinks(publicUrl, ctx.me.username),
        async converse(changes: Partial<Turn['conversation']>) {
          Object.assign(conversation, changes);
          await call(api.bot.converse, { body: conversation });
        },
      });
      await next();
      carriedOut.add(id);
    }
    await backend.finish(id);
    carriedOut.delete(id);
  };
}
