import { useApi } from './api.ts';
import { useTelegram } from './telegram/telegram.ts';
import { useToasts } from './ui/toasts.ts';

/**
 * Offers to be told by the bot, right after there is something to be told of. Comes after the page, whose weight it is not
 * worth, and a failure is nobody's concern: it can be switched on in the settings.
 */
export function useWriteAccess(): () => void {
  const telegram = useTelegram();
  const { call } = useApi();
  const toasts = useToasts();

  return () => {
    void import('./write-access.ts')
      .then(({ offerWriteAccess }) => offerWriteAccess(telegram, call, toasts))
      .catch(() => {});
  };
}
