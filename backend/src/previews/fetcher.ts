import { mostPictureBytes, PageReading, picturesPath, readingsPath } from '@wishlins/contract/page-reading';
import { Value } from 'typebox/value';
import type { Fetcher } from './service.ts';

/** The fetcher takes seven seconds at most. */
const patience = 10_000;

/** Asks the fetcher at this origin. */
export function askFetcher(origin: string): Fetcher {
  const ask = (path: string, url: string) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url }),
      signal: AbortSignal.timeout(patience),
    });
  return {
    async readPage(url) {
      const response = await ask(readingsPath, url);
      const reading: unknown = response.ok ? await response.json() : undefined;
      // It reads what strangers wrote: what it says is checked like what strangers say.
      if (!Value.Check(PageReading, reading)) throw new Error(`the fetcher answered ${response.status} and no reading`);
      return reading;
    },
    async bringPicture(url) {
      const response = await ask(picturesPath, url);
      if (response.ok) return readAll(response);
      await response.body?.cancel();
      if (response.status === 422) return undefined;
      throw new Error(`the fetcher answered ${response.status} and no picture`);
    },
  };
}

/** What came; `undefined` when it is longer than any picture. */
async function readAll({ body }: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let room = mostPictureBytes;
  for await (const chunk of body ?? []) {
    room -= chunk.length;
    if (room < 0) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
