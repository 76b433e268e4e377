import { Api } from 'grammy';
import type { Logger } from 'pino';
import { createBackend } from './backend.ts';
import { buildBot } from './bot.ts';
import type { Config } from './config.ts';
import { introduce } from './profile.ts';
import { createCarrier } from './updates/carrier.ts';
import { insist, poll } from './updates/polling.ts';
import { listen } from './updates/webhook.ts';

/** How long what is under way may take to end, in milliseconds. */
const patience = 5000;

/** A bot at work. */
export interface RunningBot {
  /** Takes no more updates and ends what is under way; what it does not end, Telegram gives to the next. */
  stop: () => Promise<void>;
}

/** Starts the bot. An unreachable Telegram or backend keeps nothing from starting: it is awaited. */
export function runBot(config: Config, log: Logger): RunningBot {
  const stopping = new AbortController();
  const until = stopping.signal;

  async function work(): Promise<void> {
    const telegram = new Api(config.token, { apiRoot: config.apiRoot, timeoutSeconds: 20 });
    const me = await insist(() => telegram.getMe(), log, until);
    if (!me) return;
    const backend = createBackend({ origin: config.backendUrl, secret: config.botSecret });
    const bot = buildBot({ config, backend, log, me });
    const carrier = createCarrier(bot, log);
    void insist(() => introduce(telegram, config.publicUrl), log, until);
    log.info({ bot: me.username, mode: config.mode }, 'the bot is at work');
    if (config.mode === 'webhook') await listen({ bot, carrier, log, config }, until);
    else await poll({ bot, carrier, log, apiRoot: config.apiRoot }, until);
    if (!until.aborted) await new Promise((resolve) => until.addEventListener('abort', resolve));
    await carrier.idle();
  }
  const ended = work();

  return {
    async stop() {
      stopping.abort();
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, patience).unref())]);
    },
  };
}
