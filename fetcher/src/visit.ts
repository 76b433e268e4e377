import type { Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { pipeline, type Duplex, type Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { mostPictureBytes, type ReadingProblem } from '@wishlins/contract/page-reading';
import { buildConnector, Client, type Dispatcher } from 'undici';
import { hostOf, readTarget, type Reach } from './addresses.ts';

/** Redirects followed, and milliseconds for the whole visit. */
const limits = { hops: 3, time: 5000 };

/** What is brought back from a visit. */
export interface Errand {
  accept: string;
  /** What it must be called by its server. */
  types: RegExp;
  /** The most bytes that are read, decoded. */
  bytes: number;
  /** Whether the beginning is worth having. */
  inPart: boolean;
}

export const forPage: Errand = {
  accept: 'text/html,application/xhtml+xml',
  types: /^(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/,
  bytes: 1024 * 1024,
  inPart: true,
};

export const forPicture: Errand = {
  accept: 'image/webp,image/jpeg,image/png',
  types: /^(?:image\/(?:jpe?g|pjpeg|png|webp)|application\/octet-stream|binary\/octet-stream)\s*(?:;|$)/,
  bytes: mostPictureBytes,
  inPart: false,
};

/** Says who asks, and why. No browser is played. */
const userAgent = 'Mozilla/5.0 (compatible; Wishlins/1.0; link preview for wishlists)';

/** What a page came as. */
export interface Visited {
  /** Where it was in the end. */
  url: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Why there is nothing to read. */
export class NoVisit extends Error {
  readonly problem: ReadingProblem;

  constructor(problem: ReadingProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** How the fetcher leaves its machine: where it may go, and whom it asks for addresses. */
export interface Way {
  reach: Reach;
  resolver: Pick<Resolver, 'resolve4' | 'resolve6'>;
}

/** Goes where a link leads and brings back what is there; throws {@link NoVisit}. Every hop is checked before a packet leaves for it. */
export async function visit(link: string, way: Way, errand = forPage): Promise<Visited> {
  const signal = AbortSignal.timeout(limits.time);
  let next = link;
  for (let hop = 0; hop <= limits.hops; hop += 1) {
    const url = readTarget(next, way.reach) ?? fail('address');
    const answer = await ask(url, way, errand, signal);
    if (typeof answer !== 'string') return answer;
    next = answer;
  }
  // Shops send visitors round in circles who show no cookie.
  return fail('refused');
}

/** One request: the page, or where it is instead. */
async function ask(url: URL, way: Way, errand: Errand, signal: AbortSignal): Promise<Visited | string> {
  const client = new Client(url.origin, {
    connect: connectorTo(await addressesOf(url, way, signal), way),
    allowH2: false,
  });
  try {
    const headers = {
      'user-agent': userAgent,
      accept: errand.accept,
      'accept-language': 'ru,en;q=0.8',
      'accept-encoding': 'gzip, deflate, br, zstd',
    };
    const response = await client.request({ method: 'GET', path: `${url.pathname}${url.search}`, headers, signal });
    return elsewhere(response, url) ?? (await bringBack(response, url, errand, signal));
  } catch (error) {
    throw error instanceof NoVisit ? error : new NoVisit('unreachable');
  } finally {
    // Nobody else’s visit uses this connection.
    await client.destroy();
  }
}

/** What a name stands for, without the addresses out of reach. */
async function addressesOf(url: URL, { reach, resolver }: Way, signal: AbortSignal): Promise<string[]> {
  const host = hostOf(url);
  if (isIP(host)) return [host];
  const asked = Promise.all([resolver.resolve4(host).catch(() => []), resolver.resolve6(host).catch(() => [])]);
  const known = (await Promise.race([asked, expired(signal)])).flat();
  const within = known.filter((address) => reach.address(address));
  return within.length > 0 ? within : fail(known.length > 0 ? 'address' : 'unreachable');
}

/** Connects to these addresses and to no others, whatever the name means by then. */
function connectorTo(addresses: readonly string[], { reach }: Way): buildConnector.connector {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_host, { all: wantsAll }, answer) => {
    if (wantsAll) answer(null, all);
    else answer(null, addresses[0] ?? '', isIP(addresses[0] ?? ''));
  };
  const connect = buildConnector({ lookup, timeout: limits.time, allowH2: false });
  return (options, connected) => {
    connect(options, (error, socket) => {
      if (error) return connected(error, null);
      if (reach.address(socket.remoteAddress ?? '')) return connected(null, socket);
      socket.destroy();
      connected(new NoVisit('address'), null);
    });
  };
}

function elsewhere({ statusCode, headers }: Dispatcher.ResponseData, url: URL): string | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined;
  const location = String(headers['location'] ?? '');
  return URL.canParse(location, url.href) ? new URL(location, url).href : fail('no_page');
}

async function bringBack(
  response: Dispatcher.ResponseData,
  url: URL,
  errand: Errand,
  signal: AbortSignal,
): Promise<Visited> {
  const { statusCode, headers, body } = response;
  const problem = problemOf(statusCode);
  if (problem) return fail(problem);
  const contentType = String(headers['content-type'] ?? '').toLowerCase();
  if (!errand.types.test(contentType)) return fail('no_page');
  const decoded = decode(body, String(headers['content-encoding'] ?? '').toLowerCase());
  return { url: url.href, contentType, bytes: await readSome(decoded, errand, signal) };
}

function problemOf(status: number): ReadingProblem | undefined {
  if (status === 200 || status === 203) return undefined;
  if (status === 404 || status === 410) return 'gone';
  // A shop that is too busy for us says so in many ways.
  if ((status >= 400 && status < 500) || status === 503) return 'refused';
  return status >= 500 ? 'unreachable' : 'no_page';
}

const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush } = constants;
const decoders: Record<string, () => Duplex> = {
  // What was read of a page that is longer than we read is worth reading.
  gzip: () => createGunzip({ finishFlush: Z_SYNC_FLUSH }),
  'x-gzip': () => createGunzip({ finishFlush: Z_SYNC_FLUSH }),
  deflate: () => createInflate({ finishFlush: Z_SYNC_FLUSH }),
  br: () => createBrotliDecompress({ finishFlush: BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress({ finishFlush: ZSTD_e_flush }),
};

function decode(body: Readable, encoding: string): Readable {
  if (!encoding || encoding === 'identity') return body;
  const decoder = decoders[encoding] ?? fail('no_page');
  // An error of the one ends the other, which whoever reads it is told.
  return pipeline(body, decoder(), () => {});
}

/** What came in time, decoded, and no more than is wanted. */
async function readSome(stream: Readable, errand: Errand, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let room = errand.bytes;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      if (chunk.length > room && !errand.inPart) return fail('no_page');
      chunks.push(chunk.subarray(0, room));
      room -= Math.min(room, chunk.length);
      if (room === 0 && errand.inPart) break;
    }
  } catch (error) {
    if (chunks.length === 0 || !errand.inPart || !signal.aborted) throw error;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function expired(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new NoVisit('unreachable')));
  });
}

function fail(problem: ReadingProblem): never {
  throw new NoVisit(problem);
}
