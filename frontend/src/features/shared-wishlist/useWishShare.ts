import type { GuestWish } from '@wishlins/contract/wishes';
import { useAppLink } from '../../app-link.ts';
import { useI18n } from '../../i18n/i18n.ts';
import { useLinks } from '../../telegram/links.ts';

/** Lets the viewer choose a chat to show a wish in: whoever follows the link and may open the list lands on the wish. */
export function useWishShare(shareToken: string): (wish: GuestWish) => void {
  const linkTo = useAppLink();
  const { shareInTelegram } = useLinks();
  const { t } = useI18n();

  return ({ id: wishId, title }) =>
    shareInTelegram(linkTo({ to: 'wish', shareToken, wishId }), t('wish.shareMessage', { title }));
}
