import { createServer, type Server, type ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from '../context.ts';

export type { Registry };

/** What is measured of every process: itself, and its connections to the database. */
export function createRegistry(pool: Context['pool']): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  watchPool(registry, pool);
  return registry;
}

/** Measures every request of the app by route, method and status, never by person or address; and what requests wait for. */
export function installMetrics(app: FastifyInstance, pool: Context['pool']): Registry {
  const registry = createRegistry(pool);
  const duration = new Histogram({
    name: 'wishlins_http_request_duration_seconds',
    help: 'Time from request to response',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  return registry;
}

function watchPool(registry: Registry, pool: Context['pool']): void {
  const registers = [registry];
  const connections = new Gauge({
    name: 'wishlins_database_pool_connections',
    help: 'Connections to the database',
    labelNames: ['state'],
    registers,
    collect(): void {
      connections.set({ state: 'idle' }, pool.idleCount);
      connections.set({ state: 'busy' }, pool.totalCount - pool.idleCount);
    },
  });
  const waiting: Gauge = new Gauge({
    name: 'wishlins_database_pool_waiting',
    help: 'Requests that wait for a connection to the database',
    registers,
    collect: () => waiting.set(pool.waitingCount),
  });
}

/**
 * Serves `/metrics` on a port of its own that no proxy leads to.
 *
 * @param findTrouble what `/live` says is wrong, of a process that has no other address to be asked at
 */
export async function serveMetrics(
  registry: Registry,
  at: { host: string; port: number },
  findTrouble?: () => Promise<string | undefined>,
): Promise<Server> {
  async function answer(url: string | undefined, response: ServerResponse): Promise<void> {
    if (url === '/metrics') {
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType }).end(text);
    } else if (url === '/live' && findTrouble) {
      const trouble = await findTrouble();
      response.writeHead(trouble ? 503 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: trouble ?? 'live' }));
    } else {
      response.writeHead(404).end();
    }
  }
  const server = createServer((request, response) => {
    answer(request.url, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(at.port, at.host, resolve);
  });
  return server;
}
