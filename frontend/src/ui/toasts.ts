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
  dismiss(id: number): void;
}

export const toastsKey: InjectionKey<Toasts> = Symbol('toasts');

/** Makes the place where the app says in passing what happened; the newest toast replaces the one before. */
export function createToasts({ lasts = 5000 } = {}): Toasts {
  const shown = shallowReactive<Toast[]>([]);
  let last = 0;

  function dismiss(id: number): void {
    const index = shown.findIndex((toast) => toast.id === id);
    if (index >= 0) shown.splice(index, 1);
  }

  return {
    shown,
    dismiss,
    show(toast) {
      const id = (last += 1);
      shown.splice(0, shown.length, { ...toast, id });
      setTimeout(() => dismiss(id), lasts);
    },
  };
}

/** Where to say what happened. */
export function useToasts(): Toasts {
  const toasts = inject(toastsKey);
  if (!toasts) throw new Error('no toasts were provided to this app');
  return toasts;
}
