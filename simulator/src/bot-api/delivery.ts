import { setTimeout } from 'node:timers/promises';
import type { Bot, Webhook } from './model.ts';

// Telegram waits longer; a test would have to wait as long.
const firstPause = 250;
const longestPause = 30_000;

/** Brings the queue to the webhook, one update at a time, each as often as it takes. */
export function deliver(bot: Bot): void {
  if (bot.webhook && !bot.webhook.busy) void bring(bot, bot.webhook);
}

async function bring(bot: Bot, webhook: Webhook): Promise<void> {
  const { signal } = webhook.stopped;
  webhook.busy = true;
  let pause = firstPause;
  while (bot.updates[0] && !signal.aborted) {
    const [update] = bot.updates;
    const problem = await post(webhook, update);
    if (signal.aborted) return;
    if (problem === undefined) {
      bot.updates = bot.updates.filter((each) => each !== update);
      pause = firstPause;
    } else {
      webhook.lastError = { date: Math.floor(Date.now() / 1000), message: problem };
      await setTimeout(pause, undefined, { signal }).catch(() => {});
      pause = Math.min(pause * 2, longestPause);
    }
  }
  webhook.busy = false;
}

/** Resolves to what went wrong, if anything. */
async function post({ url, secret, stopped }: Webhook, update: object): Promise<string | undefined> {
  const headers = {
    'content-type': 'application/json',
    ...(secret && { 'x-telegram-bot-api-secret-token': secret }),
  };
  const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(60_000)]);
  try {
    const reply = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify(update),
      redirect: 'manual',
      signal,
    });
    await reply.arrayBuffer();
    return reply.ok ? undefined : `Wrong response from the webhook: ${reply.status} ${reply.statusText}`;
  } catch (error) {
    return `Connection failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
