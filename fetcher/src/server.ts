import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { picturesPath, ReadPage, readingsPath } from '@wishlins/contract/page-reading';
import type { Logger } from 'pino';
import { Value } from 'typebox/value';
import type { PageReader } from './read-page.ts';
import { NoVisit } from './visit.ts';

/** The most pages that are read at once; whoever comes then is told to come again. */
const mostAtOnce = 16;

/** The longest request, in bytes: a link and a few words. */
const longest = 8192;

export interface RunningFetcher {
  /** Where it answers, as in `http://127.0.0.1:8010`. */
  origin: string;
  stop: () => Promise<void>;
}

/** Answers the worker what pages say, and brings it their pictures: the only face of the fetcher. */
export async function serve(
  reader: PageReader,
  { host, port, log }: { host: string; port: number; log: Logger },
): Promise<RunningFetcher> {
  let reading = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === '/live') return reply(response, 200, { status: 'ok' });
    const isKnown = request.url === readingsPath || request.url === picturesPath;
    if (!isKnown || request.method !== 'POST') return reply(response, 404);
    if (Number(request.headers['content-length'] ?? longest + 1) > longest) return reply(response, 413);
    const asked = await json(request).catch(() => undefined);
    if (!Value.Check(ReadPage, asked)) return reply(response, 400);
    if (reading >= mostAtOnce) return reply(response, 503);
    reading += 1;
    try {
      await (request.url === readingsPath ? readPage(asked.url, response) : bringPicture(asked.url, response));
    } finally {
      reading -= 1;
    }
  }

  async function readPage(url: string, response: ServerResponse): Promise<void> {
    const started = performance.now();
    const page = await reader.read(url);
    // The link is somebody’s wish: the log keeps what became of it.
    log.info({ problem: page.problem, ms: Math.round(performance.now() - started) }, 'read a page');
    reply(response, 200, page);
  }

  async function bringPicture(url: string, response: ServerResponse): Promise<void> {
    const picture = await reader.bring(url).catch((error: unknown) => {
      if (error instanceof NoVisit) return error;
      throw error;
    });
    if (picture instanceof NoVisit) return reply(response, 422, { problem: picture.problem });
    response.writeHead(200, { 'content-type': picture.type }).end(picture.bytes);
  }

  const server = createServer({ headersTimeout: 5000, requestTimeout: 10_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'a page could not be read');
      if (!response.headersSent) reply(response, 500);
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await reader.close();
    },
  };
}

function reply(response: ServerResponse, status: number, body: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
