import type { GuestWish } from '@wishlins/contract/wishes';
import { useApi } from '../../api.ts';
import { useAppLink } from '../../app-link.ts';
import { useI18n } from '../../page-texts.ts';
import { useLinks } from '../../telegram/links.ts';
import { useTelegram } from '../../telegram/telegram.ts';

/** Lets the viewer choose a chat to show a wish in: whoever follows the link and may open the list lands on the wish. */
export function useWishShare(shareToken: string): (wish: GuestWish) => Promise<void> {
  const linkTo = useAppLink();
  const telegram = useTelegram();
  const { call } = useApi();
  const { shareInTelegram } = useLinks();
  const { t } = useI18n();

  /** As a card where Telegram takes one; what that needs is loaded when it is wanted. */
  async function sendCard(wishId: string): Promise<boolean> {
    if (!telegram.supports('8.0')) return false;
    const { createCardSharing } = await import('../../card-sharing.ts');
    return (await createCardSharing(telegram, call).send({ shareToken, wishId })) !== 'failed';
  }

  return async ({ id: wishId, title }) => {
    if (await sendCard(wishId).catch(() => false)) return;
    shareInTelegram(linkTo({ to: 'wish', shareToken, wishId }), t('wish.shareMessage', { title }));
  };
}
