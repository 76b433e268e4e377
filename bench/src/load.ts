import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { Connection, type Request } from './connection.ts';

/** What one client sends over and over, turn by turn; no other client sends the same. */
export type Lane = readonly Request[];

/** Closed loop: each lane sends its next request when its last one is answered. Answers how many there were. */
export async function runClosedLoop(origin: string, lanes: readonly Lane[], seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let count = 0;
  async function run(lane: Lane): Promise<void> {
    const connection = await Connection.open(origin);
    // Whole rounds only, so that what a turn does it also undoes.
    while (performance.now() < end) {
      for (const request of lane) await connection.send(request);
      count += lane.length;
    }
    connection.close();
  }
  await Promise.all(lanes.map(run));
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
  const idle: Connection[] = [];
  const latencies: Promise<number>[] = [];
  async function measure(request: Request, due: number): Promise<number> {
    let connection = idle.pop();
    // The server closes those that were not needed for some seconds.
    while (connection?.closed) connection = idle.pop();
    connection ??= await Connection.open(origin);
    await connection.send(request);
    idle.push(connection);
    return performance.now() - due;
  }
  const started = performance.now();
  for (let at = 0; at < perSecond * seconds; at += 1) {
    const due = started + (at * 1000) / perSecond;
    // A timer is late by up to a millisecond: the last one is spent looking at the clock.
    const early = due - performance.now() - 1;
    if (early > 0) await sleep(early);
    while (performance.now() < due) await immediate();
    const request = requests[at % requests.length];
    if (request) latencies.push(measure(request, due));
  }
  const all = await Promise.all(latencies);
  for (const connection of idle) connection.close();
  return all;
}

/** The value below which this share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
