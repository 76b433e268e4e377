import { onScopeDispose, ref } from 'vue';

const noticeFor = 4000;

/** A sentence that a phone shows for a while. */
export function useNotice() {
  const notice = ref('');
  let timer: number | undefined;

  function tell(text: string): void {
    notice.value = text;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (notice.value = ''), noticeFor);
  }
  onScopeDispose(() => window.clearTimeout(timer));

  return { notice, tell };
}
