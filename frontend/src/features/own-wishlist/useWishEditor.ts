import { api } from '@wishlins/contract';
import type { OwnWish } from '@wishlins/contract/wishes';
import { computed, ref, shallowRef } from 'vue';
import { useApi } from '../../api.ts';
import { useAttempt } from '../../attempt.ts';
import { useDraft } from '../../draft.ts';
import { useI18n } from './texts.ts';
import { useClosingConfirmation } from '../../telegram/closing.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';
import { readWishForm, wishForm } from './wish-form.ts';

/** Edits a wish: the fields with what is wrong in them, a draft that survives closing, and saving only what changed. */
export function useWishEditor(wish: OwnWish) {
  const { call, viewer } = useApi();
  const { t, language } = useI18n();
  const attempt = useAttempt();
  const haptic = useHaptic();
  const toasts = useToasts();

  const base = shallowRef(wish);
  const fieldsOf = (content: OwnWish) =>
    wishForm(content, { currency: viewer.value?.currency ?? 'RUB', language: language.value });
  const form = ref(fieldsOf(wish));
  const busy = ref(false);
  const wasTried = ref(false);

  const reading = computed(() => readWishForm(form.value, base.value));
  const isDirty = computed(() => Object.keys(reading.value.changes).length > 0);
  const draft = useDraft({ viewerId: viewer.value?.id ?? '', subject: wish.id }, form, () => isDirty.value);
  const isDraft = ref(draft.restored);
  useClosingConfirmation(() => isDirty.value);

  function dropDraft(): void {
    form.value = fieldsOf(base.value);
    isDraft.value = false;
  }

  /** Saves; `undefined` when something has to be looked at first. */
  async function save(): Promise<OwnWish | undefined> {
    wasTried.value = true;
    const { changes, problems } = reading.value;
    if (Object.keys(problems).length > 0) {
      haptic('warning');
      return undefined;
    }
    if (!isDirty.value) return base.value;
    busy.value = true;
    const params = { wishId: wish.id };
    const body = { version: base.value.version, ...changes };
    const saved = await attempt(() => call(api.wishes.update, { params, body }), {
      explain({ code }) {
        if (code === 'version_conflict') void takeOther();
        return code === 'version_conflict';
      },
    });
    busy.value = false;
    if (!saved) return undefined;
    draft.drop();
    base.value = saved.reply;
    haptic('success');
    return saved.reply;
  }

  /** Another device was first: its changes become the ground, and what was typed here stays on top of them. */
  async function takeOther(): Promise<void> {
    const typed = reading.value.changes;
    const other = await attempt(() => call(api.wishes.get, { params: { wishId: wish.id } }));
    if (!other) return;
    base.value = other.reply;
    form.value = fieldsOf({ ...other.reply, ...typed });
    toasts.show({ text: t('editor.changedElsewhere') });
  }

  return {
    form,
    busy,
    isDirty,
    isDraft,
    problems: computed(() => (wasTried.value ? reading.value.problems : {})),
    save,
    dropDraft,
  };
}
