import { formatStartParam, type StartTarget } from '@wishlins/contract/start-param';

/** A link that opens the app in Telegram, also in groups; where the bot is not known, at our own address. */
export function linkTo(target: StartTarget, of: { botUsername: string | null; publicUrl: string }): string {
  const place = of.botUsername ? `https://t.me/${of.botUsername}` : `${of.publicUrl}/`;
  return `${place}?startapp=${formatStartParam(target)}`;
}
