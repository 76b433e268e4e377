import { integerOf, listOf, type Fields } from './fields.ts';
import { Refusal, type Update } from './telegram.ts';
import { deliver } from './delivery.ts';
import type { Bot } from './model.ts';

/** What a bot gets only when it asks for it. */
const onlyOnRequest = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);
const longestWait = 50;

/** Puts an update into the bot's queue, unless it does not want such ones. */
export function tellBot(bot: Bot, kind: string, content: object): void {
  const wanted = bot.allowedUpdates ? bot.allowedUpdates.includes(kind) : !onlyOnRequest.has(kind);
  if (wanted) enqueue(bot, { [kind]: content });
}

/** Puts any update into the queue, as it is; one without an id gets the next. */
export function enqueue(bot: Bot, update: Fields): Update {
  const { update_id: given } = update;
  const update_id = typeof given === 'number' ? given : bot.next.update;
  const queued: Update = { ...update, update_id };
  if (update_id < bot.next.update) bot.late.add(queued);
  bot.next.update = Math.max(bot.next.update, update_id + 1);
  bot.updates.push(queued);
  bot.poll?.end(give(bot, 100));
  deliver(bot);
  return queued;
}

/** Remembers which kinds of updates a bot wants; an empty list brings back what is usual. */
export function setAllowedUpdates(bot: Bot, fields: Fields): void {
  const allowed = listOf(fields, 'allowed_updates');
  if (allowed) bot.allowedUpdates = allowed.length > 0 ? allowed.map(String) : undefined;
}

/**
 * Gives the updates from `offset` on and forgets those before it; waits up to `timeout` seconds for the first one.
 * Source: https://core.telegram.org/bots/api#getupdates
 */
export async function getUpdates(bot: Bot, fields: Fields, gone: AbortSignal): Promise<Update[]> {
  if (bot.webhook) {
    const reason = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
    throw new Refusal(409, `Conflict: ${reason}`);
  }
  bot.poll?.refuse();
  setAllowedUpdates(bot, fields);
  const offset = integerOf(fields, 'offset') ?? 0;
  if (offset > 0) bot.updates = bot.updates.filter((each) => each.update_id >= offset || bot.late.has(each));
  if (offset < 0) bot.updates = bot.updates.slice(offset);

  const limit = Math.min(Math.max(integerOf(fields, 'limit') ?? 100, 1), 100);
  const timeout = Math.min(Math.max(integerOf(fields, 'timeout') ?? 0, 0), longestWait);
  if (bot.updates.length > 0 || timeout === 0) return give(bot, limit);
  return await wait(bot, timeout, gone);
}

function give(bot: Bot, limit: number): Update[] {
  const given = bot.updates.slice(0, limit);
  for (const update of given) bot.late.delete(update);
  return given;
}

async function wait(bot: Bot, seconds: number, gone: AbortSignal): Promise<Update[]> {
  return await new Promise((resolve, reject) => {
    const leave = (): void => end([]);
    const timer = setTimeout(leave, seconds * 1000);
    gone.addEventListener('abort', leave, { once: true });
    const poll = {
      end,
      refuse() {
        forget();
        const reason = 'terminated by other getUpdates request; make sure that only one bot instance is running';
        reject(new Refusal(409, `Conflict: ${reason}`));
      },
    };
    function forget(): void {
      clearTimeout(timer);
      gone.removeEventListener('abort', leave);
      if (bot.poll === poll) bot.poll = undefined;
    }
    function end(updates: Update[]): void {
      forget();
      resolve(updates);
    }
    bot.poll = poll;
    if (gone.aborted) leave();
  });
}
