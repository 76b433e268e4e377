import { flagOf, recordsOf, textOf, type Fields } from './fields.ts';
import { parseHtml } from './html.ts';
import { badRequest, type Entity } from './telegram.ts';

/** Limits in UTF-16 units, after formatting has been read. */
const mostText = 4096;
const mostCaption = 1024;

const entityTypes = new Set(
  [
    'mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote',
    'expandable_blockquote code pre text_link text_mention custom_emoji date_time',
  ].flatMap((some) => some.split(' ')),
);

export interface Formatted {
  text: string;
  entities: Entity[];
}

/** The text of a message, or a refusal in Telegram's words. */
export function readText(fields: Fields): Formatted {
  const source = textOf(fields, 'text');
  if (source === '') badRequest('message text is empty');
  const formatted = format(fields, source, 'entities');
  if (formatted.text === '') badRequest('text must be non-empty');
  if (formatted.text.length > mostText) badRequest('message is too long');
  return formatted;
}

/** The caption of a photo, which may be empty. */
export function readCaption(fields: Fields): Formatted {
  const formatted = format(fields, textOf(fields, 'caption'), 'caption_entities');
  if (formatted.text.length > mostCaption) badRequest('message caption is too long');
  return formatted;
}

function format(fields: Fields, source: string, entitiesName: string): Formatted {
  const mode = textOf(fields, 'parse_mode').toLowerCase();
  if (mode === 'html') return tidy(parseHtml(source));
  // Markdown is Telegram's, too, but nothing here writes it: better refused than half understood.
  if (mode !== '') badRequest('unsupported parse_mode');
  return tidy({ text: source, entities: checkEntities(recordsOf(fields, entitiesName) ?? [], source) });
}

function checkEntities(entities: Fields[], text: string): Entity[] {
  return entities.map((entity) => {
    const [type, offset, length] = [textOf(entity, 'type'), Number(entity.offset), Number(entity.length)];
    if (!entityTypes.has(type)) badRequest("can't parse MessageEntity: Unsupported type specified");
    if (offset < 0) badRequest(`receive an entity with incorrect offset ${offset}`);
    if (offset > text.length) badRequest(`entity begins after the end of the text at UTF-16 offset ${offset}`);
    if (offset + length > text.length) {
      const end = offset + length;
      badRequest(`entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`);
    }
    if (type === 'text_link' && !entity.url) badRequest('can\'t parse MessageEntity: Can\'t find field "url"');
    return { ...entity, type, offset, length };
  });
}

/** As Telegram stores a text: without space at its ends, with what it finds by itself. */
function tidy({ text, entities }: Formatted): Formatted {
  const trimmed = text.trim();
  const cut = text.length - text.trimStart().length;
  const kept = entities.flatMap((entity) => {
    const offset = Math.max(entity.offset - cut, 0);
    const end = Math.min(entity.offset - cut + entity.length, trimmed.length);
    return end > offset ? { ...entity, offset, length: end - offset } : [];
  });
  return { text: trimmed, entities: withFound(trimmed, kept) };
}

const finders: [type: string, pattern: RegExp][] = [
  ['url', /(?<![\w@.])(?:https?:\/\/|(?:[\w-]+\.)+(?:com|ru|org|net|me|io|dev|example|рф)(?![\w.-]))[^\s<>"«»]*/giu],
  ['email', /(?<![\w.])[\w.+-]+@[\w-]+\.[\w.-]*\w/g],
  ['bot_command', /(?<![\w/<>])\/\w{1,64}(?:@\w{3,32})?(?![\w/<>])/g],
  ['mention', /(?<!\w)@\w{4,32}\b/g],
  ['hashtag', /(?<![\w#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu],
];

/** Adds the links, commands, names and tags that a text holds, where nothing of the kind is marked already. */
export function withFound(text: string, entities: readonly Entity[]): Entity[] {
  const found: Entity[] = [];
  const overlaps = (one: Entity, offset: number, end: number): boolean =>
    one.offset < end && offset < one.offset + one.length;
  const closed = entities.filter(({ type }) => /code|pre|text_link|text_mention|url|mention|email|command/.test(type));
  for (const [type, pattern] of finders) {
    for (const { 0: match, index } of text.matchAll(pattern)) {
      const length = type === 'url' ? match.replace(/[.,:;!?)'*]+$/, '').length : match.length;
      if ([...closed, ...found].some((one) => overlaps(one, index, index + length))) continue;
      found.push({ type, offset: index, length });
    }
  }
  return [...entities, ...found].toSorted((one, other) => one.offset - other.offset || other.length - one.length);
}

/** How a link is previewed, as far as it was said. */
export function readLinkPreview(fields: Fields): { link_preview_options?: Fields } {
  const options = typeof fields.link_preview_options === 'string' ? safely(fields) : fields.link_preview_options;
  if (typeof options !== 'object' || options === null) return {};
  for (const name of ['is_disabled', 'prefer_small_media', 'prefer_large_media', 'show_above_text']) {
    flagOf(options as Fields, name);
  }
  return { link_preview_options: options as Fields };
}

function safely(fields: Fields): unknown {
  return JSON.parse(textOf(fields, 'link_preview_options'));
}
