import { formatStartParam, type StartTarget } from '@wishlins/contract/start-param';
import { useApi } from './api.ts';

/** Makes links that open the app in Telegram; where the bot is not known, they open it at this very address. */
export function useAppLink(): (target: StartTarget) => string {
  const { botUsername } = useApi();

  return (target) => {
    const place = botUsername.value ? `https://t.me/${botUsername.value}` : `${location.origin}/`;
    return `${place}?startapp=${formatStartParam(target)}`;
  };
}
