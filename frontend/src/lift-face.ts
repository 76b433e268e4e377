/** Photos that take longer to be shown than this, in milliseconds, are shown when they are ready. */
const PATIENCE_MS = 300;

/**
 * Takes what the server drew away as soon as the app shows as much in the same place. Until then it lies over the app, which
 * can be tapped through it.
 */
export function liftFace(face: Element, app: HTMLElement): void {
  const observer = new MutationObserver(look);
  observer.observe(app, { childList: true, subtree: true, attributeFilter: ['aria-busy'] });
  look();

  function look(): void {
    const isThere = app.querySelector('main') && !app.querySelector('[aria-busy="true"]');
    if (!isThere) return;
    observer.disconnect();
    void showPhotos(app).then(() => {
      // What has already been seen to settle does not settle again.
      for (const animation of app.getAnimations({ subtree: true })) {
        if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
      }
      face.remove();
    });
  }
}

/** Waits for the photos in sight, which are here already, to be decoded anew. */
async function showPhotos(app: HTMLElement): Promise<void> {
  const inSight = [...app.querySelectorAll('img')].filter(
    (photo) => photo.complete && photo.getBoundingClientRect().top < window.innerHeight,
  );
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([late, Promise.allSettled(inSight.map((photo) => photo.decode()))]);
}
