import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuse, Refusal } from '../errors.ts';

/** How long one photo may take, in milliseconds. */
const patience = 20_000;

/** A photo as it is kept: WebP in two sizes, and what to show until it is there. */
export interface Developed {
  large: Uint8Array;
  small: Uint8Array;
  /** Of the large one, in pixels. */
  width: number;
  height: number;
  /** A thumbhash in base64url. */
  thumbhash: string;
}

/** What the process is asked to make of a file. */
export interface Order {
  file: Uint8Array;
  as: 'photo' | 'face';
}

/** Makes photos of files that people bring, in a process of its own: whatever a file does to its decoder is done there. */
export interface Darkroom {
  /** Refuses with `photo_unreadable` what is no photo, and with `unavailable` when too many others wait. */
  develop(file: Uint8Array): Promise<Developed>;
  /** Makes the face of a person of their photo: a small square of WebP. Refuses as `develop` does. */
  developFace(file: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a darkroom; its process starts with the first photo, and one photo is developed at a time. */
export function openDarkroom(limits = { waiting: 16, patience }): Darkroom {
  let worker: ChildProcess | undefined;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  function develop<Made>(order: Order): Promise<Made> {
    if (waiting >= limits.waiting) return refuse('unavailable', { retryAfter: 2 });
    waiting += 1;
    const developed = last.then(() => ask<Made>(order)).finally(() => (waiting -= 1));
    last = developed.catch(() => {});
    return developed;
  }

  async function ask<Made>(order: Order): Promise<Made> {
    const asked = (worker ??= startWorker());
    const decided = new AbortController();
    const signal = AbortSignal.any([decided.signal, AbortSignal.timeout(limits.patience)]);
    const gone = once(asked, 'exit', { signal }).then(() => undefined);
    const answered = once(asked, 'message', { signal }).then(([answer]) => answer as Made | null);
    asked.send(order, () => {});
    // What ends the process, or keeps it for ever, is no photo; the next one is developed by another process.
    const first = Promise.race([answered, gone]).catch(() => undefined);
    const answer = await first.finally(() => decided.abort());
    await Promise.allSettled([answered, gone]);
    if (answer === undefined) await stop();
    return answer ?? Promise.reject(new Refusal('photo_unreadable'));
  }

  async function stop(): Promise<void> {
    const stopped = worker;
    worker = undefined;
    if (!stopped || stopped.exitCode !== null || stopped.signalCode !== null) return;
    const gone = once(stopped, 'exit');
    stopped.kill('SIGKILL');
    await gone;
  }

  return {
    develop: (file) => develop<Developed>({ file, as: 'photo' }),
    developFace: (file) => develop<Uint8Array>({ file, as: 'face' }),
    close: stop,
  };
}

function startWorker(): ChildProcess {
  // In an image everything is bundled to .js, and this program lies beside the rest as here.
  const program = new URL(`developing-worker${extname(import.meta.filename)}`, import.meta.url);
  const worker = fork(fileURLToPath(program), {
    serialization: 'advanced',
    execArgv: ['--max-old-space-size=64'],
    // Nothing that is secret to us is known there.
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  worker.unref();
  worker.channel?.unref();
  return worker;
}
