import { setTimeout } from 'node:timers/promises';
import type { Update } from './telegram.ts';
import type { Bot, Webhook } from './model.ts';

// Telegram waits longer; a test would have to wait as long.
const firstPause = 250;
const longestPause = 30_000;

/** Brings the queue to the webhook: one update of a chat after the other, each as often as it takes, and chats beside each other. */
export function deliver(bot: Bot): void {
  const { webhook } = bot;
  if (!webhook || webhook.stopped.signal.aborted) return;
  for (const line of new Set(bot.updates.map(lineOf))) {
    if (webhook.lines.size >= webhook.connections) return;
    if (!webhook.lines.has(line)) void bring(bot, webhook, line);
  }
}

/** What waits for each other: updates of one kind in one chat or, where there is none, from one person. */
function lineOf(update: Update): string {
  const [kind = '', content] = Object.entries(update).find(([name]) => name !== 'update_id') ?? [];
  const { chat, message, from } = Object(content) as { chat?: Id; message?: { chat?: Id }; from?: Id };
  return `${kind} ${(chat ?? message?.chat ?? from)?.id}`;
}

interface Id {
  id: number;
}

async function bring(bot: Bot, webhook: Webhook, line: string): Promise<void> {
  const { signal } = webhook.stopped;
  webhook.lines.add(line);
  let pause = firstPause;
  for (let update = next(bot, line); update && !signal.aborted; update = next(bot, line)) {
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
  webhook.lines.delete(line);
  deliver(bot);
}

function next(bot: Bot, line: string): Update | undefined {
  return bot.updates.find((update) => lineOf(update) === line);
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
