import { Resolver } from 'node:dns/promises';
import type { PageFacts, PageReading, PictureType } from '@wishlins/contract/page-reading';
import { internet } from './addresses.ts';
import { openReadingRoom } from './reading-room.ts';
import { forPicture, NoVisit, visit, type Way } from './visit.ts';

/** A picture as it came. */
export interface BroughtPicture {
  type: PictureType;
  bytes: Uint8Array;
}

/** Reads what pages say of what they sell, and brings their pictures. */
export interface PageReader {
  read: (url: string) => Promise<PageReading>;
  /** Brings a picture; throws `NoVisit` when there is none. */
  bring: (url: string) => Promise<BroughtPicture>;
  close: () => Promise<void>;
}

const nothing: PageFacts = {
  title: null,
  description: null,
  pictures: [],
  price: null,
  shop: null,
  canonicalUrl: null,
};

/** @param way how the fetcher leaves its machine; no setting changes it, only tests have another */
export function createPageReader(
  way: Way = { reach: internet, resolver: new Resolver({ timeout: 1500, tries: 2 }) },
): PageReader {
  const room = openReadingRoom();
  return {
    async read(url) {
      try {
        return await room.read({ asked: url, ...(await visit(url, way)) });
      } catch (error) {
        if (error instanceof NoVisit) return { facts: nothing, problem: error.problem };
        throw error;
      }
    },
    async bring(url) {
      const { bytes } = await visit(url, way, forPicture);
      const type = typeOf(bytes);
      if (!type) throw new NoVisit('no_page');
      return { type, bytes };
    },
    close: room.close,
  };
}

/** What a picture is by its first bytes; `undefined` for all others, drawings with scripts among them. */
function typeOf(bytes: Uint8Array): PictureType | undefined {
  const start = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  if (start.startsWith('\u00FF\u00D8\u00FF')) return 'image/jpeg';
  if (start.startsWith('\u0089PNG\r\n\u001A\n')) return 'image/png';
  return /^RIFF[^]{4}WEBP/.test(start) ? 'image/webp' : undefined;
}
