import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Address {
  host: string;
  /** 0 is always free. */
  port: number;
}

/** We cannot listen where we should; the message says what to do. */
export class CannotListen extends Error {}

// One of ours that was killed a moment ago may still be closing.
const ATTEMPTS = 8;
const PAUSE_MS = 250;

/** Refuses to go on when an address cannot be listened on; the keys name the settings that choose the ports. */
export async function requireFreePorts(addresses: Record<string, Address>): Promise<void> {
  for (const [setting, address] of Object.entries(addresses)) {
    let obstacle = await findObstacle(address);
    for (let attempt = 1; obstacle === 'EADDRINUSE' && attempt < ATTEMPTS; attempt += 1) {
      await sleep(PAUSE_MS);
      obstacle = await findObstacle(address);
    }
    const { host, port } = address;
    if (obstacle === 'EADDRINUSE') {
      throw new CannotListen(`Port ${port} is taken: stop what listens there, or choose another with ${setting}=…`);
    }
    if (obstacle) throw new CannotListen(`This machine does not let us listen on ${host}, port ${port} (${obstacle}).`);
  }
}

/** The system's code for what keeps us from listening there. */
async function findObstacle({ host, port }: Address): Promise<string | undefined> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
