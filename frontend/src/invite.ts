import { useApi } from './api.ts';
import { useAppLink } from './app-link.ts';
import { useI18n } from './page-texts.ts';
import { useLinks } from './telegram/links.ts';

/** Invites friends: lets the viewer choose a chat to send the link to their own profile to. */
export function useInvite(): () => void {
  const { viewer } = useApi();
  const linkTo = useAppLink();
  const { shareInTelegram } = useLinks();
  const { t } = useI18n();

  return () => {
    if (viewer.value) shareInTelegram(linkTo({ to: 'person', userId: viewer.value.id }), t('invite.text'));
  };
}
