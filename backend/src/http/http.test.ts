import { get, type IncomingMessage } from 'node:http';
import { connect as connectTcp, createServer, type AddressInfo, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { api, endpoints } from '@wishlins/contract';
import { botHeader } from '@wishlins/contract/bot';
import type { Endpoint } from '@wishlins/contract/endpoint';
import { errorStatus, type ErrorBody } from '@wishlins/contract/errors';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcome, send } from '../testing/http.ts';
import { sampleOf } from '../testing/samples.ts';
import { createWorld, makeList, type Actor, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

const asAnya = () => ({ authorization: `Bearer ${world.anya.token}` });

/** A request of any form, as Anya; answers the refusal with its status and headers. */
async function refused(path: string, init: RequestInit = {}, headers: Record<string, string> = {}) {
  const response = await fetch(`${world.origin}${path}`, { ...init, headers: { ...asAnya(), ...headers } });
  const { error } = (await response.json()) as ErrorBody;
  return { status: response.status, headers: response.headers, ...error };
}

const post = (body: string, type = 'application/json') =>
  refused('/api/v1/wishlists', { method: 'POST', body }, { 'content-type': type });

describe('a long reply', () => {
  const readLong = async (accepted: string) => {
    const { shareToken } = (await makeList(world.anya, {}, [{ title: 'Лампа', note: 'Тёплая. '.repeat(300) }])).list;
    const headers = { authorization: `Bearer ${world.boris.token}`, 'accept-encoding': accepted };
    const reply = await new Promise<IncomingMessage>((resolve) => {
      get(`${world.origin}/api/v1/shared/${shareToken}`, { headers }, resolve);
    });
    return { encoding: reply.headers['content-encoding'], varies: reply.headers.vary, body: await buffer(reply) };
  };

  it.each(['gzip, deflate, br', '*', 'br;q=1.0, gzip;q=0.8'])('is sent small to whoever takes %s', async (accepted) => {
    const { encoding, varies, body } = await readLong(accepted);
    expect([encoding, varies]).toEqual(['gzip', 'accept-encoding']);
    expect(body.length).toBeLessThan(1000);
    expect(JSON.parse(gunzipSync(body).toString()).wishes[0].title).toBe('Лампа');
  });

  it.each(['identity', 'br', 'gzip;q=0'])('is sent as it is to whoever takes %s', async (accepted) => {
    const { encoding, varies, body } = await readLong(accepted);
    expect([encoding, varies]).toEqual([undefined, 'accept-encoding']);
    expect(JSON.parse(body.toString()).wishes[0].title).toBe('Лампа');
  });
});

describe('a refusal', () => {
  it('has a code with its status, and the id that is in the header', async () => {
    const { status, headers, code, requestId } = await refused('/api/v1/users/01a207aa-7d6f-70d9-8e33-10972439f526');
    expect([code, status]).toEqual(['user_not_found', errorStatus.user_not_found]);
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-request-id')).toBe(requestId);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('does not take the id of a request from outside', async () => {
    const { requestId } = await refused('/api/v1/nowhere', {}, { 'x-request-id': 'mine', 'request-id': 'mine' });
    expect(requestId).not.toBe('mine');
  });

  it.each([
    ['no JSON', '{"title":', 'invalid_request', undefined],
    ['nothing', '', 'invalid_request', 'body.title'],
    ['a list', '[]', 'invalid_request', 'body'],
    ['null', 'null', 'invalid_request', 'body.title'],
    ['a prototype', '{"title":"x","__proto__":{"admin":true}}', 'invalid_request', undefined],
    ['a field of nobody’s', '{"title":"x","ownerId":"1"}', 'invalid_request', 'body.ownerId'],
    ['a field too few', '{}', 'invalid_request', 'body.title'],
    ['a number for a text', '{"title":5}', 'invalid_request', 'body.title'],
    ['NUL', String.raw`{"title":"a\u0000b"}`, 'invalid_request', 'body.title'],
    ['half a character', String.raw`{"title":"a\ud800b"}`, 'invalid_request', 'body.title'],
    ['text that turns what follows', String.raw`{"title":"a\u202eb"}`, 'invalid_request', 'body.title'],
    ['too much', `{"title":"${'x'.repeat(65 * 1024)}"}`, 'payload_too_large', undefined],
  ])('says what is wrong with %s', async (_what, body, code, field) => {
    expect(await post(body)).toMatchObject({ code, status: errorStatus[code as 'invalid_request'] });
    expect((await post(body)).details?.field).toBe(field);
  });

  it.each([
    ['text/plain', 'unsupported_media_type'],
    ['application/xml', 'unsupported_media_type'],
    ['multipart/form-data; boundary=x', 'unsupported_media_type'],
    ['application/x-www-form-urlencoded', 'unsupported_media_type'],
    ['no/such/type', 'unsupported_media_type'],
  ])('says that %s is no type of ours', async (type, code) => {
    expect((await post('{"title":"x"}', type)).code).toBe(code);
  });

  it.each([
    ['/api/v1/nowhere', 'not_found'],
    ['/api/v2/users/me', 'not_found'],
    ['/api/v1/users/me/', 'not_found'],
    ['/api/v1/wishlists/', 'invalid_request'],
    ['/nowhere', 'not_found'],
    ['/api/v1/wishlists/1', 'invalid_request'],
    ['/api/v1/wishlists/01A207AA-7D6F-70D9-8E33-10972439F526', 'invalid_request'],
    ['/api/v1/wishlists/%00', 'invalid_request'],
    ['/api/v1/wishlists/%ff', 'invalid_request'],
    ['/api/v1/wishlists/%', 'invalid_request'],
    [`/api/v1/wishlists/${'a'.repeat(101)}`, 'invalid_request'],
    ['/api/v1/shared/short', 'invalid_request'],
    ['/api/v1/users?query=ab&page=2', 'invalid_request'],
    ['/api/v1/users?query=ab&query=cd', 'invalid_request'],
    ['/api/v1/users?query[]=ab', 'invalid_request'],
    ['/api/v1/users', 'invalid_request'],
    ['/api/v1/users/me?verbose=1', 'invalid_request'],
    ['/api/v1/friends?relation=enemies', 'invalid_request'],
  ])('at %s is %s', async (path, code) => {
    expect(await refused(path)).toMatchObject({ code, status: errorStatus[code as 'not_found'] });
  });

  it('of a method that is none of the address is not found', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      expect((await refused('/api/v1/users', { method })).code).toBe('not_found');
    }
  });
});

describe('a request that is made again', () => {
  const create = (who: Actor, key: string, title = 'Новый год') =>
    who.call(api.wishlists.create, { body: { title } }, { idempotencyKey: key });
  const idempotent = Array.from(endpoints).filter(([, { idempotencyKey }]) => idempotencyKey);

  it.each(idempotent)(
    '%s with its key is executed once and answered alike, also twenty at a time',
    async (name, endpoint) => {
      const theirs = await makeList(world.boris);
      const mine = await makeList(world.anya);
      const [{ list, wish }] = name === 'wishes.wantToo' ? [theirs] : [mine];
      const scene = {
        wishlistId: list.id,
        wishId: wish.id,
        shareToken: '',
        userId: '',
        initData: '',
        ownWishlistId: mine.list.id,
      };
      const [, input] = sampleOf(name, scene);
      const ask = () => world.anya.call(endpoint, input, { idempotencyKey: `again-${name}` });
      const first = await ask();
      const counted = await countRows();
      const again = await Promise.all(Array.from({ length: 20 }, ask));
      expect(again).toEqual(again.map(() => first));
      expect(await countRows()).toEqual(counted);
    },
  );

  it('twenty at a time from the start is executed once', async () => {
    const person = await world.newcomer();
    const made = await Promise.all(Array.from({ length: 20 }, () => create(person, 'twenty-at-once')));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect((await person.call(api.wishlists.list, { query: {} })).wishlists).toHaveLength(1);
  });

  it.each(idempotent)('%s with its key and another body is refused', async (name, endpoint) => {
    const [mine, theirs] = [await makeList(world.anya), await makeList(world.boris)];
    const { list, wish } = name === 'wishes.wantToo' ? theirs : mine;
    const place = { wishlistId: list.id, wishId: wish.id, shareToken: '', userId: '', initData: '' };
    const other: Record<string, object> = {
      'wishlists.create': { title: 'Другое' },
      'wishes.create': { title: 'Другое' },
      'wishes.batch': { action: 'remove' },
      'wishes.wantToo': { wishlistId: (await makeList(world.anya)).list.id },
    };
    const [, input] = sampleOf(name, { ...place, ownWishlistId: mine.list.id });
    const options = { idempotencyKey: `other-${name}` };
    await world.anya.call(endpoint, input, options);
    const body = { ...(input.body as object), ...other[name] };
    await expect(world.anya.call(endpoint, { ...input, body }, options)).rejects.toMatchObject({
      code: 'idempotency_key_reused',
      status: 422,
    });
  });

  it('with the same key at another address is refused', async () => {
    const { list } = await makeList(world.anya);
    const other = await makeList(world.anya);
    const add = (wishlistId: string) =>
      world.anya.call(
        api.wishes.create,
        { params: { wishlistId }, body: { title: 'Чай' } },
        { idempotencyKey: 'one-key-two-lists' },
      );
    await add(list.id);
    await expect(add(other.list.id)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  });

  it('after a refusal is tried anew', async () => {
    const { list } = await makeList(world.anya);
    const params = { wishlistId: list.id };
    const add = () =>
      world.anya.call(api.wishes.create, { params, body: { title: 'Чай' } }, { idempotencyKey: 'free-after-all' });
    await world.anya.call(api.wishlists.remove, { params });
    await expect(add()).rejects.toMatchObject({ code: 'wishlist_not_found' });
    await world.anya.call(api.wishlists.restore, { params });
    expect((await add()).title).toBe('Чай');
  });

  it('by somebody else is theirs, and after a day is new', async () => {
    const first = await create(world.anya, 'everybody-s-key');
    expect((await create(world.boris, 'everybody-s-key')).id).not.toBe(first.id);
    await sql`update idempotency_keys set created_at = now() - interval '25 hours'`.execute(world.db);
    expect((await create(world.anya, 'everybody-s-key', 'Другое')).id).not.toBe(first.id);
  });

  it.each(['short', 'with space', 'a'.repeat(201)])(
    'needs a key of 8 to 200 plain characters, not “%s”',
    async (key) => {
      await expect(create(world.anya, key)).rejects.toMatchObject({
        code: 'invalid_request',
        details: { field: 'headers.idempotency-key' },
      });
    },
  );

  async function countRows(): Promise<unknown> {
    const { rows } = await sql`
      select (select count(*) from wishlists) as lists, (select sum(version) from wishes) as versions,
        (select count(*) from wishes) as wishes, (select count(*) from idempotency_keys) as keys`.execute(world.db);
    return rows;
  }
});

describe('too many requests', () => {
  const flood = async (ask: () => Promise<Response>) => {
    for (let made = 0; made < 60; made += 1) {
      const response = await ask();
      if (response.status === 429) return response;
    }
    throw new Error('nobody was stopped');
  };

  it('of one person are refused for a while, and other people go on', async () => {
    const small = await createWorld({ RATE_LIMIT_PER_PERSON: '20' });
    const ask = ({ token }: Actor) =>
      fetch(`${small.origin}/api/v1/users/me`, { headers: { authorization: `Bearer ${token}` } });
    const stopped = await flood(() => ask(small.gleb));
    const { error } = (await stopped.json()) as ErrorBody;
    expect(error.code).toBe('too_many_requests');
    expect(error.details?.retryAfter).toBeGreaterThan(0);
    expect(error.details?.retryAfter).toBeLessThanOrEqual(60);
    expect(stopped.headers.get('retry-after')).toBe(String(error.details?.retryAfter));
    expect((await ask(small.dina)).status).toBe(200);
    await small.end();
  });

  it('of people who write to the bot are counted by person and not by its address', async () => {
    const secret = 'a-secret-between-bot-and-backend';
    const small = await createWorld({ RATE_LIMIT_PER_ADDRESS: '40', RATE_LIMIT_PER_PERSON: '60', BOT_SECRET: secret });
    const [one, other, third] = [await small.newcomer(), await small.newcomer(), await small.newcomer()];
    const asks = async ({ token }: Actor, headers: Record<string, string> = { [botHeader]: secret }) => {
      const { status } = await fetch(`${small.origin}/api/v1/users/me`, {
        headers: { authorization: `Bearer ${token}`, ...headers },
      });
      return status;
    };
    const times = (count: number, ask: () => Promise<number>) => Promise.all(Array.from({ length: count }, ask));
    expect(new Set(await times(50, () => asks(one)))).toEqual(new Set([200]));
    expect(new Set(await times(50, () => asks(other)))).toEqual(new Set([200]));
    expect(await times(11, () => asks(one))).toContain(429);
    // Its own beginnings and ends have more room than an address, and an end.
    const ends = () =>
      fetch(`${small.origin}/api/v1/bot/updates/1/done`, {
        method: 'PUT',
        headers: { authorization: `Bot ${secret}` },
      }).then(({ status }) => status);
    for (let wave = 0; wave < 40; wave += 1) expect(new Set(await times(10, ends))).toEqual(new Set([204]));
    expect(await ends()).toBe(429);
    // Whoever only says to be the bot is counted like everybody.
    expect(await times(41, () => asks(third, { [botHeader]: 'a-secret-of-nobody' }))).toContain(429);
    await small.end();
  });

  it('of one address are refused, signed in or not; health is still told', async () => {
    const small = await createWorld({ RATE_LIMIT_PER_ADDRESS: '40', TRUST_PROXY: '127.0.0.1' });
    const ask = (address: string) =>
      fetch(`${small.origin}/api/v1/users/me`, { headers: { 'x-forwarded-for': address } });
    const stopped = await flood(() => ask('203.0.113.7'));
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(((await stopped.json()) as ErrorBody).error.code).toBe('too_many_requests');
    expect((await ask('203.0.113.8')).status).toBe(401);
    for (let made = 0; made < 50; made += 1) await fetch(`${small.origin}/live`);
    expect((await fetch(`${small.origin}/live`)).status).toBe(200);
    await small.end();
  });

  it('are counted by the address that connects when no proxy is trusted', async () => {
    const small = await createWorld({ RATE_LIMIT_PER_ADDRESS: '40' });
    let made = 0;
    const stopped = await flood(() => {
      made += 1;
      return fetch(`${small.origin}/api/v1/users/me`, { headers: { 'x-forwarded-for': `203.0.113.${made}` } });
    });
    expect(stopped.status).toBe(429);
    await small.end();
  });
});

describe('a sender that is slow', () => {
  /** Sends this and then nothing; answers after how many seconds the line was cut. */
  async function secondsUntilCut(text: string): Promise<number> {
    const started = Date.now();
    const { port } = new URL(world.origin);
    const socket = connectTcp(Number(port), '127.0.0.1', () => socket.write(text));
    socket.resume();
    await new Promise((closed) => socket.once('close', closed));
    return (Date.now() - started) / 1000;
  }

  it('is cut off: with its head after 6 seconds, with its body after 11', { timeout: 20_000 }, async () => {
    const head = 'POST /api/v1/session HTTP/1.1\r\nHost: wishlins\r\nContent-Type: application/json\r\n';
    const [slowHead, slowBody] = await Promise.all([
      secondsUntilCut(head),
      secondsUntilCut(`${head}Content-Length: 1000\r\n\r\n{"initData":`),
    ]);
    expect(slowHead).toBeLessThan(6.5);
    expect(slowBody).toBeLessThan(11.5);
  });
});

describe('more than can be served', () => {
  it('is refused at once, and whoever sends slowly takes nobody’s place', async () => {
    // Thirty may be inside.
    const small = await createWorld({ DATABASE_POOL: '1' });
    const ask = () => send(small.origin, api.users.me, {}, small.anya.token);
    const { port } = new URL(small.origin);
    const head = 'POST /api/v1/session HTTP/1.1\r\nHost: wishlins\r\nContent-Type: application/json\r\n';
    const slow = Array.from({ length: 32 }, () => connectTcp(Number(port), '127.0.0.1'));
    for (const socket of slow) socket.write(`${head}Content-Length: 1000\r\n\r\n{"initData":`);
    expect(outcome(await ask())).toBe(200);

    const holder = new pg.Client({ connectionString: small.url });
    await holder.connect();
    await holder.query('begin; lock table sessions in access exclusive mode');
    const answered: Awaited<ReturnType<typeof ask>>[] = [];
    const asked = Array.from({ length: 50 }, () => ask().then((reply) => answered.push(reply)));
    await expect.poll(() => answered.length).toBe(20);
    await holder.query('rollback');
    await Promise.all(asked);
    const outcomes = answered.map((reply) => [outcome(reply), reply.headers['retry-after']]);
    expect(outcomes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => ['unavailable', '1']));
    expect(outcomes.slice(20)).toEqual(Array.from({ length: 30 }, () => [200, undefined]));
    expect(outcome(await ask())).toBe(200);

    for (const socket of slow) socket.destroy();
    await holder.end();
    await small.end();
  });
});

describe('health', () => {
  it.each(['GET', 'HEAD'])('is told to %s', async (method) => {
    for (const path of ['/live', '/ready'])
      expect((await fetch(`${world.origin}${path}`, { method })).status).toBe(200);
  });

  it('is not ready on a schema that this version does not know', async () => {
    const other = await createWorld();
    const set = (name: string) => sql`update migrations set name = ${name} where id = 1`.execute(other.db);
    await set('0000_of_another_time');
    const response = await fetch(`${other.origin}/ready`);
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'the schema is not the one this version needs' },
    ]);
    expect((await fetch(`${other.origin}/live`)).status).toBe(200);
    await set('0001_foundation');
    expect((await fetch(`${other.origin}/ready`)).status).toBe(200);
    await other.end();
  });
});

describe('a database that is lost', () => {
  it('for a moment costs those a second try who had it at work, and nobody after them', async () => {
    const ask = () => send(world.origin, api.users.me, {}, world.anya.token).then(outcome);
    const name = new URL(world.url).pathname.slice(1);
    const admin = new pg.Client({
      connectionString: Object.assign(new URL(world.url), { pathname: '/postgres' }).href,
    });
    await admin.connect();
    const cut = () => admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, place) => (place === 20 ? cut().then(ask) : ask())),
    );
    expect(outcomes.filter((each) => each !== 200 && each !== 'unavailable')).toEqual([]);
    await expect.poll(ask, { timeout: 2000 }).toBe(200);
    await admin.end();
  });

  it('is said honestly, with when to try again, and is over as soon as it is back', async () => {
    const wire = await layWire();
    const far = await createWorld({}, wire.through);
    const ask = () => send(far.origin, api.users.me, {}, far.anya.token);
    await wire.cut();
    await expect.poll(async () => outcome(await ask())).toBe('unavailable');
    expect((await ask()).headers['retry-after']).toBe('1');
    const ready = await fetch(`${far.origin}/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'the database cannot be reached' }]);
    expect((await fetch(`${far.origin}/live`)).status).toBe(200);
    await wire.mend();
    expect(outcome(await ask())).toBe(200);
    expect((await fetch(`${far.origin}/ready`)).status).toBe(200);
    await far.end();
    await wire.cut();
  });

  /** A wire to a database that can be cut and mended. */
  async function layWire() {
    let database = new URL('postgres://nowhere');
    const ends = new Set<Socket>();
    const server = createServer((near) => {
      const far = connectTcp(Number(database.port), database.hostname);
      for (const end of [near, far]) ends.add(end.on('error', () => {}));
      near.pipe(far).pipe(near);
    });
    const listen = (port: number) => new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
    await listen(0);
    const { port } = server.address() as AddressInfo;
    return {
      through: async (url: string) => {
        database = new URL(url);
        return Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href;
      },
      mend: () => listen(port),
      cut: async () => {
        for (const end of ends) end.destroy();
        await new Promise((closed) => server.close(closed));
      },
    };
  }
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1 with every endpoint of the contract, its inputs, its reply and its errors', async () => {
    const response = await fetch(`${world.origin}/api/v1/openapi.json`);
    const document = (await response.json()) as {
      openapi: string;
      paths: Record<
        string,
        Record<
          string,
          { summary: string; parameters?: { in: string; name: string }[]; requestBody?: unknown; responses: object }
        >
      >;
    };
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const declared = Array.from(endpoints.values(), ({ method, path }) => `${method} /api/v1${path}`);
    expect(described.toSorted()).toEqual(declared.toSorted());
    for (const { method, path, summary, params, body, status, errors, ...more } of endpoints.values()) {
      const operation = document.paths[`/api/v1${path}`]?.[method.toLowerCase()];
      expect(operation?.summary).toBe(summary);
      expect(operation?.requestBody !== undefined).toBe(body !== undefined);
      expect(operation?.parameters !== undefined || params === undefined).toBe(true);
      const headers = operation?.parameters?.filter((parameter) => parameter.in === 'header') ?? [];
      expect(headers.map(({ name }) => name)).toEqual(more.idempotencyKey ? ['idempotency-key'] : []);
      const elsewhere = more.ownerGoesTo ? [303] : [];
      const statuses = [status, ...elsewhere, ...errors.map((code) => errorStatus[code])].map(String);
      expect(Object.keys(operation?.responses ?? {})).toEqual(expect.arrayContaining(statuses));
    }
  });

  it('can be read in a browser', async () => {
    const response = await fetch(`${world.origin}/api/docs/`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });
});

describe('the contract', () => {
  it.each(Array.from(endpoints))('%s takes and gives only what it names', (_name, endpoint: Endpoint) => {
    const open: string[] = [];
    for (const part of ['params', 'query', 'body', 'reply'] as const) findOpenObjects(endpoint[part], part, open);
    expect(open).toEqual([]);
  });

  it.each(Array.from(endpoints))('%s names no error twice', (_name, { errors }) => {
    expect(errors.length).toBe(new Set(errors).size);
  });

  function findOpenObjects(schema: unknown, path: string, found: string[]): void {
    if (typeof schema !== 'object' || schema === null) return;
    if ('properties' in schema && !('additionalProperties' in schema && schema.additionalProperties === false)) {
      found.push(path);
    }
    for (const [key, part] of Object.entries(schema)) findOpenObjects(part, `${path}.${key}`, found);
  }
});
