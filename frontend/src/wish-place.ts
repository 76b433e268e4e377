import type { RouteLocationNormalized } from 'vue-router';

/** The wish that an address is about. */
export function wishOf({ params }: Pick<RouteLocationNormalized, 'params'>): string | undefined {
  const { wishId } = params;
  return typeof wishId === 'string' ? wishId : undefined;
}

/** Where the screen shows a wish: whatever shows one names it in `data-wish`. */
export function photoOf(wishId: string | undefined): HTMLElement | undefined {
  if (!wishId) return undefined;
  return document.querySelector<HTMLElement>(`[data-wish="${CSS.escape(wishId)}"]`) ?? undefined;
}
