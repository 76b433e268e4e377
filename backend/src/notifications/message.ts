import { daysUntil, formatDay, formatDaysUntil } from '@wishlins/contract/dates';
import type { Values } from '@wishlins/contract/message';
import { formatMoney } from '@wishlins/contract/money';
import type { Facts, Notification } from '@wishlins/contract/notifications';
import type { Language } from '@wishlins/contract/users';
import type { Message } from '../telegram/delivery.ts';
import { say as sayIn, type Key } from '../texts.ts';

type Say = (key: Key, values?: Values) => string;

/** Whom a message is for, and where its buttons lead. */
export interface Reader {
  language: Language;
  timeZone: string;
  /** The origin of the app. */
  publicUrl: string;
  /** Of the chat; those of groups are negative. */
  chatId: number;
}

/** A notification in the words of its recipient; `undefined` when its day has passed. */
export function writeMessage(notification: Notification, reader: Reader, now: Date): Message | undefined {
  const { kind, actor, wishlist, wish, facts } = notification;
  const { language, timeZone, publicUrl, chatId } = reader;
  const say: Say = (key, values) => sayIn(language, key, values);
  const days = facts.day === null ? undefined : daysUntil(facts.day, timeZone, now);
  if (days !== undefined && days < 0) return undefined;

  const isGoneWithOwner = kind === 'wish_removed' && wish?.id === null;
  const sentence = say(isGoneWithOwner ? 'told.wish_left' : `told.${kind}`, {
    actor: safe(actor?.name ?? say('somebody')),
    wish: safe(wish?.title ?? ''),
    list: safe(wishlist?.title ?? ''),
    when: days === undefined ? '' : formatDaysUntil(days, language),
    day: facts.day === null ? '' : formatDay(facts.day, language, now),
    news: newsOf(notification, say),
    ...(facts.quantity === null ? {} : { n: facts.quantity }),
  });
  const { label, path } = doorOf(notification);
  const url = publicUrl + path;
  // Source: https://core.telegram.org/bots/api#inlinekeyboardbutton: apps open from buttons in private chats only.
  const door = { text: say(`button.${label}`), ...(chatId < 0 ? { url } : { web_app: { url } }) };
  return {
    html: [sentence, ...changesOf(facts, language, say)].join('\n'),
    keyboard: {
      inline_keyboard: [[door], [{ text: say('button.off'), callback_data: `off:${kind}` }]],
    },
  };
}

/** Text of a person’s as it may stand in HTML, held together so that it does not turn the words around it. */
function safe(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u.test(text)
    ? `\u2068${escaped}\u2069`
    : escaped;
}

function newsOf({ wishlist, facts: { newLists, newWishes } }: Notification, say: Say): string {
  const lists = say('news.lists', { n: newLists ?? 0 });
  const wishes = say('news.wishes', { n: newWishes ?? 0 });
  if (newLists && newWishes) return say('news.both', { lists, wishes });
  const list = wishlist && safe(wishlist.title);
  if (newLists) return list ? say('news.list', { list }) : lists;
  return list ? say('news.inList', { wishes, list }) : wishes;
}

function* changesOf({ before, after }: Facts, language: Language, say: Say): Iterable<string> {
  if (!before || !after) return;
  const price = ({ price: money }: typeof before) => (money ? formatMoney(money, language) : say('change.noPrice'));
  if (before.title !== after.title) yield say('change.title', { after: safe(after.title) });
  if (price(before) !== price(after)) yield say('change.price', { before: price(before), after: price(after) });
  if (before.url !== after.url) yield say('change.url');
}

type Label = 'list' | 'wish' | 'person' | 'gifts';

/** Where the button leads: what the notification is about, as far as it can still be opened. */
function doorOf({ kind, actor, wishlist, wish }: Notification): { label: Label; path: string } {
  if (kind === 'surprise_revealed' && wishlist) return { label: 'list', path: `/lists/${wishlist.id}` };
  if (kind === 'wish_removed') return { label: 'gifts', path: '/gifts' };
  const link = wishlist?.shareToken;
  if (link && wish?.id) return { label: 'wish', path: `/shared/${link}/wishes/${wish.id}` };
  if (link) return { label: 'list', path: `/shared/${link}` };
  if (wish) return { label: 'gifts', path: '/gifts' };
  return { label: 'person', path: actor ? `/people/${actor.id}` : '/' };
}
