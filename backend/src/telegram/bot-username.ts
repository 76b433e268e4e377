import type { Logger } from 'pino';

/**
 * Asks Telegram for the bot’s username in the background, again after a minute while it cannot be reached: an
 * unreachable Telegram keeps nothing from starting.
 */
export function findBotUsername(settings: { apiRoot: string; token: string; log: Logger }): {
  readonly current: string | null;
  stop(): void;
} {
  const { apiRoot, token, log } = settings;
  let current: string | null = null;
  let timer: NodeJS.Timeout | undefined;

  async function ask(): Promise<void> {
    try {
      const response = await fetch(`${apiRoot}/bot${token}/getMe`, { signal: AbortSignal.timeout(5000) });
      const reply = (await response.json()) as { result?: { username?: string } };
      current = reply.result?.username ?? null;
      if (!current) log.warn({ status: response.status }, 'Telegram does not know this bot token');
    } catch {
      // The cause would name the address, and the address holds the token.
      log.warn('Telegram cannot be reached; links lead to the app’s own address until it can');
    }
    if (!current) timer = setTimeout(() => void ask(), 60_000).unref();
  }
  void ask();

  return {
    get current() {
      return current;
    },
    stop: () => clearTimeout(timer),
  };
}
