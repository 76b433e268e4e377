import { Parser } from 'htmlparser2';
import { readHints, type Hints } from './hints.ts';
import { findPrices, type Region, type WrittenPrice } from './price.ts';

/** Something a page describes in its markup (microdata, RDFa) or in JSON-LD: properties by name, types under `@type`. */
export interface Node {
  [property: string]: Value | Value[];
}
export type Value = string | number | boolean | null | Node;

export interface Image {
  attributes: Record<string, string>;
  /** Whether it stands where the thing itself is shown. */
  isMain: boolean;
}

/** What is of use in a page, in the order in which it stands there. */
export interface Document {
  title: string;
  heading: string;
  base: string | undefined;
  metas: { name: string; content: string }[];
  links: { rel: string; href: string }[];
  /** The texts of its JSON-LD. */
  scripts: string[];
  /** The outermost things of its microdata. */
  things: Node[];
  /** Properties that belong to nothing. */
  loose: Node;
  /** What stands where the price of the thing is expected. */
  prices: WrittenPrice[];
  images: Image[];
}

/** How much of a page is looked at, so that no page can make itself expensive. */
const most = {
  depth: 512,
  metas: 400,
  scripts: 60,
  things: 400,
  prices: 60,
  images: 150,
  text: 600,
  content: 2100,
  script: 300_000,
  captures: 16,
};

/** Properties that shops fill and we read; of the others only what they hold is read. */
const textual =
  /^(?:name|title|price|lowPrice|highPrice|priceCurrency|description|brand|sku|availability|url|image|itemCondition|priceType)$/;

interface Frame {
  name: string;
  hints: Hints;
  thing: Node | undefined;
}

interface Capture {
  depth: number;
  text: string;
  /** A price is read without what is struck through, and its digits are known by their element. */
  isPrice: boolean;
  done: (text: string) => void;
}

/** Reads a page once, from its beginning to its end or to where it is too deep. */
export function readDocument(html: string, region: Region): Document {
  const page: Document = {
    title: '',
    heading: '',
    base: undefined,
    metas: [],
    links: [],
    scripts: [],
    things: [],
    loose: {},
    prices: [],
    images: [],
  };
  const frames: Frame[] = [];
  const captures: Capture[] = [];
  const outermost: Hints = { isAside: false, isLink: false, isNoPrice: false, isPrice: false, isMinor: false };
  const reading = { isTooDeep: false };
  let sawHeading = false;

  const hintsNow = () => frames.at(-1)?.hints ?? outermost;
  const thingNow = () => frames.findLast(({ thing }) => thing)?.thing;

  function capture(done: (text: string) => void, isPrice = false, depth = frames.length): void {
    if (captures.length < most.captures) captures.push({ depth, text: '', isPrice, done });
  }

  /** Reads a price where one stands, unless it is in an element within that was read already. */
  function capturePrice(): void {
    const before = page.prices.length;
    capture((text) => {
      if (page.prices.length === before) page.prices.push(...findPrices(text, region));
    }, true);
  }

  function open(name: string, attributes: Record<string, string>): void {
    const hints = readHints(name, attributes, hintsNow());
    const thing = describe(name, attributes);
    frames.push({ name, hints, thing });
    if (frames.length > most.depth) reading.isTooDeep = true;
    if (captures.length > 0) {
      markEdge(hints.isMinor ? edge.minor : edge.element);
      // An icon may stand for the rouble.
      if (hints.currency) onText(hints.currency);
    }
    switch (name) {
      case 'meta':
        return keepMeta(attributes);
      case 'link':
        if (attributes['rel'] && attributes['href'])
          page.links.push({ rel: attributes['rel'].toLowerCase(), href: attributes['href'] });
        return;
      case 'base':
        page.base ??= attributes['href'];
        return;
      case 'title':
        // Drawings have titles of their own.
        if (!page.title && !frames.some((frame) => frame.name === 'svg')) capture((text) => (page.title ||= text));
        return;
      case 'h1':
        if (!page.heading && !hints.isAside) capture((text) => (page.heading ||= text));
        sawHeading ||= !hints.isAside;
        return;
      case 'script':
        if (/^application\/ld\+json/i.test(attributes['type']?.trim() ?? '') && page.scripts.length < most.scripts) {
          captures.push({ depth: frames.length, text: '', isPrice: false, done: (text) => page.scripts.push(text) });
        }
        return;
      case 'img':
        if (page.images.length < most.images) page.images.push({ attributes, isMain: !hints.isAside && !hints.isLink });
        return;
      default:
        if (hints.isPrice && sawHeading && !isOutside(hints) && page.prices.length < most.prices) capturePrice();
    }
  }

  function keepMeta(attributes: Record<string, string>): void {
    const name = attributes['property'] ?? attributes['name'] ?? '';
    const content = attributes['content'] ?? attributes['value'];
    if (name && content && page.metas.length < most.metas)
      page.metas.push({ name: name.toLowerCase().trim(), content: content.slice(0, most.content) });
  }

  /** What the element says of the thing around it; answers the thing that it is itself. */
  function describe(name: string, attributes: Record<string, string>): Node | undefined {
    const isThing = 'itemscope' in attributes || 'typeof' in attributes;
    const isRdfa = name !== 'meta' || !attributes['property']?.includes(':');
    const property = attributes['itemprop'] ?? (isRdfa ? attributes['property'] : undefined);
    if (!isThing && !property) return undefined;
    const around = thingNow();
    const thing: Node | undefined = isThing ? { '@type': typesOf(attributes) } : undefined;
    if (thing && attributes['itemid']) thing['@id'] = attributes['itemid'];
    const names = (property ?? '')
      .split(/\s+/)
      .map((one) => one.replace(/^(?:schema:|https?:\/\/schema\.org\/)/, ''))
      .filter(Boolean);
    if (thing && (names.length === 0 || !around) && page.things.length < most.things) page.things.push(thing);
    for (const one of names) {
      if (thing) add(around ?? page.loose, one, thing);
      else if (textual.test(one)) say(around ?? page.loose, one, name, attributes);
    }
    return thing;
  }

  function say(thing: Node, property: string, name: string, attributes: Record<string, string>): void {
    const given = valueOf(name, attributes);
    if (given !== undefined) return add(thing, property, given.trim());
    // Its text begins in the element, whose frame is not there yet.
    capture((text) => add(thing, property, text), property === 'price', frames.length + 1);
  }

  function onText(text: string): void {
    if (captures.length === 0) return;
    const frame = frames.at(-1);
    const isCode = frame?.name === 'script' || frame?.name === 'style';
    for (const one of captures) {
      if (isCode && one.depth !== frames.length) continue;
      if (one.text.length < (isCode ? most.script : most.text) && !(one.isPrice && hintsNow().isNoPrice))
        one.text += text;
    }
  }

  function markEdge(mark: string): void {
    for (const one of captures) if (one.isPrice && /\d$/.test(one.text)) one.text += mark;
  }

  function close(): void {
    const frame = frames.at(-1);
    while (captures.at(-1)?.depth === frames.length) {
      const { text, isPrice, done } = captures.pop() as Capture;
      const said = isPrice ? withoutEdges(text) : text;
      done(frame?.name === 'script' ? said : said.replaceAll(/\s+/g, ' ').trim());
    }
    frames.pop();
    if (captures.length === 0) return;
    markEdge(edge.element);
    if (!inline.has(frame?.name ?? '')) onText(' ');
  }

  const parser = new Parser({ onopentag: open, ontext: onText, onclosetag: close }, { decodeEntities: true });
  for (let at = 0; at < html.length && !reading.isTooDeep; at += 16_384) parser.write(html.slice(at, at + 16_384));
  if (!reading.isTooDeep) parser.end();
  return page;
}

const inline = new Set(['span', 'b', 'i', 'em', 'strong', 'sup', 'small', 'bdi', 'font', 'meta', 'wbr']);

const isOutside = ({ isAside, isLink, isNoPrice }: Hints) => isAside || isLink || isNoPrice;

/** Where an element begins or ends behind a digit, and where cents begin. */
const edge = { element: '\uE000', minor: '\uE001' };

/**
 * Digits of two elements are one number if the second are cents or a group of three. Otherwise, \u2063 keeps them from
 * being read as a price.
 */
function withoutEdges(text: string): string {
  return text
    .replaceAll(/\uE000*\uE001\uE000*(?=\d{1,2}(?!\d))/g, '.')
    .replaceAll(/[\uE000\uE001]+(?=\d{3}(?!\d))/g, '')
    .replaceAll(/[\uE000\uE001]+(?=\d)/g, '\u2063')
    .replaceAll(/[\uE000\uE001]/g, '');
}

function typesOf(attributes: Record<string, string>): string[] {
  const types = (attributes['itemtype'] ?? attributes['typeof'] ?? '').split(/\s+/);
  return types.map((type) => type.replace(/^.*[/#:]/, '')).filter(Boolean);
}

/** What an element says without its text. */
function valueOf(name: string, attributes: Record<string, string>): string | undefined {
  if (attributes['content'] !== undefined) return attributes['content'];
  if (name === 'meta') return '';
  if (name === 'link' || name === 'a' || name === 'area') return attributes['href'];
  if (name === 'data' || name === 'meter') return attributes['value'];
  if (name === 'img') return attributes['data-src'] ?? attributes['src'] ?? '';
  return name === 'input' ? attributes['value'] : undefined;
}

function add(thing: Node, property: string, value: Value): void {
  const had = thing[property];
  if (had === undefined) thing[property] = value;
  else if (!Array.isArray(had)) thing[property] = [had, value];
  else if (had.length < 30) had.push(value);
}
