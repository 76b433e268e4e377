import type { FastifyInstance } from 'fastify';

/** How a process that is about to end lets go of its clients. */
export interface Drain {
  /** From now on: `/ready` says no, connections are not kept, and what a proxy can ask elsewhere it is sent to ask. */
  start: () => void;
  readonly started: boolean;
}

/**
 * A proxy learns that this process is leaving from the first reading request: it is answered 502, which nothing else here
 * is, so the proxy repeats it elsewhere and stops sending more. What writes cannot be repeated by a proxy and is carried out.
 */
export function installDrain(app: FastifyInstance): Drain {
  let started = false;
  app.addHook('onRequest', (request, reply, done) => {
    if (!started) return done();
    reply.header('connection', 'close');
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const throughProxy = request.headers['x-forwarded-for'] !== undefined;
    if (isReading && throughProxy) void reply.code(502).send();
    else done();
  });
  return {
    start() {
      started = true;
    },
    get started() {
      return started;
    },
  };
}
