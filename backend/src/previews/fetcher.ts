import { PageReading, readingsPath } from '@wishlins/contract/page-reading';
import { Value } from 'typebox/value';
import type { ReadPage } from './service.ts';

/** The fetcher takes seven seconds at most. */
const patience = 10_000;

/** Asks the fetcher at this origin. */
export function askFetcher(origin: string): ReadPage {
  return async (url) => {
    const response = await fetch(`${origin}${readingsPath}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url }),
      signal: AbortSignal.timeout(patience),
    });
    const reading: unknown = response.ok ? await response.json() : undefined;
    // It reads what strangers wrote: what it says is checked like what strangers say.
    if (!Value.Check(PageReading, reading)) throw new Error(`the fetcher answered ${response.status} and no reading`);
    return reading;
  };
}
