import type { Router } from 'vue-router';
import type { Telegram } from './telegram/telegram.ts';
import { photoOf, wishOf } from './wish-place.ts';

const name = 'wish-photo';

/**
 * Lets the photo of a wish fly from its card to its page and back, where the browser can (View Transitions) and the
 * person does not mind motion.
 */
export function flyPhotos(router: Router, { hold }: Pick<Telegram, 'hold'>): void {
  let arrive = () => {};

  router.beforeResolve(async (to, from) => {
    const wishId = wishOf(to) ?? wishOf(from);
    const photo = to.path === from.path ? undefined : photoOf(wishId);
    if (!photo || !('startViewTransition' in document) || isMotionUnwanted()) return;
    mark(photo, name);

    await new Promise<void>((photographed) => {
      const flight = document.startViewTransition(async () => {
        const arrival = new Promise<void>((resolve) => (arrive = resolve));
        photographed();
        await arrival;
        mark(photo, '');
        mark(photoOf(wishId), name);
      });
      // The browser gives up a flight when the page changes its height.
      hold(flight.finished);
      // Skipped where the person goes on at once, or the page is out of sight.
      flight.ready.catch(() => {});
      void flight.finished.then(() => mark(photoOf(wishId), ''));
    });
  });

  // A task later the new page is drawn and scrolled to where it was.
  router.afterEach(() => void setTimeout(() => arrive()));
  router.onError(() => arrive());
}

function mark(photo: HTMLElement | undefined, as: string): void {
  if (photo) photo.style.viewTransitionName = as;
}

function isMotionUnwanted(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
