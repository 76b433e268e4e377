import { inject, shallowReactive, type InjectionKey } from 'vue';

export interface Toast {
  id: number;
  text: string;
  emoji?: string | undefined;
  /** What can still be taken back, for as long as the toast is there. */
  undo?: { label: string; act: () => void } | undefined;
}

export interface Toasts {
  readonly shown: readonly Toast[];
  show(toast: Omit<Toast, 'id'>): void;
  /** What lies above the page until then hides a toast: it goes only some time after. */
  keep(until: Promise<unknown>): void;
  dismiss(id: number): void;
}

export const toastsKey: InjectionKey<Toasts> = Symbol('toasts');

/** Makes the place where the app says in passing what happened; the newest toast replaces the one before. */
export function createToasts({ lasts = 5000 } = {}): Toasts {
  const shown = shallowReactive<Toast[]>([]);
  let last = 0;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  function dismiss(id: number): void {
    const index = shown.findIndex((toast) => toast.id === id);
    if (index >= 0) shown.splice(index, 1);
  }

  function leaveLater(): void {
    clearTimeout(leaving);
    leaving = setTimeout(() => shown.splice(0), lasts);
  }

  return {
    shown,
    dismiss,
    show(toast) {
      shown.splice(0, shown.length, { ...toast, id: (last += 1) });
      leaveLater();
    },
    keep(until) {
      clearTimeout(leaving);
      void until.then(leaveLater, leaveLater);
    },
  };
}

/** Where to say what happened. */
export function useToasts(): Toasts {
  const toasts = inject(toastsKey);
  if (!toasts) throw new Error('no toasts were provided to this app');
  return toasts;
}
