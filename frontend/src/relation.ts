import { api } from '@wishlins/contract';
import type { Person } from '@wishlins/contract/users';
import { useApi } from './api.ts';
import { useAttempt } from './attempt.ts';
import { useI18n } from './page-texts.ts';
import { useHaptic } from './telegram/haptic.ts';
import { useConfirm } from './ui/confirm.ts';
import { useToasts } from './ui/toasts.ts';
import { useWriteAccess } from './useWriteAccess.ts';

type Face = Pick<Person, 'id' | 'name'>;
type Show = (now: boolean) => void;

/** Follows and unfollows: `show` shows it at once, and takes it back if the server refuses or the viewer does. */
export function useFollow() {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const offerWriteAccess = useWriteAccess();
  const { t } = useI18n();

  return async function setFollowing(person: Pick<Person, 'id'>, following: boolean, show: Show): Promise<void> {
    const endpoint = following ? api.friends.follow : api.friends.unfollow;
    const params = { userId: person.id };
    show(following);
    const done = await attempt(() => call(endpoint, { params }), { undo: () => show(!following) });
    if (!done) return;
    haptic(following ? 'success' : 'select');
    if (following) offerWriteAccess();
    if (done.reply.friends) toasts.show({ emoji: '🤝', text: t('follow.friends') });
    else if (following) toasts.show({ emoji: '👋', text: t('follow.followed') });
    else {
      const back = () => void setFollowing(person, true, show);
      toasts.show({ text: t('follow.unfollowed'), undo: { label: t('ui.undo'), act: back } });
    }
  };
}

/** Blocks, once the viewer knows what that means, and lifts a block. */
export function useBlock() {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const confirm = useConfirm();
  const { t } = useI18n();

  /** Answers whether the server agreed. */
  async function setBlocked(person: Face, blocked: boolean, show: Show): Promise<boolean> {
    const { id: userId, name } = person;
    show(blocked);
    const endpoint = blocked ? api.friends.block : api.friends.unblock;
    const done = await attempt(() => call(endpoint, { params: { userId } }), { undo: () => show(!blocked) });
    if (!done) return false;
    haptic('success');
    const back = () => void setBlocked(person, true, show);
    toasts.show(
      blocked
        ? { text: t('block.done', { name }) }
        : { text: t('block.lifted'), undo: { label: t('ui.undo'), act: back } },
    );
    return true;
  }

  async function block(person: Face, show: Show): Promise<boolean> {
    const question = { text: t('block.ask', { name: person.name }), confirm: t('block.block'), cancel: t('ui.cancel') };
    if (!(await confirm({ ...question, danger: true }))) return false;
    return setBlocked(person, true, show);
  }

  const unblock = (person: Face, show: Show) => setBlocked(person, false, show);

  return { block, unblock };
}
