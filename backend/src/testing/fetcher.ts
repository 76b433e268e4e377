import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { picturesPath, type PageFacts, type PageReading, type ReadingProblem } from '@wishlins/contract/page-reading';

/** The fetcher as a worker knows it; nobody goes anywhere. */
export interface TestFetcher {
  origin: string;
  /** The links that were asked for, in their order. */
  asked: string[];
  /** Says what the page of a link says from now on; of others nobody answers. */
  says: (url: string, facts: Partial<PageFacts>, problem?: ReadingProblem) => void;
  /** Brings this picture from now on; nobody else has any. */
  shows: (url: string, picture: Uint8Array) => void;
  /** Answers with this status instead, until it is told `undefined`, when it is asked for pictures. */
  fails: (status: number | undefined) => void;
  close: () => void;
}

const nothing: PageFacts = {
  title: null,
  description: null,
  pictures: [],
  price: null,
  shop: null,
  canonicalUrl: null,
};

/** Starts a fetcher that knows only what it is told. */
export async function startFetcher(): Promise<TestFetcher> {
  const pages = new Map<string, PageReading>();
  const pictures = new Map<string, Uint8Array>();
  let failure: number | undefined;
  const asked: string[] = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url } = (await json(request)) as { url: string };
    asked.push(url);
    if (request.url === picturesPath) {
      const picture = pictures.get(url);
      response.writeHead(failure ?? (picture ? 200 : 422)).end(failure ? undefined : picture);
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(pages.get(url) ?? { facts: nothing, problem: 'unreachable' }));
  }
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    says: (url, facts, problem) => pages.set(url, { facts: { ...nothing, ...facts }, problem: problem ?? null }),
    shows: (url, picture) => pictures.set(url, picture),
    fails: (status) => (failure = status),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
