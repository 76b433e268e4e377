import { shallowRef } from 'vue';

/** How far, in pixels, a sheet is pulled down before letting go closes it. */
const enough = 90;

/** Lets a sheet follow the finger by its header, and close when it was pulled far enough. */
export function useDragToClose(close: () => void) {
  const offset = shallowRef(0);
  let start: number | undefined;

  const handlers = {
    pointerdown(event: PointerEvent) {
      if (event.target instanceof Element && event.target.closest('button')) return;
      start = event.clientY;
      if (event.currentTarget instanceof Element) event.currentTarget.setPointerCapture(event.pointerId);
    },
    pointermove(event: PointerEvent) {
      if (start !== undefined) offset.value = Math.max(0, event.clientY - start);
    },
    pointerup() {
      if (offset.value > enough) close();
      else offset.value = 0;
      start = undefined;
    },
    pointercancel() {
      start = undefined;
      offset.value = 0;
    },
  };
  return { offset, handlers };
}
