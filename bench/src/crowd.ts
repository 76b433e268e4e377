import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { Connection, Refused, type Request } from './connection.ts';

/** How one request ended. */
export interface Sample {
  kind: string;
  /** From when it was due until it was answered, in milliseconds. */
  milliseconds: number;
  /** 2xx as 200; 0 when there was no answer. */
  status: number;
}

/** Longer nobody waits. */
const PATIENCE_MS = 15_000;

/** Somebody with a phone: an address of their own, and a connection that is kept until the server closes it. */
export class Visitor {
  readonly #origin: string;
  readonly #address: string;
  #connection: Promise<Connection> | undefined;
  #answered: Promise<unknown> = Promise.resolve();

  constructor(origin: string, number: number) {
    this.#origin = origin;
    this.#address = `127.${1 + Math.floor(number / 62_500)}.${Math.floor(number / 250) % 250}.${1 + (number % 250)}`;
  }

  /** Asks after what they asked before was answered; the reply, and how it went. */
  async ask(kind: string, request: Request, due = performance.now()): Promise<Sample & { reply: Buffer }> {
    const before = this.#answered;
    const asked = before.then(() => this.#send(request));
    const patience = sleep(PATIENCE_MS, { status: 0, reply: Buffer.of() }, { ref: false });
    const ended = Promise.race([asked, patience]);
    this.#answered = ended;
    return { kind, ...(await ended), milliseconds: performance.now() - due };
  }

  leave(): void {
    void this.#connection?.then((connection) => connection.close());
  }

  async #send(request: Request): Promise<{ status: number; reply: Buffer }> {
    try {
      if ((await this.#connection)?.closed) this.#connection = undefined;
      this.#connection ??= Connection.open(this.#origin, this.#address);
      return { status: 200, reply: await (await this.#connection).send(request) };
    } catch (error) {
      if (error instanceof Refused) return { status: error.status, reply: Buffer.of() };
      this.#connection = undefined;
      return { status: 0, reply: Buffer.of() };
    }
  }
}

/** Calls `begin` so many times a second, on time whether or not anything was answered; waits for all of it. */
export async function runOnTime<Result>(
  begin: (turn: number, due: number) => Promise<Result>,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Result[]> {
  const begun: Promise<Result>[] = [];
  const started = performance.now();
  for (let turn = 0; turn < perSecond * seconds; turn += 1) {
    const due = started + (turn * 1000) / perSecond;
    // A timer is late by up to a millisecond: the last one is spent looking at the clock.
    const early = due - performance.now() - 1;
    if (early > 0) await sleep(early);
    while (performance.now() < due) await immediate();
    begun.push(begin(turn, due));
  }
  return await Promise.all(begun);
}
