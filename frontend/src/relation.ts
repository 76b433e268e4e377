import { api } from '@wishlins/contract';
import type { Person, Relation } from '@wishlins/contract/users';
import { useApi } from './api.ts';
import { useAttempt } from './attempt.ts';
import { useI18n } from './i18n/i18n.ts';
import { useHaptic } from './telegram/haptic.ts';
import { useConfirm } from './ui/confirm.ts';
import { useToasts } from './ui/toasts.ts';

type Face = Pick<Person, 'id' | 'name'>;

/** Follows and unfollows: `show` shows it at once, and takes it back if the server refuses or the viewer does. */
export function useFollow() {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const { t } = useI18n();

  return async function setFollowing({ id, name }: Face, following: boolean, show: (following: boolean) => void) {
    const endpoint = following ? api.friends.follow : api.friends.unfollow;
    show(following);
    const done = await attempt(() => call(endpoint, { params: { userId: id } }), { undo: () => show(!following) });
    if (!done) return;
    haptic(following ? 'success' : 'select');
    if (done.reply.friends) toasts.show({ emoji: '🤝', text: t('follow.friends', { name }) });
    else if (following) toasts.show({ emoji: '👋', text: t('follow.followed', { name }) });
    else {
      const back = () => void setFollowing({ id, name }, true, show);
      toasts.show({ text: t('follow.unfollowed', { name }), undo: { label: t('ui.undo'), act: back } });
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

  async function setBlocked(
    { id: userId, name }: Face,
    blocked: boolean,
    show: (blocked: boolean) => void,
  ): Promise<Relation | undefined> {
    show(blocked);
    const endpoint = blocked ? api.friends.block : api.friends.unblock;
    const done = await attempt(() => call(endpoint, { params: { userId } }), { undo: () => show(!blocked) });
    if (!done) return undefined;
    haptic('success');
    const back = () => void setBlocked({ id: userId, name }, true, show);
    toasts.show(
      blocked
        ? { text: t('block.done', { name }) }
        : { text: t('block.lifted', { name }), undo: { label: t('ui.undo'), act: back } },
    );
    return done.reply;
  }

  async function block(person: Face, show: (blocked: boolean) => void): Promise<Relation | undefined> {
    const question = { text: t('block.ask', { name: person.name }), confirm: t('block.block'), cancel: t('ui.cancel') };
    if (!(await confirm({ ...question, danger: true }))) return undefined;
    return setBlocked(person, true, show);
  }

  const unblock = (person: Face, show: (blocked: boolean) => void) => setBlocked(person, false, show);

  return { block, unblock };
}
