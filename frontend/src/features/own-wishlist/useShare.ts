import { api } from '@wishlins/contract';
import { cardPath } from '@wishlins/contract/cards';
import type { OwnWish } from '@wishlins/contract/wishes';
import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { computed, ref, watch } from 'vue';
import { useApi } from '../../api.ts';
import { useAppLink } from '../../app-link.ts';
import { useAttempt } from '../../attempt.ts';
import { createCardSharing } from '../../card-sharing.ts';
import { useI18n } from './texts.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useLinks } from '../../telegram/links.ts';
import { canPostStory, postStory } from '../../telegram/sharing.ts';
import { useTelegram } from '../../telegram/telegram.ts';
import { useConfirm } from '../../ui/confirm.ts';
import { useToasts } from '../../ui/toasts.ts';
import { useHomeScreenOffer } from './useHomeScreenOffer.ts';

/** The link of a list, or of one wish in it, the ways to send it, and to whom it opens. */
export function useShare(list: () => OwnWishlist, wish: () => OwnWish | undefined) {
  const { call } = useApi();
  const { shareInTelegram } = useLinks();
  const linkTo = useAppLink();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const confirm = useConfirm();
  const telegram = useTelegram();
  const offerHomeScreen = useHomeScreenOffer();
  const { t } = useI18n();
  const busy = ref(false);
  const sending = ref(false);
  const cards = createCardSharing(telegram, call);

  const link = computed(() => {
    const { shareToken } = list();
    const wishId = wish()?.id;
    return linkTo(wishId ? { to: 'wish', shareToken, wishId } : { to: 'wishlist', shareToken });
  });

  const subject = computed(() => ({ shareToken: list().shareToken, wishId: wish()?.id }));

  /** Why the link would stay closed to somebody who gets it; `undefined` when it opens to everybody. */
  const narrow = computed(() => {
    const { visibility } = list();
    return visibility === 'link' || visibility === 'public' ? undefined : visibility;
  });

  /** Changes the list; `undefined` when the server refused. */
  async function change(ask: () => Promise<Partial<OwnWishlist>>): Promise<OwnWishlist | undefined> {
    busy.value = true;
    const done = await attempt(ask);
    busy.value = false;
    return done && { ...list(), ...done.reply };
  }

  function openToLink(): Promise<OwnWishlist | undefined> {
    const { id: wishlistId, version } = list();
    const body = { version, visibility: 'link' } as const;
    return change(() => call(api.wishlists.update, { params: { wishlistId }, body }));
  }

  async function rotate(): Promise<OwnWishlist | undefined> {
    const question = { text: t('share.rotateAsk'), confirm: t('share.rotate'), cancel: t('ui.cancel') };
    if (!(await confirm(question))) return undefined;
    const rotated = await change(() => call(api.wishlists.rotateLink, { params: { wishlistId: list().id } }));
    if (rotated) toasts.show({ text: t('share.rotated') });
    return rotated;
  }

  async function copy(): Promise<void> {
    const copied = await navigator.clipboard.writeText(link.value).then(
      () => true,
      () => false,
    );
    haptic(copied ? 'success' : 'error');
    toasts.show({ text: t(copied ? 'share.copied' : 'share.copyFailed') });
  }

  // Ready before it is sent. Who opens the list meanwhile, or changes its link, sends another message.
  watch(
    [subject, narrow],
    () => {
      if (narrow.value !== 'private') void cards.prepare(subject.value);
    },
    { immediate: true },
  );

  const message = () => t(wish() ? 'share.wishMessage' : 'share.message', { title: wish()?.title ?? list().title });

  /** Sends a card where Telegram takes one, else the link. */
  async function send(): Promise<void> {
    sending.value = true;
    await cards.prepare(subject.value);
    sending.value = false;
    const sent = await cards.send(subject.value);
    if (sent === 'failed') shareInTelegram(link.value, message());
    if (sent !== 'sent') return;
    haptic('success');
    toasts.show({ emoji: '💌', text: t('share.sent') });
    void offerHomeScreen();
  }

  /** The card as it is now: Telegram, and this phone, may keep what an address showed once. */
  const opened = Date.now().toString(36);
  const card = computed(() => cardPath(subject.value, 'message', `${opened}-${narrow.value ?? 'open'}`));

  /** Whether the list, or the wish, can be shown in a story: there it is for everybody. */
  const hasStory = computed(() => canPostStory(telegram) && !narrow.value);

  function tellStory(): void {
    const picture = cardPath(subject.value, 'story', Date.now().toString(36));
    postStory(telegram, location.origin + picture, message(), { url: link.value, name: t('share.openList') });
  }

  return { link, card, narrow, busy, sending, hasStory, openToLink, rotate, copy, send, tellStory };
}
