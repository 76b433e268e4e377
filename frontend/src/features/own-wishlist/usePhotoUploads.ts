import { api } from '@wishlins/contract';
import { ApiError } from '@wishlins/contract/client';
import { wishLimits, type Picture } from '@wishlins/contract/wishes';
import { computed, onUnmounted, reactive, type Ref } from 'vue';
import { useApi } from '../../api.ts';
import { errorText } from '../../i18n/error-text.ts';
import { useHaptic } from '../../telegram/haptic.ts';
import { useToasts } from '../../ui/toasts.ts';
import { shrinkPhoto } from './shrink-photo.ts';
import { useI18n } from './texts.ts';

/** A photo on its way. */
export interface Upload {
  id: number;
  /** What it shows, from this device. */
  preview: string;
  /** How much of it has left, from 0 to 1. */
  share: number;
  /** Why it did not arrive. */
  problem: string | undefined;
  file: Blob;
  stop: AbortController;
}

/** Brings photos one after the other; those that arrive join `pictures`, those that do not can be tried again. */
export function usePhotoUploads(pictures: Ref<Picture[]>) {
  const { call } = useApi();
  const { t } = useI18n();
  const toasts = useToasts();
  const haptic = useHaptic();

  const uploads = reactive<Upload[]>([]);
  const room = computed(() => wishLimits.pictures - pictures.value.length - uploads.length);
  let last = Promise.resolve();
  let count = 0;

  function add(files: readonly Blob[]): void {
    if (files.length > room.value) toasts.show({ text: t('photos.full', { n: wishLimits.pictures }) });
    for (const file of files.slice(0, Math.max(0, room.value))) {
      count += 1;
      const preview = URL.createObjectURL(file);
      uploads.push({ id: count, preview, share: 0, problem: undefined, file, stop: new AbortController() });
      queue(count);
    }
  }

  function queue(id: number): void {
    last = last.then(() => send(id));
  }

  async function send(id: number): Promise<void> {
    const upload = uploads.find((one) => one.id === id);
    if (!upload) return;
    try {
      const body = await shrinkPhoto(upload.file);
      const { signal } = upload.stop;
      const told = (share: number) => (upload.share = share);
      const picture = await call(api.photos.create, { body }, { signal, told });
      // Whoever took it away meanwhile wanted none.
      if (forget(id)) pictures.value = [...pictures.value, picture];
    } catch (error) {
      if (upload.stop.signal.aborted) return;
      haptic('error');
      const isRefused = error instanceof ApiError;
      upload.problem = isRefused ? errorText(error, t) : t('photos.failed');
    }
  }

  function retry(id: number): void {
    const upload = uploads.find((one) => one.id === id);
    if (!upload) return;
    Object.assign(upload, { problem: undefined, share: 0 });
    queue(id);
  }

  /** Takes a photo away that is on its way, or did not arrive. */
  function cancel(id: number): void {
    uploads.find((one) => one.id === id)?.stop.abort();
    forget(id);
  }

  function forget(id: number): boolean {
    const place = uploads.findIndex((one) => one.id === id);
    const [gone] = place < 0 ? [] : uploads.splice(place, 1);
    if (gone) URL.revokeObjectURL(gone.preview);
    return gone !== undefined;
  }

  function remove({ url }: Picture): void {
    pictures.value = pictures.value.filter((picture) => picture.url !== url);
  }

  /** Makes it the one that stands on the card. */
  function putFirst(chosen: Picture): void {
    pictures.value = [chosen, ...pictures.value.filter(({ url }) => url !== chosen.url)];
    haptic('select');
  }

  onUnmounted(() => {
    for (const { id } of uploads.slice()) cancel(id);
  });

  return {
    uploads,
    room,
    isWorking: computed(() => uploads.some(({ problem }) => problem === undefined)),
    add,
    retry,
    cancel,
    remove,
    putFirst,
  };
}
