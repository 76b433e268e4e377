import { badRequest, type Entity } from './telegram.ts';

const types: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  'tg-emoji': 'custom_emoji',
};
const characters: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

interface OpenTag {
  name: string;
  offset: number;
  attributes: Map<string, string>;
}

interface Parsed {
  text: string;
  entities: Entity[];
}

/**
 * Reads a text written in Telegram's HTML, or refuses it as Telegram does.
 * Source: https://core.telegram.org/bots/api#html-style
 */
export function parseHtml(source: string): Parsed {
  const [open, entities]: [OpenTag[], Entity[]] = [[], []];
  let text = '';
  let at = 0;
  const fail = (reason: string): never => badRequest(`can't parse entities: ${reason}`);
  const bytes = (position: number): number => Buffer.byteLength(source.slice(0, position));

  while (at < source.length) {
    const rest = source.slice(at);
    const plain = /^[^<&]+/.exec(rest)?.[0];
    if (plain) {
      text += plain;
      at += plain.length;
    } else if (rest.startsWith('&')) {
      const [written, character] = readCharacter(rest);
      text += character;
      at += written.length;
    } else if (rest.startsWith('</')) {
      const [tag, name = ''] = /^<\/([^\s>]*)\s*>/.exec(rest) ?? fail(`Unclosed end tag at byte offset ${bytes(at)}`);
      const last = open.pop() ?? fail(`Unexpected end tag at byte offset ${bytes(at)}`);
      const found = name.toLowerCase();
      if (found && found !== last.name) {
        fail(`Unmatched end tag at byte offset ${bytes(at)}, expected "</${last.name}>", found "</${found}>"`);
      }
      const entity = toEntity(last, text);
      if (entity) entities.push(entity);
      at += tag.length;
    } else {
      const name = (/^<([^\s>/]*)/.exec(rest)?.[1] ?? '').toLowerCase();
      if (!(name in types)) fail(`Unsupported start tag "${name}" at byte offset ${bytes(at)}`);
      const tag = /^<[^\s>]+(?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*\s*>/.exec(rest)?.[0];
      if (!tag) return fail(`Unclosed start tag at byte offset ${bytes(at)}`);
      open.push({ name, offset: text.length, attributes: readAttributes(tag) });
      if (name === 'span' && open.at(-1)?.attributes.get('class') !== 'tg-spoiler') {
        fail(`Tag "span" must have class "tg-spoiler" at byte offset ${bytes(at)}`);
      }
      at += tag.length;
    }
  }
  const unclosed = open.at(-1);
  if (unclosed) fail(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return { text, entities: entities.toSorted((one, other) => one.offset - other.offset || other.length - one.length) };
}

/** A character reference and what it stands for; an ampersand that is none stands for itself. */
function readCharacter(rest: string): [written: string, character: string] {
  const [written, hex, decimal, name] = /^&(?:#x([\da-f]+)|#(\d+)|(\w+));?/i.exec(rest) ?? [];
  const code = hex ? Number.parseInt(hex, 16) : Number(decimal ?? 0);
  const character = name ? characters[name] : code > 0 && code <= 0x10_ff_ff && String.fromCodePoint(code);
  return written && character ? [written, character] : ['&', '&'];
}

function readAttributes(tag: string): Map<string, string> {
  const found = tag.matchAll(/\s([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g);
  const decode = (value: string): string => value.replaceAll(/&[#\w]+;?/g, (each) => readCharacter(each)[1]);
  return new Map(Array.from(found, ([, name = '', ...values]) => [name, decode(values.find(Boolean) ?? '')]));
}

function toEntity({ name, offset, attributes }: OpenTag, text: string): Entity | undefined {
  const entity: Entity = { type: types[name] ?? name, offset, length: text.length - offset };
  if (entity.length === 0) return undefined;
  const language = attributes.get('class')?.replace(/^language-/, '');
  if (name === 'code' && language) return { ...entity, type: 'pre', language };
  if (name === 'blockquote' && attributes.has('expandable')) return { ...entity, type: 'expandable_blockquote' };
  if (name === 'tg-emoji') return { ...entity, custom_emoji_id: attributes.get('emoji-id') ?? '' };
  if (name !== 'a') return entity;
  // A link whose text is its address needs no href; one that leads nowhere is only its text.
  const url = attributes.get('href') ?? text.slice(offset);
  const user = /^tg:\/\/user\?id=(\d+)$/.exec(url)?.[1];
  if (user) return { ...entity, type: 'text_mention', user: { id: Number(user), is_bot: false, first_name: '' } };
  return isAddress(url) ? { ...entity, url } : undefined;
}

function isAddress(url: string): boolean {
  return /^(?:https?|tg|ton|mailto|tel):/i.test(url) || /^[^\s/]+\.[^\s/.]{2,}/.test(url);
}
