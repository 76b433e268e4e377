import { percentile } from './load.ts';
import { total, type Cost } from './measure.ts';

/** Everything that was measured of one kind of request. */
export interface Result {
  name: string;
  /** Statements that a request sends; `undefined` without pgbench. */
  roundTrips: number | undefined;
  bytes: number;
  api: Cost;
  limit: Cost | undefined;
  bare: Cost;
  /** The application on the small database. */
  fewer: Cost;
  /** Milliseconds, open loop. */
  latencies: readonly number[];
  floor: readonly number[];
}

interface Frame {
  wishes: number;
  fewerWishes: number;
  openLoop: { perSecond: number; seconds: number };
}

/** Writes the results as Markdown tables. */
export function report(results: readonly Result[], { wishes, fewerWishes, openLoop }: Frame): string {
  const count = (number: number) => number.toLocaleString('en').replaceAll(',', ' ');
  const whole = (number: number | undefined) => (number === undefined ? '–' : number.toFixed(0));
  const tenths = (number: number) => number.toFixed(1);
  const cost = table(
    [
      'CPU a request, µs',
      'application',
      'PostgreSQL',
      'together',
      'the limit',
      'times the limit',
      'bare `node:http`',
      'round trips',
    ],
    results.map(({ name, api, limit, bare, roundTrips }) => [
      name,
      whole(api.program),
      whole(api.postgres),
      `**${whole(total(api))}**`,
      whole(limit && total(limit)),
      limit ? `**${tenths(total(api) / total(limit))}**` : '–',
      whole(bare.program),
      whole(roundTrips),
    ]),
  );
  const flat = table(
    ['CPU of PostgreSQL a request, µs', `${count(fewerWishes)} wishes`, `${count(wishes)} wishes`],
    results.map(({ name, fewer, api }) => [name, whole(fewer.postgres), whole(api.postgres)]),
  );
  const speed = table(
    ['Requests a second, closed loop', 'application', 'the limit', 'bare `node:http`', 'bytes a reply'],
    results.map(({ name, api, limit, bare, bytes }) => [
      name,
      whole(api.perSecond),
      whole(limit?.perSecond),
      whole(bare.perSecond),
      whole(bytes),
    ]),
  );
  const latency = table(
    [`Milliseconds at ${openLoop.perSecond} requests a second`, 'p50', 'p99', 'noise floor p50', 'noise floor p99'],
    results.map(({ name, latencies, floor }) => [
      name,
      ...[latencies, floor].flatMap((values) => [tenths(percentile(values, 0.5)), tenths(percentile(values, 0.99))]),
    ]),
  );
  return [cost, flat, speed, latency].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const ruler = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return [head, ruler, ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}
