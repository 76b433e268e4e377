import { onScopeDispose, watch } from 'vue';
import { useHaptic } from '../telegram/haptic.ts';
import { useSwipes } from '../telegram/swipes.ts';
import { cardsOf, glide, settle } from './glide.ts';

/** How long a finger rests before it lifts; shorter is a tap, moving earlier is a scroll. */
const HOLD_MS = 250;
/** How far, in pixels, a pointer moves by accident. */
const SLACK = 6;
/** How close to the edge of the screen, in pixels, the page begins to scroll along. */
const EDGE = 80;

interface Order {
  /** The element whose children can change places: those that carry a `data-id`. */
  grid: () => HTMLElement | undefined;
  /** Whether dragging makes sense now. */
  enabled: () => boolean;
  now: () => string[];
  /** Shows an order while the finger is still down. */
  show: (ids: string[]) => void;
  /** The finger was lifted: this is the order to keep; what is shown is the one from before. */
  keep: (ids: string[]) => void;
}

interface Held {
  id: string;
  card: HTMLElement;
  /** Where the pointer is in the window, and where on the card it holds. */
  x: number;
  y: number;
  onCard: { x: number; y: number };
  before: string[];
  /** Where in the grid it was when cards last changed places: rows of unequal height must not make them flutter. */
  turn: { x: number; y: number };
}

/**
 * Lets the cards of a grid be put into another order: by a mouse at once, by a finger that rests for a moment. The others
 * make room as it goes, the page scrolls along at its edges, and Escape puts everything back.
 */
export function useDragOrder({ grid, enabled, now, show, keep }: Order): void {
  const haptic = useHaptic();
  const allowSwipes = useSwipes();
  let pressed: { pointerId: number; timer: number | undefined; x: number; y: number; card: HTMLElement } | undefined;
  let held: Held | undefined;
  let listening: AbortController | undefined;

  function press(event: PointerEvent): void {
    const { target, button, isPrimary, pointerId, pointerType, clientX: x, clientY: y } = event;
    const card = target instanceof Element ? target.closest<HTMLElement>('[data-id]') : undefined;
    if (!card || card.parentElement !== grid() || !enabled() || button !== 0 || !isPrimary) return;
    release(false);
    pressed = { pointerId, timer: pointerType === 'mouse' ? undefined : window.setTimeout(lift, HOLD_MS), x, y, card };
    listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', () => release(true), { signal });
    window.addEventListener('pointercancel', () => release(false), { signal });
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && release(false), { signal });
  }

  function lift(): void {
    const id = pressed?.card.dataset['id'];
    if (!pressed || !id) return;
    const { card, x, y, pointerId } = pressed;
    const { left, top } = card.getBoundingClientRect();
    held = { id, card, x, y, onCard: { x: x - left, y: y - top }, before: now(), turn: { x: 0, y: 0 } };
    held.turn = pointer();
    // Captured by the grid, which stays, and not by the card, which moves about in it.
    grid()?.setPointerCapture(pointerId);
    card.dataset['lifted'] = '';
    allowSwipes(false);
    haptic('tap');
    follow();
    requestAnimationFrame(scrollAlong);
  }

  function move({ pointerId, clientX: x, clientY: y }: PointerEvent): void {
    if (pointerId !== pressed?.pointerId) return;
    if (!held) {
      if (Math.hypot(x - pressed.x, y - pressed.y) < SLACK) return;
      if (pressed.timer !== undefined) return release(false);
      lift();
    }
    if (held) Object.assign(held, { x, y });
    follow();
    makeRoom();
  }

  /** The pointer as the grid’s children measure themselves. */
  function pointer(): { x: number; y: number } {
    const { left = 0, top = 0 } = grid()?.getBoundingClientRect() ?? {};
    return { x: (held?.x ?? 0) - left, y: (held?.y ?? 0) - top };
  }

  /** Keeps the card under the pointer, wherever in the grid it stands by now. */
  function follow(): void {
    if (!held) return;
    const { card, onCard } = held;
    const { x, y } = pointer();
    const [right, down] = [x - onCard.x - card.offsetLeft, y - onCard.y - card.offsetTop];
    card.style.transform = `translate(${right}px, ${down}px) scale(1.04)`;
  }

  function makeRoom(): void {
    const element = grid();
    const { x, y } = pointer();
    if (!held || !element || Math.hypot(x - held.turn.x, y - held.turn.y) < SLACK) return;
    const isOver = ({ offsetLeft, offsetTop, offsetWidth, offsetHeight }: HTMLElement) =>
      x >= offsetLeft && x < offsetLeft + offsetWidth && y >= offsetTop && y < offsetTop + offsetHeight;
    const target = cardsOf(element).find(isOver)?.dataset['id'];
    if (!target || target === held.id) return;
    held.turn = { x, y };
    const order = now();
    const place = order.indexOf(target);
    order.splice(order.indexOf(held.id), 1);
    order.splice(place, 0, held.id);
    haptic('select');
    void glide(element, () => show(order), held.card).then(follow);
  }

  function scrollAlong(): void {
    const box = grid()?.getBoundingClientRect();
    if (!held || !box) return;
    const [toTop, toBottom] = [held.y, window.innerHeight - held.y].map((way) => Math.max(0, way));
    // As far as the grid goes: the held card itself would make the page ever longer.
    const up = box.top < EDGE ? speed(toTop) : 0;
    const down = box.bottom > window.innerHeight - EDGE ? speed(toBottom) : 0;
    if (up || down) {
      window.scrollBy(0, down - up);
      follow();
      makeRoom();
    }
    requestAnimationFrame(scrollAlong);
  }

  function release(isKept: boolean): void {
    listening?.abort();
    window.clearTimeout(pressed?.timer);
    pressed = undefined;
    if (!held) return;
    const { card, before } = held;
    held = undefined;
    settle(card, card.style.transform);
    card.style.transform = '';
    delete card.dataset['lifted'];
    allowSwipes(true);
    skipClick();
    const [order, element] = [now(), grid()];
    if (!isKept && element) return void glide(element, () => show(before), card);
    show(before);
    keep(order);
  }

  watch(
    grid,
    (element, _before, onCleanup) => {
      const attached = new AbortController();
      const { signal } = attached;
      const whileHeld = (event: Event) => held && event.cancelable && event.preventDefault();
      const whilePressed = (event: Event) => pressed && event.preventDefault();
      element?.addEventListener('pointerdown', press, { signal });
      // The page would scroll under the finger, the phone offer to save the photo, the mouse take the link away.
      element?.addEventListener('touchmove', whileHeld, { signal, passive: false });
      element?.addEventListener('contextmenu', whilePressed, { signal });
      element?.addEventListener('dragstart', (event) => event.preventDefault(), { signal });
      onCleanup(() => attached.abort());
    },
    { immediate: true, flush: 'post' },
  );
  onScopeDispose(() => release(false));
}

/** How far the page scrolls in a frame, given how far the pointer is from the edge. */
const speed = (way = EDGE) => Math.ceil(Math.max(0, EDGE - way) / 6);

/** Letting go is not a tap. */
function skipClick(): void {
  const swallow = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
}
