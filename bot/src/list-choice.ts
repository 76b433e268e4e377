import type { OwnWishlist } from '@wishlins/contract/wishlists';
import { InlineKeyboard } from 'grammy';
import { cut } from './markup.ts';

/** The most lists to choose from in the chat; the app has the others. */
const mostChoices = 10;

/** A list as a button names it. */
export function titleOf({ emoji, title }: Pick<OwnWishlist, 'emoji' | 'title'>): string {
  return cut(emoji ? `${emoji} ${title}` : title, 60);
}

/** A button for each list, with the data that its press brings. */
export function choiceOf(lists: readonly OwnWishlist[], dataOf: (list: OwnWishlist) => string): InlineKeyboard {
  const keyboard = new InlineKeyboard();
  for (const list of lists.slice(0, mostChoices)) keyboard.text(titleOf(list), dataOf(list)).row();
  return keyboard;
}
