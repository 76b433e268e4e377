import { api } from '@wishlins/contract';
import type { OwnWishlist, WishlistChanges } from '@wishlins/contract/wishlists';
import { computed, ref, shallowRef, watch } from 'vue';
import { useRouter } from 'vue-router';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useI18n } from './texts.ts';
import { useClosingConfirmation } from '../../telegram/closing.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useConfirm } from '../../ui/confirm.ts';
import { useToasts } from '../../ui/toasts.ts';

type Settings = Required<Pick<WishlistChanges, 'title' | 'color' | 'visibility' | 'surprise'>> & {
  emoji: string;
  occasion: NonNullable<OwnWishlist['occasion']> | 'none';
  eventDate: string;
  revealOn: string;
  note: string;
};

/** Edits a list: its face, its occasion, who may open it, what its owner sees and when; puts it away; deletes it. */
export function useWishlistSettings(list: OwnWishlist) {
  const { call } = useApi();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();
  const confirm = useConfirm();
  const router = useRouter();
  const { t } = useI18n();

  const base = shallowRef(list);
  const form = ref(settingsOf(list));
  const busy = ref(false);
  const changes = computed(() => changesOf(form.value, base.value));
  const isTooEarly = computed(
    () => form.value.revealOn !== '' && form.value.revealOn < endOfSurprise(form.value.eventDate),
  );
  const isDirty = computed(() => Object.keys(changes.value).length > 0);
  useClosingConfirmation(() => isDirty.value);
  // The end of the surprise follows the occasion, unless it was put off further.
  watch(
    () => form.value.eventDate,
    (day, before) => {
      const { revealOn } = form.value;
      if (!day || revealOn === endOfSurprise(before) || isTooEarly.value) form.value.revealOn = endOfSurprise(day);
    },
  );
  const params = { wishlistId: list.id };

  /** Saves; `undefined` when something has to be looked at first. */
  async function save(): Promise<OwnWishlist | undefined> {
    if (!form.value.title.trim() || isTooEarly.value) return undefined;
    busy.value = true;
    const body = { version: base.value.version, ...changes.value };
    const saved = await attempt(() => call(api.wishlists.update, { params, body }), {
      explain({ code }) {
        if (code === 'version_conflict') void takeOther();
        return code === 'version_conflict';
      },
    });
    busy.value = false;
    if (saved) haptic('success');
    return saved?.reply;
  }

  /** Another device was first: its changes become the ground, and what was chosen here stays on top of them. */
  async function takeOther(): Promise<void> {
    const chosen = changes.value;
    const other = await attempt(() => call(api.wishlists.get, { params }));
    if (!other) return;
    base.value = other.reply;
    form.value = settingsOf({ ...other.reply, ...chosen });
    toasts.show({ text: t('list.changedElsewhere') });
  }

  async function archive(): Promise<void> {
    const archived = await attempt(() => call(api.wishlists.archive, { params }));
    if (!archived) return;
    await router.replace('/');
    toasts.show({ text: t('archive.done'), undo: { label: t('ui.undo'), act: () => void unarchive() } });
  }

  async function unarchive(): Promise<void> {
    const back = await attempt(() => call(api.wishlists.unarchive, { params }));
    if (back) await router.push(`/lists/${list.id}`);
  }

  async function remove(): Promise<void> {
    const question = { text: t('list.removeAsk'), confirm: t('list.remove'), cancel: t('ui.cancel'), danger: true };
    if (!(await confirm(question))) return;
    const removed = await attempt(() => call(api.wishlists.remove, { params }));
    if (!removed) return;
    await router.replace('/');
    toasts.show({ text: t('own.listRemoved'), undo: { label: t('ui.undo'), act: () => void restore() } });
  }

  async function restore(): Promise<void> {
    const restored = await attempt(() => call(api.wishlists.restore, { params }));
    if (restored) await router.push(`/lists/${list.id}`);
  }

  return { form, busy, isDirty, isTooEarly, save, archive, remove };
}

function settingsOf(list: OwnWishlist): Settings {
  const { title, emoji, color, occasion, eventDate, revealOn, note, visibility, surprise } = list;
  return {
    title,
    emoji: emoji ?? '',
    color,
    occasion: occasion ?? 'none',
    eventDate: eventDate ?? '',
    revealOn: revealOn ?? '',
    note: note ?? '',
    visibility,
    surprise,
  };
}

function changesOf(form: Settings, list: OwnWishlist): Omit<WishlistChanges, 'version'> {
  const content = {
    ...form,
    title: form.title.trim(),
    emoji: lastGrapheme(form.emoji),
    occasion: form.occasion === 'none' ? null : form.occasion,
    eventDate: form.eventDate || null,
    revealOn: form.revealOn || null,
    note: form.note.trim() || null,
  };
  const changed: Omit<WishlistChanges, 'version'> = Object.fromEntries(
    Object.entries(content).filter(([name, value]) => value !== Reflect.get(list, name)),
  );
  const { revealOn } = content;
  // A new date alone would bring the end of the surprise back to its default, which `null` asks for.
  const isDeferred = revealOn !== null && revealOn !== endOfSurprise(form.eventDate);
  if ('eventDate' in changed || 'revealOn' in changed) changed.revealOn = isDeferred ? revealOn : null;
  return changed;
}

/** The day on which a surprise ends unless it is put off: three days after the occasion; '' without one. */
export function endOfSurprise(eventDate: string): string {
  if (!eventDate) return '';
  const day = new Date(`${eventDate}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 3);
  return day.toISOString().slice(0, 10);
}

/** The emoji typed last: a person picks another one without deleting the first. */
function lastGrapheme(text: string): string | null {
  return [...new Intl.Segmenter().segment(text.trim())].at(-1)?.segment ?? null;
}
