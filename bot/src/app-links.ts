import { formatStartParam, type StartTarget } from '@wishlins/contract/start-param';

/** Where the app opens. */
export interface AppLinks {
  /** A page of the app, for `web_app` buttons, which Telegram allows in private chats only. */
  page: (path: string) => string;
  /** A link that opens the app in Telegram from anywhere. */
  link: (target?: StartTarget) => string;
}

/**
 * Makes links into the app.
 *
 * @param username the bot’s, without @
 */
export function createAppLinks(publicUrl: string, username: string): AppLinks {
  return {
    page: (path) => publicUrl + path,
    link: (target) => `https://t.me/${username}?startapp${target ? `=${formatStartParam(target)}` : ''}`,
  };
}
