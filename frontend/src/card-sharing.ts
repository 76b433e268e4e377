import { api } from '@wishlins/contract';
import type { CardSubject } from '@wishlins/contract/cards';
import type { Call } from '@wishlins/contract/client';
import type { PreparedMessage } from '@wishlins/contract/sharing';
import { sendPrepared, type Sent } from './telegram/sharing.ts';
import type { Telegram } from './telegram/telegram.ts';

/** A message that expires in less, in milliseconds, is not worth offering: its person still has to choose a chat. */
const reserve = 60_000;

/** Shares a list or a wish as a message with a card, where Telegram can; whoever is told `failed` sends a plain link. */
export function createCardSharing(telegram: Telegram, call: Call) {
  let latest: { of: string; message: Promise<PreparedMessage | undefined> } | undefined;

  /** Has the message ready by the time it is sent. */
  function prepare({ shareToken, wishId }: CardSubject): Promise<PreparedMessage | undefined> {
    if (!telegram.supports('8.0')) return Promise.resolve(undefined);
    const of = `${shareToken} ${wishId}`;
    if (latest?.of !== of) {
      const body = wishId ? { wishId } : {};
      const message = call(api.sharing.prepare, { params: { shareToken }, body }).catch(() => undefined);
      latest = { of, message };
    }
    return latest.message;
  }

  async function send(subject: CardSubject): Promise<Sent> {
    let message = await prepare(subject);
    if (message && Date.parse(message.expiresAt) - Date.now() < reserve) {
      latest = undefined;
      message = await prepare(subject);
    }
    latest = undefined;
    return message ? sendPrepared(telegram, message.id) : 'failed';
  }

  return { prepare, send };
}
