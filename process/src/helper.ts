import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A program in a process of its own, which answers one order after the other: whatever an order does to it is done there. */
export interface Helper<Order, Answer> {
  /** How many orders are not answered yet. */
  readonly waiting: number;
  /** `undefined` when the order ended the process, or took too long; the next one is for another process. */
  ask: (order: Order) => Promise<Answer | undefined>;
  /** Ends the process; the next order would start it again. */
  close: () => Promise<void>;
}

/**
 * Opens a helper; its process starts with the first order, knows nothing of our environment, and keeps nobody from ending.
 *
 * @param program what it runs: it answers each message with one
 * @param limits how long one order may take, in milliseconds, and how much of JavaScript it may hold, in MB
 */
export function openHelper<Order extends object, Answer>(
  program: URL,
  limits: { patience: number; heap: number },
): Helper<Order, Answer> {
  let worker: ChildProcess | undefined;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  async function answerTo(order: Order): Promise<Answer | undefined> {
    const asked = (worker ??= start(program, limits.heap));
    const decided = new AbortController();
    const signal = AbortSignal.any([decided.signal, AbortSignal.timeout(limits.patience)]);
    const gone = once(asked, 'exit', { signal }).then(() => undefined);
    const answered = once(asked, 'message', { signal }).then(([answer]) => answer as Answer);
    asked.send(order, () => {});
    const first = Promise.race([answered, gone]).catch(() => undefined);
    const answer = await first.finally(() => decided.abort());
    await Promise.allSettled([answered, gone]);
    if (answer === undefined) await close();
    return answer;
  }

  async function close(): Promise<void> {
    const stopped = worker;
    worker = undefined;
    if (!stopped || stopped.exitCode !== null || stopped.signalCode !== null) return;
    const gone = once(stopped, 'exit');
    stopped.kill('SIGKILL');
    await gone;
  }

  return {
    get waiting() {
      return waiting;
    },
    ask(order) {
      waiting += 1;
      const answer = last.then(() => answerTo(order)).finally(() => (waiting -= 1));
      last = answer.catch(() => {});
      return answer;
    },
    close,
  };
}

function start(program: URL, heap: number): ChildProcess {
  const worker = fork(fileURLToPath(program), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heap}`],
    // Nothing that is secret to us is known there.
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  worker.unref();
  worker.channel?.unref();
  return worker;
}
