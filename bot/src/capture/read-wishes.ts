import { readLink, readQuickWish } from '@wishlins/contract/quick-wish';
import type { NewWish } from '@wishlins/contract/wishes';
import type { Message, MessageEntity } from 'grammy/types';
import { clean } from '../clean.ts';
import { cut } from '../markup.ts';
import { findPrice } from './price.ts';

/** The most wishes that one message makes. */
export const mostWishes = 30;

/** The longest note the API takes; counted in UTF-16 units it is never too long in letters. */
const longestNote = 4000;

/** The part of a message that says what is wished for. */
export type Said = Pick<Message, 'text' | 'caption' | 'entities' | 'caption_entities'>;

/** A line of a message: what it says, and the links that stand in it or behind its words. */
interface Line {
  words: string;
  links: string[];
}

/**
 * Reads what a message wishes for: a wish, or one for each link when there are several. The first line is the title and
 * the rest a note; a price is taken where its currency is told.
 */
export function readWishes({ text, caption, entities, caption_entities }: Said): NewWish[] {
  const lines = readLines(text ?? caption ?? '', (text === undefined ? caption_entities : entities) ?? []);
  const links = new Set(lines.flatMap((line) => line.links));
  const wishes = links.size > 1 ? wishPerLink(lines) : oneWish(lines, [...links][0]);
  return wishes.slice(0, mostWishes);
}

function oneWish(lines: Line[], url: string | undefined): NewWish[] {
  const words = lines
    .map((line) => line.words)
    .join('\n')
    .trim();
  const price = findPrice(words);
  const [first = '', ...rest] = words.split('\n').filter((line) => line !== price?.found);
  const title = withoutPrice(first);
  const wish = readQuickWish(url ? `${url} ${title}` : title);
  // A first line too long for a title is kept whole.
  const note = wish && wish.title.endsWith('…') && !title.endsWith('…') ? words : rest.join('\n').trim();
  return wish ? [{ ...wish, ...(note && { note: cut(note, longestNote) }), ...(price && { price: price.price }) }] : [];
}

/** Each link with the words of its line, or with those of the line before it, which belong to no other link. */
function wishPerLink(lines: Line[]): NewWish[] {
  const wishes = new Map<string, NewWish>();
  let before = '';
  for (const { words, links } of lines) {
    const told = words || before;
    if (words || links.length > 0) before = links.length > 0 ? '' : words;
    const [price, title] = links.length === 1 ? [findPrice(told)?.price, withoutPrice(told)] : [undefined, ''];
    for (const url of links) {
      const wish = readQuickWish(`${url} ${title}`);
      if (wish && !wishes.has(url)) wishes.set(url, { ...wish, ...(price && { price }) });
    }
  }
  return [...wishes.values()];
}

function withoutPrice(line: string): string {
  const found = findPrice(line)?.found;
  const title = found
    ? line
        .replace(found, ' ')
        .replaceAll(/\s+/g, ' ')
        .replace(/[\s,;:–—-]+$/, '')
        .trim()
    : line;
  return title || line;
}

/** Takes a message apart; Telegram has already told where its links are, in UTF-16 units. */
function readLines(text: string, entities: readonly MessageEntity[]): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const raw of text.split('\n')) {
    const end = start + raw.length;
    const inside = entities.filter(({ offset }) => offset >= start && offset < Math.max(end, start + 1));
    lines.push(readLine(raw, start, inside));
    start = end + 1;
  }
  return lines;
}

function readLine(raw: string, start: number, entities: readonly MessageEntity[]): Line {
  let words = raw;
  const links: string[] = [];
  // From the end, so that what is cut out moves nothing that is still to be read.
  for (const entity of entities.toReversed()) {
    const from = entity.offset - start;
    const shown = raw.slice(from, from + entity.length);
    const link = entity.type === 'text_link' ? readLink(entity.url) : entity.type === 'url' && readLink(shown);
    if (!link) continue;
    links.unshift(link);
    if (entity.type === 'url') words = `${words.slice(0, from)} ${words.slice(from + entity.length)}`;
  }
  return { words: clean(words), links };
}
