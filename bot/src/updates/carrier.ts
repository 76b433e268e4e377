import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '@wishlins/contract/client';
import { guessLanguage } from '@wishlins/contract/language';
import { BotError, HttpError, type Bot } from 'grammy';
import type { Update } from 'grammy/types';
import type { Logger } from 'pino';
import { isForLater } from '../backend.ts';
import { textsIn } from '../texts.ts';
import type { Turn } from '../turn.ts';

const firstPause = 500;
const longestPause = 30_000;
/** How often an update may fail for no reason that passes. */
const mostTries = 5;

/** Carries updates out: those of one chat one after the other, those of different chats beside each other. */
export interface Carrier {
  /**
   * Carries an update out, again and again while what it needs is away.
   *
   * @returns whether it is done; not if `until` came first
   */
  carryOut: (update: Update, until: AbortSignal) => Promise<boolean>;
  /** Ends when nothing is under way. */
  idle: () => Promise<void>;
}

/** Makes the carrier of a bot. */
export function createCarrier(bot: Bot<Turn>, log: Logger): Carrier {
  const lanes = new Map<string, Promise<unknown>>();
  /** Chats that were told that we are away, and have not had an answer since. */
  const excused = new Set<string>();

  async function attempt(update: Update, lane: string, until: AbortSignal): Promise<boolean> {
    let tries = 0;
    for (let pause = firstPause; !until.aborted; pause = Math.min(pause * 2, longestPause)) {
      tries += 1;
      try {
        await bot.handleUpdate(update);
        excused.delete(lane);
        return true;
      } catch (error) {
        const cause = error instanceof BotError ? error.error : error;
        if (isHopeless(cause, tries)) {
          log.error({ err: cause, update: update.update_id }, 'update given up');
          return true;
        }
        log.warn({ err: cause, update: update.update_id }, 'update put off');
        // Whoever types on has asked again; an answer would come too late.
        if (update.inline_query) return true;
        // A hiccup is over before anybody has read about it.
        if (pause > firstPause && !excused.has(lane)) {
          excused.add(lane);
          void excuse(bot, update).catch(() => {});
        }
      }
      await sleep(pause, undefined, { signal: until }).catch(() => {});
    }
    return false;
  }

  return {
    async carryOut(update, until) {
      const lane = laneOf(update);
      const before = lanes.get(lane) ?? Promise.resolve();
      const done = before.then(() => attempt(update, lane, until));
      lanes.set(lane, done);
      const result = await done;
      if (lanes.get(lane) === done) lanes.delete(lane);
      return result;
    },
    async idle() {
      await Promise.all(lanes.values());
    },
  };
}

/** Whether trying again would only keep others waiting: the backend refuses the update itself, or fails over it each time. */
function isHopeless(cause: unknown, tries: number): boolean {
  if (isForLater(cause) || cause instanceof HttpError) return false;
  return tries >= mostTries || (cause instanceof ApiError && cause.status < 500);
}

/** What must stay in order: a chat, or, where there is none, a person. */
function laneOf(update: Update): string {
  const { message, callback_query, inline_query, my_chat_member } = update;
  const chat = message?.chat ?? callback_query?.message?.chat ?? my_chat_member?.chat;
  if (chat) return `chat ${chat.id}`;
  return `person ${inline_query?.from.id ?? callback_query?.from.id}`;
}

/** Says once that an answer will take a while. */
async function excuse(bot: Bot<Turn>, { message, callback_query }: Update): Promise<void> {
  const from = callback_query?.from ?? message?.from;
  const text = textsIn(guessLanguage(from?.language_code)).t('errors.away');
  if (callback_query) await bot.api.answerCallbackQuery(callback_query.id, { text });
  else if (message?.chat.type === 'private') await bot.api.sendMessage(message.chat.id, text);
}
