import { useAttempt } from './attempt.ts';

/** Puts what `ids` names first, in their order; the rest follows as it stood. */
export function inOrder<Entry extends { id: string }>(entries: readonly Entry[], ids: readonly string[]): Entry[] {
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = ({ id }: Entry) => places.get(id) ?? ids.length;
  return entries.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** Moves the chosen ones a place up (-1) or down (1), those side by side together; at the end nothing moves. */
export function shifted(ids: readonly string[], chosen: ReadonlySet<string>, by: -1 | 1): string[] {
  const order = by < 0 ? [...ids] : ids.toReversed();
  for (const [place, id] of order.entries()) {
    const before = order[place - 1];
    if (before !== undefined && chosen.has(id) && !chosen.has(before)) order.splice(place - 1, 2, id, before);
  }
  return by < 0 ? order : order.toReversed();
}

interface Keeper {
  /** The order as it is shown. */
  now: () => string[];
  show: (ids: readonly string[]) => void;
  save: (ids: string[]) => Promise<unknown>;
}

/**
 * Keeps an order that a person may change faster than it is saved: every change shows at once, one saving runs at a time,
 * and the last change is the one that stays. A refusal brings back the order that was saved last.
 */
export function useOrder({ now, show, save }: Keeper): (ids: readonly string[]) => Promise<void> {
  const attempt = useAttempt();
  let saving = false;

  return async function arrange(ids) {
    let saved = now();
    show(ids);
    if (saving || isSame(saved, now())) return;
    saving = true;
    while (!isSame(saved, now())) {
      const wanted = now();
      const done = await attempt(() => save(wanted), { undo: () => show(saved) });
      if (done) saved = wanted;
    }
    saving = false;
  };
}

const isSame = (one: readonly string[], other: readonly string[]) => one.join() === other.join();
