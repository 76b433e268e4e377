import { api } from '@wishlins/contract';
import type { Call } from '@wishlins/contract/client';
import { fieldOf } from './telegram/event.ts';
import { isFirstTime } from './telegram/once.ts';
import type { Telegram } from './telegram/telegram.ts';
import type { Toasts } from './ui/toasts.ts';

/** Asks the person in Telegram's own words whether the bot may write to them; answers whether it may. */
export async function requestWriteAccess({ post, on }: Telegram, call: Call): Promise<boolean> {
  if (!post('6.9', 'web_app_request_write_access')) return false;
  const status = await new Promise((resolve) => {
    on('write_access_requested', (event) => resolve(fieldOf(event, 'status')));
  });
  if (status !== 'allowed') return false;
  await call(api.notifications.setTelegram, { body: { allowed: true } });
  return true;
}

/** The same, once in a lifetime, and only of whom the bot cannot reach yet; what was just done can be undone afterwards, too. */
export async function offerWriteAccess(telegram: Telegram, call: Call, toasts: Toasts): Promise<void> {
  if (!telegram.supports('6.9')) return;
  const { reachable } = await call(api.notifications.settings, {});
  if (reachable || !(await isFirstTime(telegram, 'write-access'))) return;
  const asked = requestWriteAccess(telegram, call);
  toasts.keep(asked);
  await asked;
}
