import { createServer, type Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Context } from '../context.ts';

export type { Registry };

/** Measures every request of the app by route, method and status, never by person or address; and what requests wait for. */
export function installMetrics(app: FastifyInstance, pool: Context['pool']): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  watchPool(registry, pool);
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

/** Serves `/metrics` on a port of its own that no proxy leads to. */
export async function serveMetrics(registry: Registry, at: { host: string; port: number }): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return response.writeHead(404).end();
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(at.port, at.host, resolve);
  });
  return server;
}
