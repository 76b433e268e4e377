import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server of a test’s own. */
export interface Shop {
  port: number;
  /** The paths that were asked for. */
  visits: string[];
  close: () => void;
}

/** Opens a shop on an address of this machine; it hears of every connection. */
export async function openShop(
  answer: RequestListener,
  address = '127.0.0.1',
  port = 0,
): Promise<Shop & { connections: () => number }> {
  const visits: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    visits.push(request.url ?? '');
    answer(request, response);
  });
  server.on('connection', () => (connections += 1));
  server.listen(port, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    visits,
    connections: () => connections,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
