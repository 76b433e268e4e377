import { readingLimits } from '@wishlins/contract/page-reading';
import type { Document, Image, Node, Value } from './document.ts';
import { isNode, valuesOf } from './nodes.ts';

/** The pictures of the thing, the best first: those that the page describes it by, then those it is shared with. */
export function findPictures(page: Document, things: readonly Node[], base: string): string[] {
  const described = things.flatMap((thing) => [...valuesOf(thing, 'image'), ...firstVariant(thing)].flatMap(addressOf));
  const shared = page.metas
    .filter(({ name }) => /^(?:og:image(?::secure_url|:url)?|twitter:image(?::src|0)?)$/.test(name))
    .map(({ content }) => content);
  const linked = page.links.filter(({ rel }) => /(?:^|\s)image_src(?:\s|$)/.test(rel)).map(({ href }) => href);
  const loose = things.length === 0 ? valuesOf(page.loose, 'image').flatMap(addressOf) : [];
  const stated = usable([...described, ...shared, ...linked, ...loose], base);
  return stated.length > 0 ? stated : usable(shown(page), base);
}

function firstVariant(thing: Node): Value[] {
  const [variant] = valuesOf(thing, 'hasVariant').filter(isNode);
  return valuesOf(variant, 'image');
}

function addressOf(value: Value): string[] {
  if (typeof value === 'string') return [value];
  if (!isNode(value)) return [];
  for (const property of ['contentUrl', 'url', '@id', 'thumbnailUrl', 'thumbnail']) {
    const address = value[property];
    if (typeof address === 'string') return [address];
    if (Array.isArray(address) && typeof address[0] === 'string') return [address[0]];
  }
  return [];
}

/** Pictures of logos and of nothing. */
const noPicture =
  /(?:^|[/_.-])(?:logo\w*|placeholder|no[-_]?(?:image|photo|foto|pic\w*)|default[-_]?(?:image|og|share|product)|favicon|sprite\w*|spacer|blank|pixel|1x1|loader|loading|spinner|transparent|empty|og[-_]?default|share[-_]?default|social[-_]?(?:share|default)|apple-touch-icon)(?:[/_.-]|$)/i;

function usable(addresses: readonly string[], base: string): string[] {
  const found = new Set<string>();
  for (const address of addresses) {
    const url = resolve(address, base);
    if (!url || noPicture.test(url.pathname) || /\.(?:svg|ico)$/i.test(url.pathname)) continue;
    found.add(url.href);
  }
  return [...found].slice(0, readingLimits.pictures);
}

/** An address of the web, from one that may be written in many ways. */
export function resolve(address: string, base: string): URL | undefined {
  const written = address
    .trim()
    .replaceAll(/[\r\n\t]/g, '')
    .replace(/^(https?):\/(?!\/)/, '$1://');
  if (!written || !URL.canParse(written, base)) return undefined;
  const url = new URL(written, base);
  const isWeb = (url.protocol === 'https:' || url.protocol === 'http:') && !url.username && url.href.length <= 2048;
  return isWeb ? url : undefined;
}

const bySource = [
  'data-old-hires',
  'data-zoom-image',
  'data-large_image',
  'data-large',
  'data-full',
  'data-original',
  'data-src',
  'data-lazy-src',
  'data-lazy',
  'data-image',
  'data-img',
];

/** What is shown where the thing is: pictures that say that they are of it, or that are large. */
function shown(page: Document): string[] {
  const main = page.images.filter(({ isMain }) => isMain);
  const words = (image: Image) =>
    `${image.attributes['class'] ?? ''} ${image.attributes['id'] ?? ''} ${image.attributes['itemprop'] ?? ''}`;
  const called = main.filter((image) =>
    /product|gallery|main|zoom|hero|landing|photo|detail|slide|cover|image(?!s?-?icon)|tovar|swiper/i.test(
      words(image),
    ),
  );
  const named = main.filter(({ attributes }) => sharesWords(attributes['alt'] ?? '', page.heading || page.title));
  const large = main.filter(
    ({ attributes }) => Number(attributes['width']) >= 300 || Number(attributes['height']) >= 300,
  );
  return [...named, ...called, ...large].filter((image) => !isSmall(image)).flatMap(sourceOf);
}

function sharesWords(alt: string, title: string): boolean {
  const words = alt.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  const known = title.toLowerCase();
  return words.length > 0 && words.filter((word) => known.includes(word)).length * 2 >= words.length;
}

function isSmall({ attributes }: Image): boolean {
  const [width, height] = [
    Number.parseInt(attributes['width'] ?? '', 10),
    Number.parseInt(attributes['height'] ?? '', 10),
  ];
  return width < 80 || height < 80;
}

function sourceOf({ attributes }: Image): string[] {
  const lazy = bySource.map((name) => attributes[name]).find((value) => value && !value.startsWith('data:'));
  const largest = largestOf(attributes['data-srcset'] ?? attributes['srcset'] ?? '');
  const source = lazy ?? largest ?? attributes['src'];
  return source ? [source] : [];
}

/** The largest picture of a `srcset`. */
function largestOf(srcset: string): string | undefined {
  const candidates = srcset
    .split(/,\s+|,(?=https?:|\/)/)
    .map((candidate) => /^\s*(\S+)(?:\s+([\d.]+)[wx])?/.exec(candidate))
    .filter((match) => match !== null && !match[1]?.startsWith('data:'));
  return candidates.toSorted((one, other) => Number(other?.[2] ?? 1) - Number(one?.[2] ?? 1))[0]?.[1];
}
