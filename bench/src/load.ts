import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

export interface Request {
  method: 'GET' | 'PUT' | 'DELETE';
  path: string;
  headers: Record<string, string>;
  body?: string;
}

/** What one client sends over and over, turn by turn; no other client sends the same. */
export type Lane = readonly Request[];

/** A reply that is no success ends the measurement: the figures of refusals mean nothing. */
async function send(pool: Pool, request: Request): Promise<void> {
  const { statusCode, body } = await pool.request(request);
  if (statusCode >= 300) {
    throw new Error(`${request.method} ${request.path} was answered ${statusCode}: ${await body.text()}`);
  }
  await body.dump();
}

/** Fetches one reply, to look at. */
export async function fetchReply(origin: string, { method, path, headers, body }: Request): Promise<string> {
  const response = await fetch(origin + path, { method, headers, ...(body ? { body } : {}) });
  return response.text();
}

/** Closed loop: each lane sends its next request when its last one is answered. Answers how many there were. */
export async function runClosedLoop(origin: string, lanes: readonly Lane[], seconds: number): Promise<number> {
  const pool = new Pool(origin, { connections: lanes.length, pipelining: 1 });
  const end = performance.now() + seconds * 1000;
  let count = 0;
  async function run(lane: Lane): Promise<void> {
    // Whole turns only, so that what a turn does it also undoes.
    while (performance.now() < end) {
      for (const request of lane) await send(pool, request);
      count += lane.length;
    }
  }
  await Promise.all(lanes.map(run));
  await pool.close();
  return count;
}

/**
 * Open loop: requests leave in order and at a fixed rate whether or not earlier ones are answered, as strangers do.
 *
 * @returns milliseconds from when each request was due until it was answered
 */
export async function runOpenLoop(
  origin: string,
  requests: readonly Request[],
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<number[]> {
  const pool = new Pool(origin, { connections: 64, pipelining: 1 });
  const started = performance.now();
  const latencies: Promise<number>[] = [];
  for (let at = 0; at < perSecond * seconds; at += 1) {
    const due = started + (at * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    const request = requests[at % requests.length];
    if (request) latencies.push(send(pool, request).then(() => performance.now() - due));
  }
  const all = await Promise.all(latencies);
  await pool.close();
  return all;
}

/** The value below which this share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
