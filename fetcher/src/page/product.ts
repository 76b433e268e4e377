import type { Money } from '@wishlins/contract/common';
import type { Document, Node } from './document.ts';
import { findThings, isNode, readJsonLd, textOf, valuesOf } from './nodes.ts';
import { distinct, isSame, readOffers, type Stated } from './offer.ts';
import { currencyOf, findPrices, readAmount, type Region } from './price.ts';

/** What a page may be about and cost something. */
const goods =
  /^(?:Product|IndividualProduct|ProductModel|ProductGroup|ProductCollection|SomeProducts|Vehicle|Car|Motorcycle|Book|Audiobook|VideoGame|SoftwareApplication|MobileApplication|WebApplication|Course|Event|MusicEvent|TheaterEvent|SportsEvent|Festival|Trip|TouristTrip|HotelRoom|Hotel|Movie|MusicAlbum|Accommodation|House|Apartment)$/i;
const products = /^(?:Product|IndividualProduct|ProductModel|ProductGroup|SomeProducts|Vehicle|Car|Book)$/i;

/** The thing that a page is about, in each way in which the page describes it. */
export interface Described {
  /** As JSON-LD and as microdata have it; none where a page is about several. */
  things: Node[];
  byId: ReadonlyMap<string, Node>;
}

/** Finds the thing that a page is about among all that it describes. */
export function findProduct(page: Document, about: { titles: readonly string[]; urls: readonly string[] }): Described {
  const linked = readJsonLd(page.scripts);
  const byId = new Map<string, Node>();
  for (const node of findThings(linked, /./)) if (typeof node['@id'] === 'string') byId.set(node['@id'], node);
  const chosen = [linked, page.things].flatMap((nodes) => {
    const found = findThings(nodes, goods).filter(
      (node) => textOf(node, 'name') ?? node['offers'] ?? node['hasVariant'],
    );
    const main = found.filter((node) => findThings([node], products).includes(node));
    return theOne(main.length > 0 ? main : found, about);
  });
  return { things: chosen, byId };
}

/** The one thing among several that is called as the page is, or that has its address; all descriptions of it. */
function theOne(
  found: readonly Node[],
  { titles, urls }: { titles: readonly string[]; urls: readonly string[] },
): Node[] {
  const names = new Set(found.map((node) => plain(textOf(node, 'name') ?? '')));
  if (names.size <= 1) return [...found];
  const here = found.filter((node) =>
    urls.some((url) => addressesOf(node).some((address) => isSamePage(address, url))),
  );
  if (new Set(here.map((node) => plain(textOf(node, 'name') ?? ''))).size === 1) return here;
  for (const title of titles.map(plain).filter(Boolean)) {
    const called = found.filter((node) => plain(textOf(node, 'name') ?? '') === title);
    if (called.length > 0) return called;
    const within = found.filter((node) => {
      const name = plain(textOf(node, 'name') ?? '');
      return name.length > 5 && (title.includes(name) || name.includes(title));
    });
    if (new Set(within.map((node) => plain(textOf(node, 'name') ?? ''))).size === 1) return within;
  }
  return [];
}

function addressesOf(node: Node): string[] {
  return [textOf(node, 'url'), textOf(node, '@id'), textOf(node, 'mainEntityOfPage')].filter(
    (text) => text !== undefined,
  );
}

/** Whether two addresses differ at most in what does not tell pages apart. */
export function isSamePage(one: string, other: string): boolean {
  const short = (address: string) =>
    address
      .replace(/^https?:\/\/(?:www\.)?/i, '')
      .replace(/[#?].*$|\/+$/g, '')
      .replace(/\/+$/, '');
  return one !== '' && short(one) === short(other);
}

export function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * What the thing costs, where the page leaves no doubt: what it states in one way is not what it states in another only
 * if the person who looks at it sees one of the two. Of a range the lowest, if the page itself sums it up; otherwise none.
 */
export function findPrice(page: Document, { things, byId }: Described, region: Region, url: string): Money | undefined {
  const stated = things.map((thing) => withVariants(thing, region, byId, url));
  const meta = metaPrices(page, region);
  const loose = things.length === 0 ? readOffers(page.loose, region, byId) : { prices: [] };
  const certain = [...stated, loose, { prices: meta }].map((one) => one.prices).filter((prices) => prices.length === 1);
  const lowest = [...stated, loose].flatMap(({ from }) => from ?? []);
  const several = [...stated, { prices: meta }].map((one) => one.prices).filter((prices) => prices.length > 1);
  return (
    agreed(distinct(certain.flat()), page, several.flat()) ??
    (certain.length === 0 ? agreed(distinct(lowest), page, []) : undefined) ??
    (certain.length + lowest.length + several.length === 0 ? visiblePrice(page) : undefined)
  );
}

/** One price, or the one of several that is shown, or that another way of saying it knows too. */
function agreed(prices: readonly Money[], page: Document, others: readonly Money[]): Money | undefined {
  if (prices.length <= 1) return prices[0];
  const shown = prices.filter((price) => page.prices.some((one) => isSame(one.price, price)));
  if (shown.length === 1) return shown[0];
  const known = prices.filter((price) => others.some((one) => isSame(one, price)));
  return known.length === 1 ? known[0] : undefined;
}

/** The offers of a thing; of a thing with variants those of the one that has this address, or of all. */
function withVariants(thing: Node, region: Region, byId: ReadonlyMap<string, Node>, url: string): Stated {
  const own = readOffers(thing, region, byId);
  if (own.prices.length > 1) {
    const here = valuesOf(thing, 'offers').filter((offer) => isNode(offer) && isThisVariant(offer, url));
    if (here.length === 1) return readOffers({ offers: here }, region, byId);
  }
  const variants = valuesOf(thing, 'hasVariant').filter(isNode);
  if (own.prices.length > 0 || own.from || variants.length === 0) return own;
  const here = variants.filter(
    (variant) =>
      isThisVariant(variant, url) ||
      valuesOf(variant, 'offers').some((offer) => isNode(offer) && isThisVariant(offer, url)),
  );
  const meant = here.length === 1 ? here : variants;
  return { prices: distinct(meant.flatMap((variant) => readOffers(variant, region, byId).prices)) };
}

function isThisVariant(node: Node, url: string): boolean {
  const query = URL.canParse(url) ? new URL(url).search : '';
  const address = textOf(node, 'url') ?? textOf(node, '@id') ?? '';
  return query !== '' && query.length > 3 && address.includes(query);
}

const metaPrice = /^(?:product|og|og:product|product:og|twitter|vk)[:.](sale_)?price(?:[:.]amount)?$/;

/** What the head states; a sale price goes before the other. */
function metaPrices(page: Document, region: Region): Money[] {
  const currencyMeta = page.metas.find(({ name }) =>
    /^(?:product|og|og:product)[:.](?:sale_)?price[:.]currency$|^(?:product|og)[:.]currency$/.test(name),
  );
  const currency = currencyMeta && currencyOf(currencyMeta.content, region);
  const read = (content: string) => {
    const amount = currency ? readAmount(content.trim(), currency) : undefined;
    if (currency && amount) return [{ amount, currency }];
    return findPrices(content, region, currency).map(({ price }) => price);
  };
  const sale = page.metas.filter(({ name }) => metaPrice.exec(name)?.[1]).flatMap(({ content }) => read(content));
  if (sale.length > 0) return distinct(sale);
  return distinct([
    ...page.metas.filter(({ name }) => metaPrice.test(name)).flatMap(({ content }) => read(content)),
    ...labelled(page, read),
  ]);
}

/** `twitter:label1` says what `twitter:data1` is. */
function labelled(page: Document, read: (content: string) => Money[]): Money[] {
  const label = page.metas.find(
    ({ name, content }) => /^twitter:label\d$/.test(name) && /^\s*(?:price|цена|preis|prix)\s*$/i.test(content),
  );
  const worth = label && page.metas.find(({ name }) => name === label.name.replace('label', 'data'));
  return worth ? read(worth.content) : [];
}

/** The one price that is shown where the thing is. */
function visiblePrice(page: Document): Money | undefined {
  const shown = distinct(page.prices.map(({ price }) => price));
  return shown.length === 1 ? shown[0] : undefined;
}
