import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Address {
  host: string;
  /** 0 is always free. */
  port: number;
}

/** Somebody else listens where we should; the message says what to do. */
export class PortTaken extends Error {}

// One of ours that was killed a moment ago may still be closing.
const ATTEMPTS = 8;
const PAUSE_MS = 250;

/** Refuses to go on when a port is taken; the keys name the settings that choose them. */
export async function requireFreePorts(addresses: Record<string, Address>): Promise<void> {
  for (const [setting, address] of Object.entries(addresses)) {
    for (let attempt = 1; !(await isFree(address)); attempt += 1) {
      if (attempt === ATTEMPTS) {
        throw new PortTaken(
          `Port ${address.port} is taken: stop what listens there, or choose another with ${setting}=…`,
        );
      }
      await sleep(PAUSE_MS);
    }
  }
}

async function isFree({ host, port }: Address): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
