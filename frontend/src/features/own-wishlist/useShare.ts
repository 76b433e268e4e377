import { api } from '@wishlins/contract';
import { formatStartParam } from '@wishlins/contract/start-param';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { computed } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from '../../i18n/i18n.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useLinks } from '../../telegram/links.ts';
import { useToasts } from '../../ui/toasts.ts';

/** The link of a list and the ways to send it. */
export function useShare(list: () => OwnWishlist) {
  const { call, botUsername } = useApi();
  const { shareInTelegram } = useLinks();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();

  const link = computed(() => {
    const startapp = formatStartParam({ to: 'wishlist', shareToken: list().shareToken });
    return botUsername.value
      ? `https://t.me/${botUsername.value}?startapp=${startapp}`
      : `${location.origin}/?startapp=${startapp}`;
  });

  /** Whether the link would stay closed to somebody who gets it. */
  const isClosed = computed(() => list().visibility !== 'link' && list().visibility !== 'public');

  async function openToLink(): Promise<OwnWishlist | undefined> {
    const { id: wishlistId, version } = list();
    const body = { version, visibility: 'link' } as const;
    const opened = await attempt(() => call(api.wishlists.update, { params: { wishlistId }, body }));
    return opened?.reply;
  }

  async function copy(): Promise<void> {
    const copied = await navigator.clipboard.writeText(link.value).then(
      () => true,
      () => false,
    );
    haptic(copied ? 'success' : 'error');
    toasts.show({ text: t(copied ? 'share.copied' : 'share.copyFailed') });
  }

  function send(): void {
    shareInTelegram(link.value, t('share.message', { title: list().title }));
  }

  return { link, isClosed, openToLink, copy, send };
}
