import { Resolver } from 'node:dns/promises';
import type { PageFacts, PageReading } from '@wishlins/contract/page-reading';
import { internet } from './addresses.ts';
import { openReadingRoom } from './reading-room.ts';
import { NoVisit, visit, type Way } from './visit.ts';

/** Reads what pages say of what they sell. */
export interface PageReader {
  read: (url: string) => Promise<PageReading>;
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
    close: room.close,
  };
}
