import { nextTick } from 'vue';

const GLIDE: KeyframeAnimationOptions = { duration: 180, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' };

/** The children of a grid that can change places: those that carry a `data-id`. */
export function cardsOf(grid: HTMLElement): HTMLElement[] {
  const children = Array.from(grid.children).filter((child) => child instanceof HTMLElement);
  return children.filter((child) => child.dataset['id'] !== undefined);
}

/** Changes the order of a grid, and lets every card but `held` glide from its old place to its new one. */
export async function glide(grid: HTMLElement, change: () => void, held?: HTMLElement): Promise<void> {
  const places = new Map(cardsOf(grid).map((card) => [card, { x: card.offsetLeft, y: card.offsetTop }]));
  const focused = document.activeElement;
  change();
  await nextTick();
  // An element that moves in the document loses the focus.
  if (focused instanceof HTMLElement && grid.contains(focused)) focused.focus({ preventScroll: true });
  for (const card of cardsOf(grid)) {
    const old = places.get(card);
    if (!old || card === held) continue;
    const [x, y] = [old.x - card.offsetLeft, old.y - card.offsetTop];
    if (x || y) settle(card, `translate(${x}px, ${y}px)`);
  }
}

/** Lets a card come to rest from where a transform has put it. */
export function settle(card: HTMLElement, from: string): void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  card.animate([{ transform: from }, { transform: 'none' }], GLIDE);
}
