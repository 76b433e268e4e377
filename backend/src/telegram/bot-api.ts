import { Api } from 'grammy';

/** Telegram’s Bot API, typed; its errors name neither the address asked nor the token in it. */
export type BotApi = Api;

/**
 * Speaks to the Bot API as this bot.
 *
 * @param patience seconds after which a call that was not answered fails
 */
export function createBotApi(settings: { apiRoot: string; token: string; patience: number }): BotApi {
  return new Api(settings.token, { apiRoot: settings.apiRoot, timeoutSeconds: settings.patience });
}
