import { api, endpoints } from '@wishlins/contract';
import type { Endpoint } from '@wishlins/contract/endpoint';
import { sharedErrors } from '@wishlins/contract/errors';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nearlyFor, validFor, type Known } from '../testing/arbitraries.ts';
import { outcome, send, type AnyInput, type Reply } from '../testing/http.ts';
import { botSecret, createWorld, makeList, visit, type Actor, type World } from '../testing/world.ts';
import { formats } from './checks.ts';

const people = ['anya', 'boris', 'dina'] as const;
let world: World;
let known: Known;
beforeAll(async () => {
  world = await createWorld();
  const lists = [
    await makeList(world.anya, { visibility: 'public' }, [{ title: 'Плед', quantity: null }, { title: 'Чай' }]),
    await makeList(world.boris, { visibility: 'friends', surprise: 'open' }),
    await makeList(world.dina),
  ];
  known = {
    ids: [
      ...people.map((who) => world[who].me.id),
      ...lists.flatMap(({ list, wishes }) => [list.id, ...wishes.map(({ id }) => id)]),
    ],
    shareTokens: lists.map(({ list }) => list.shareToken),
  };
});
afterAll(() => world.end());

const ajv = new Ajv({ strict: true, allowUnionTypes: true, keywords: [{ keyword: 'text' }] });
for (const [name, check] of Object.entries(formats)) ajv.addFormat(name, check);
ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** Every input of an endpoint at once, `{ params, query, body }`, by what makes one of each schema. */
function inputOf(endpoint: Endpoint, make: typeof validFor): fc.Arbitrary<AnyInput> {
  const parts = Object.entries({ params: endpoint.params, query: endpoint.query, body: endpoint.body });
  const given = parts.flatMap(([part, schema]) => (schema ? [[part, make(schema, known)] as const] : []));
  return fc.record(Object.fromEntries(given)).map((input) => input as AnyInput);
}

/** The state of the whole database in one number. */
async function fingerprint(): Promise<unknown> {
  const tables = ['users', 'follows', 'blocks', 'wishlists', 'retired_share_tokens', 'wishlist_guests'];
  const more = ['wishlist_visits', 'wishes', 'wish_stock', 'reservations', 'waiting', 'idempotency_keys', 'sessions'];
  const ofTheBot = ['bot_updates', 'bot_conversations'];
  const sums = [...tables, ...more, ...ofTheBot].map(
    (table) => sql`select coalesce(sum(hashtextextended(row::text, 1)), 0) as part from ${sql.table(table)} as row`,
  );
  const { rows } =
    await sql`select sum(part)::text as state from (${sql.join(sums, sql` union all `)}) as parts`.execute(world.db);
  return rows[0];
}

async function callAs(actor: Actor, endpoint: Endpoint, input: AnyInput): Promise<Reply> {
  if (endpoint.access === 'visitor') {
    const { list } = await makeList(await world.newcomer());
    const { token } = await visit(world, list.shareToken);
    return send(world.origin, endpoint, input, { visitorToken: token });
  }
  if (endpoint.access === 'bot') return send(world.origin, endpoint, input, { botSecret });
  // A session that ends would answer everything after it with 401.
  const { token } = endpoint === api.session.end ? await world.newcomer(actor.telegram) : actor;
  return send(world.origin, endpoint, input, token);
}

describe.each(Array.from(endpoints))('%s', (_name, endpoint) => {
  it('answers whatever its schema allows as its schema says, or with one of its errors', async () => {
    const fits = endpoint.reply && ajv.compile(endpoint.reply);
    const allowed = [...sharedErrors, ...endpoint.errors, ...(endpoint.ownerGoesTo ? [303] : []), endpoint.status];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...people), inputOf(endpoint, validFor), async (who, input) => {
        const reply = await callAs(world[who], endpoint, input);
        expect(reply.status).toBeLessThan(500);
        expect(allowed).toContain(outcome(reply));
        const served = fits && reply.status === endpoint.status;
        expect(served ? (fits(JSON.parse(reply.body)), fits.errors) : null).toBeNull();
      }),
      { numRuns: 15 },
    );
  });

  it('takes nothing amiss: no error of ours, and no row changed by a refusal', async () => {
    let before = await fingerprint();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...people), inputOf(endpoint, nearlyFor), async (who, input) => {
        const { status } = await callAs(world[who], endpoint, input);
        expect(status).toBeLessThan(500);
        const after = await fingerprint();
        const mayChange = status < 400 || endpoint === api.session.end || endpoint.access === 'visitor';
        expect(mayChange ? before : after).toEqual(before);
        before = after;
      }),
      { numRuns: 25 },
    );
  });
});
