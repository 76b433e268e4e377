import type { NewWish } from './wishes.ts';

/** Longest title the API takes, in graphemes. */
const longestTitle = 200;

/** Reads what a person threw into the one field: a link, words, or both; `undefined` when it is empty. */
export function readQuickWish(text: string): NewWish | undefined {
  const found = /(?:^|\s)((?:https?:\/\/|[\w-]+(?:\.[\w-]+)*\.\p{L}{2,}\/)\S+)/iu.exec(text)?.[1];
  const url = found ? readLink(found) : undefined;
  const words = (url && found ? text.replace(found, ' ') : text).replaceAll(/\s+/g, ' ').trim();
  if (!url) return words ? { title: clip(words) } : undefined;
  return { title: clip(words || titleOf(url)), url };
}

/** Whether a title says no more than the link does: nobody wrote it. */
export function saysOnlyItsLink(title: string, url: string): boolean {
  return readQuickWish(url)?.title === title;
}

/** Reads a wish out of every line, and out of every link of a line of links; each with the text it came from. */
export function readQuickWishes(text: string): { line: string; wish: NewWish }[] {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const isLinks = words.length > 1 && words.every((word) => /^https?:\/\//i.test(word));
    return isLinks ? words : [line];
  });
  const wishes = lines.map((line) => ({ line: line.trim(), wish: readQuickWish(line) }));
  return wishes.flatMap(({ line, wish }) => (wish ? [{ line, wish }] : []));
}

/** An http or https address from what was typed, with the scheme put in if it was left out; `undefined` if it is none. */
export function readLink(text: string): string | undefined {
  const typed = text.trim();
  const address = /^[a-z][a-z\d+.-]*:/i.test(typed) && !/^[\w.-]+:\d/.test(typed) ? typed : `https://${typed}`;
  const url = parse(address);
  const isWeb = url && /^https?:$/.test(url.protocol) && url.hostname.includes('.') && !/\s/.test(typed);
  return isWeb ? url.href : undefined;
}

/** The shop's name, as people say it: `ozon.ru`. */
export function shopOf(url: string): string {
  return parse(url)?.hostname.replace(/^(www|m)\./, '') ?? '';
}

/** What a link says of the thing: the words of its address, or else the shop, until the page itself is read. */
function titleOf(url: string): string {
  const segments = (parse(url)?.pathname ?? '').split('/').map(decode);
  const phrases = segments.map((segment) =>
    segment
      .replace(/\.\w{2,5}$/, '')
      .split(/[-_+\s]+/)
      .filter((word) => /\p{L}/u.test(word) && !/\d{5}/.test(word))
      .join(' '),
  );
  const phrase = phrases.filter((words) => words.includes(' ')).sort((a, b) => b.length - a.length)[0];
  return phrase ? phrase.charAt(0).toUpperCase() + phrase.slice(1) : shopOf(url);
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function clip(title: string): string {
  const graphemes = Array.from(new Intl.Segmenter().segment(title), ({ segment }) => segment);
  return graphemes.length <= longestTitle ? title : `${graphemes.slice(0, longestTitle - 1).join('')}…`;
}
