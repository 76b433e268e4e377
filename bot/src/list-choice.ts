import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { InlineKeyboard } from 'grammy';
import { cut } from './markup.ts';
import type { Turn } from './turn.ts';

/** As many lists as one looks through at once. */
const pageSize = 8;

/** A list as a button names it. */
export function titleOf({ emoji, title }: Pick<OwnWishlist, 'emoji' | 'title'>): string {
  return cut(emoji ? `${emoji} ${title}` : title, 60);
}

/** What the presses of a choice bring. */
interface Presses {
  /** Of a list. */
  pick: (list: OwnWishlist) => string;
  /** Of a list that is still to be made. */
  make: string;
  /** Of the way to another page. */
  turn: (page: number) => string;
}

/** A button for each list of a page, the ways to the other pages, and one for a new list. */
export function choiceOf(
  ctx: Turn,
  lists: readonly OwnWishlist[],
  { pick, make, turn }: Presses,
  page = 0,
): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  const last = Math.max(Math.ceil(lists.length / pageSize) - 1, 0);
  const shown = Math.min(page, last);
  for (const list of lists.slice(shown * pageSize, (shown + 1) * pageSize)) {
    keyboard.text(titleOf(list), pick(list)).row();
  }
  if (shown > 0) keyboard.text(ctx.t('choice.before'), turn(shown - 1));
  if (shown < last) keyboard.text(ctx.t('choice.more'), turn(shown + 1));
  return keyboard.row().text(ctx.t('choice.new'), make).row();
}
