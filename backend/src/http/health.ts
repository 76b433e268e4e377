import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { schemaIsKnown } from '../database/migrate.ts';
import type { Drain } from './drain.ts';

/** `/live`: the process answers. `/ready`: it stays, and the database is there with the schema this code knows. */
export function mountHealth(app: FastifyInstance, context: Context, drain: Drain): void {
  const quiet = { logLevel: 'silent' } as const;
  let schemaKnown = false;

  app.get('/live', quiet, async () => ({ status: 'live' }));

  app.get('/ready', quiet, async (_request, reply) => {
    if (drain.started) return reply.code(503).send({ status: 'this process is about to end' });
    try {
      schemaKnown ||= await schemaIsKnown(context.db);
      await sql`select 1`.execute(context.db);
    } catch {
      return reply.code(503).send({ status: 'the database cannot be reached' });
    }
    if (!schemaKnown) return reply.code(503).send({ status: 'the schema is not the one this version needs' });
    return { status: 'ready' };
  });
}
