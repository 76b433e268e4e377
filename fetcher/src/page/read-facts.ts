import { readingLimits, type PageFacts, type PageReading, type ReadingProblem } from '@wishlins/contract/page-reading';
import { shopOf } from '@wishlins/contract/quick-wish';
import { withoutTracking } from '@wishlins/contract/links';
import { decodeText } from './charset.ts';
import { readDocument, type Document, type Node } from './document.ts';
import { findThings, readJsonLd, textOf } from './nodes.ts';
import { findPictures, resolve } from './pictures.ts';
import { findPrice, findProduct, plain } from './product.ts';
import { clean, isErrorTitle, isWallTitle, namesNothing, praisesShop, withoutShop } from './title.ts';

/** A page as it came. */
export interface Page {
  /** The link that was given, and where it led to. */
  asked: string;
  url: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Reads what a page says of the thing that it sells. What it does not say for certain is left open. */
export function readFacts({ asked, url, contentType, bytes }: Page): PageReading {
  const html = decodeText(bytes, contentType);
  const { hostname, pathname } = new URL(url);
  const region = { topLevel: hostname.split('.').at(-1) ?? '' };
  const page = readDocument(html, region);
  const base = page.base && URL.canParse(page.base, url) ? new URL(page.base, url).href : url;
  const canonicalUrl = findCanonical(page, url, base);
  const shop = findShop(page, hostname);
  const titles = [page.heading, metaOf(page, /^og:title$/), metaOf(page, /^twitter:title$/), page.title].filter(
    (text) => text !== '',
  );
  const product = findProduct(page, { titles, urls: [asked, url, ...(canonicalUrl ? [canonicalUrl] : [])] });

  const problem = problemOf(page, product.things, {
    wasSentHome: pathname === '/' && new URL(asked).pathname.length > 1,
  });
  if (problem) return { facts: noFacts(shop), problem };
  const description =
    metaOf(page, /^(?:og:)?description$/) ||
    product.things.map((thing) => textOf(thing, 'description') ?? '').find(Boolean);
  const facts: PageFacts = {
    title: findTitle(page, product.things, { shop, host: hostname }),
    description: (description && clean(description, readingLimits.description)) || null,
    pictures: findPictures(page, product.things, base),
    price: findPrice(page, product, region, asked) ?? null,
    shop,
    canonicalUrl: canonicalUrl ?? withoutTracking(url),
  };
  return { facts, problem: null };
}

function noFacts(shop: string): PageFacts {
  return { title: null, description: null, pictures: [], price: null, shop, canonicalUrl: null };
}

/** Why a page that came is not the one that was asked for. */
function problemOf(
  page: Document,
  things: readonly Node[],
  { wasSentHome }: { wasSentHome: boolean },
): ReadingProblem | undefined {
  if (things.length > 0) return undefined;
  const title = page.title || page.heading;
  if (isWallTitle(title) || isWallTitle(page.heading)) return 'refused';
  if (isErrorTitle(title) || isErrorTitle(page.heading)) return 'gone';
  return wasSentHome ? 'gone' : undefined;
}

function metaOf(page: Document, name: RegExp): string {
  return page.metas.find((meta) => name.test(meta.name))?.content.trim() ?? '';
}

/** The name of the thing: as it is described, as the page is shared, as it is headed, as it is titled. */
function findTitle(
  page: Document,
  things: readonly Node[],
  { shop, host }: { shop: string; host: string },
): string | null {
  const described = things.map((thing) => clean(textOf(thing, 'name') ?? '', readingLimits.title));
  const heading = clean(page.heading, readingLimits.title);
  const from = (title: string) => withoutShop(clean(title, readingLimits.title), { heading, shop, host });
  const loose = clean(textOf(page.loose, 'name') ?? '', readingLimits.title);
  const candidates = [
    ...described,
    from(metaOf(page, /^og:title$/)),
    plain(loose) === plain(heading) ? loose : '',
    from(metaOf(page, /^twitter:title$/)),
    plain(heading) === plain(shop) ? '' : heading,
    isShell(page, shop, host) ? '' : from(page.title),
  ];
  return (
    candidates.find((title) => !namesNothing(title) && plain(title) !== plain(shop) && plain(title) !== plain(host)) ??
    null
  );
}

/** A page that is drawn in the browser is titled by its shop until then. */
function isShell(page: Document, shop: string, host: string): boolean {
  if (page.heading || page.metas.some(({ name }) => name === 'og:title')) return false;
  const [title, brand] = [plain(page.title), plain(host.split('.').at(-2) ?? '')];
  return praisesShop(page.title) || title.startsWith(plain(shop)) || (brand.length > 2 && title.startsWith(brand));
}

function findShop(page: Document, hostname: string): string {
  const organization = findThings(readJsonLd(page.scripts.slice(0, 10)), /^(?:WebSite|OnlineStore|Store)$/).map(
    (node) => textOf(node, 'name') ?? '',
  );
  const named = [metaOf(page, /^og:site_name$/), metaOf(page, /^application-name$/), ...organization].map((name) =>
    clean(name, readingLimits.shop),
  );
  return named.find((name) => name.length > 1 && name.length < 50) ?? shopOf(`https://${hostname}`);
}

/** The address that the page gives itself, if it is of the same shop and not of its front door. */
function findCanonical(page: Document, url: string, base: string): string | undefined {
  const written = [page.links.find(({ rel }) => rel === 'canonical')?.href, metaOf(page, /^og:url$/)];
  for (const address of written) {
    const canonical = address ? resolve(address, base) : undefined;
    if (!canonical || siteOf(canonical.hostname) !== siteOf(new URL(url).hostname)) continue;
    if (canonical.pathname === '/' && new URL(url).pathname !== '/') continue;
    return withoutTracking(canonical.href);
  }
  return undefined;
}

/** The last two parts of a host name: near enough to who it belongs to. */
function siteOf(hostname: string): string {
  return hostname.split('.').slice(-2).join('.');
}
