import type { FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';

/**
 * Answers so many requests at once, and refuses the next with 503 and a second to wait. A longer queue would serve nobody
 * more: it only makes everybody in it wait, until those who are served have gone.
 *
 * A request counts from when it is here as a whole, so that whoever sends slowly takes nobody's place, until it is answered.
 */
export function installAdmission(app: FastifyInstance, atOnce: number): void {
  let inside = 0;
  app.addHook('preValidation', (_request, reply, done) => {
    if (inside >= atOnce) return done(new Refusal('unavailable', { retryAfter: 1 }));
    inside += 1;
    // However it ends, also when nobody waits for the answer any more.
    reply.raw.once('close', () => (inside -= 1));
    done();
  });
}
