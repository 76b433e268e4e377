import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { api } from '@wishlins/contract';
import { createClient } from '@wishlins/contract/client';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { connect } from './database/connect.ts';
import { freePort } from './free-port.ts';
import type { TelegramUser } from './telegram/init-data.ts';
import { createTestDatabase, type TestDatabase } from './testing/database.ts';
import { signInitData, testBotToken } from './testing/init-data.ts';
import { startSimulator } from './testing/simulator.ts';

// A process of its own takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Starts a command of the backend’s image as a process of its own. */
function start(command: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts'), command], {
    env: { NODE_ENV: 'test', DATABASE_URL: database.url, TELEGRAM_BOT_TOKEN: testBotToken, METRICS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails leaves nothing running.
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = Promise.all([text(child.stdout), text(child.stderr)]).then((parts) => parts.join(''));
  const ended = once(child, 'close').then(async ([code]) => ({ code: code as number, output: await output }));
  return { child, ended };
}

describe('the API as a process', () => {
  it('tells in logs and metrics what was asked and how long it took, never by whom or about what', async () => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    const origin = `http://127.0.0.1:${port}`;
    const { child, ended } = start('api', {
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      LOG_LEVEL: 'trace',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
    });
    await expect
      .poll(
        () =>
          fetch(`${origin}/ready`).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 10_000 },
      )
      .toBe(200);

    const secrets = [testBotToken, database.url, new URL(database.url).password];
    const signIn = async (user: TelegramUser) => {
      const initData = signInitData(user);
      const anonymous = createClient({ origin, token: () => undefined });
      const { token, viewer } = await anonymous(api.session.create, { body: { initData } });
      secrets.push(initData, token, viewer.id, viewer.name, String(user.id), user.username ?? token);
      return createClient({ origin, token: () => token });
    };
    const anya = await signIn({ id: 7_000_000_123, first_name: 'Аня', username: 'anya_owner' });
    const boris = await signIn({ id: 7_000_000_456, first_name: 'Борис', username: 'boris_giver' });
    const { id: wishlistId, shareToken } = await anya(api.wishlists.create, {
      body: { title: 'Секретный', visibility: 'link' },
    });
    const wish = await anya(api.wishes.create, { params: { wishlistId }, body: { title: 'Телескоп' } });
    secrets.push(wishlistId, shareToken, wish.id, wish.title, 'Секретный');
    await boris(api.wishlists.shared, { params: { shareToken } });
    await boris(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    await expect(anya(api.reservations.put, { params: { wishId: wish.id }, body: {} })).rejects.toMatchObject({
      code: 'own_wish',
    });
    // One of each kind of failure: of the database, of the form, of the address, of the session.
    // PostgreSQL explains a broken constraint by the whole row, share link and all.
    await sql`alter table wishlists add constraint never check (title <> 'Секретный 2')`.execute(database.db);
    const fails = anya(api.wishlists.create, { body: { title: 'Секретный 2' } });
    await expect(fails).rejects.toMatchObject({ code: 'internal' });
    await expect(signIn({ id: 1, first_name: 'Гость', username: 'no such name' })).rejects.toMatchObject({
      code: 'init_data_invalid',
    });
    for (const address of [
      `/api/v1/wishlists/${shareToken}`,
      `/api/v1/${shareToken}`,
      `/api/v1/shared/${shareToken}%`,
    ]) {
      await fetch(`${origin}${address}?token=${shareToken}`, { headers: { authorization: `Bearer ${shareToken}` } });
    }

    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(metrics).toContain('route="/api/v1/wishes/:wishId/reservation",status="200"');
    child.kill('SIGTERM');
    const { code, output } = await ended;
    expect(code).toBe(0);

    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'request',
        method: 'PUT',
        route: '/api/v1/wishes/:wishId/reservation',
        status: 403,
      }),
    );
    expect(lines).toContainEqual(expect.objectContaining({ msg: 'request failed', code: 'internal' }));
    const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]);
    expect(forms.filter((secret) => `${output}${metrics}`.includes(secret))).toEqual([]);
  });

  it('is left without a failed request: it says that it goes, sends readers elsewhere, carries out what writes', async () => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const throughProxy = { 'x-forwarded-for': '203.0.113.7', 'content-type': 'application/json' };
    const ask = (address: string, init?: RequestInit) => fetch(`${origin}${address}`, init).catch(() => undefined);
    const { child, ended } = start('api', { PORT: String(port), TRUST_PROXY: '127.0.0.1', LOG_LEVEL: 'error' });
    const ready = async () => (await ask('/ready'))?.status;
    await expect.poll(ready, { timeout: 10_000 }).toBe(200);

    child.kill('SIGTERM');
    await expect.poll(ready).toBe(503);
    const [read, write, direct] = await Promise.all([
      ask('/api/v1/openapi.json', { headers: throughProxy }),
      ask('/api/v1/session', { method: 'POST', headers: throughProxy, body: '{"initData":"hash=0"}' }),
      ask('/api/v1/openapi.json'),
    ]);
    expect([read?.status, write?.status, direct?.status]).toEqual([502, 401, 200]);
    expect([read, write, direct].map((reply) => reply?.headers.get('connection'))).toEqual(['close', 'close', 'close']);
    expect(await ended).toEqual({ code: 0, output: '' });
  });

  it('does not start on a schema that it does not know, and says what to do', async () => {
    await sql`update migrations set name = '0000_of_another_time' where name like '0001%'`.execute(database.db);
    const { code, output } = await start('api', { PORT: String(await freePort()), LOG_LEVEL: 'error' }).ended;
    await sql`update migrations set name = '0001_foundation' where name like '0000%'`.execute(database.db);
    expect([code, output.trim()]).toEqual([
      1,
      'The schema of the database is not the one this version needs: run the command “migrate”.',
    ]);
  });
});

describe('the worker as a process', () => {
  it('names in its log the request that a job and a message go back to, as the log of the API does', async () => {
    const telegram = await startSimulator();
    onTestFinished(telegram.stop);
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const settings = { LOG_LEVEL: 'info', TELEGRAM_API_ROOT: telegram.apiRoot, TELEGRAM_BOT_USERNAME: 'wishlins_bot' };
    const processes = [start('api', { ...settings, PORT: String(port) }), start('worker', settings)];
    const ready = () =>
      fetch(`${origin}/ready`).then(
        ({ status }) => status,
        () => 0,
      );
    await expect.poll(ready, { timeout: 20_000 }).toBe(200);
    const signIn = async (user: TelegramUser) => {
      const anonymous = createClient({ origin, token: () => undefined });
      const { token } = await anonymous(api.session.create, { body: { initData: signInitData(user) } });
      await telegram.allow(user.id);
      return createClient({ origin, token: () => token });
    };
    const [anya, boris, vera] = [
      await signIn({ id: 51, first_name: 'Аня' }),
      await signIn({ id: 52, first_name: 'Борис', allows_write_to_pm: true }),
      await signIn({ id: 53, first_name: 'Vera', allows_write_to_pm: true }),
    ];
    const list = await anya(api.wishlists.create, { body: { title: 'Именины', visibility: 'link' } });
    const { id: wishId } = await anya(api.wishes.create, { params: { wishlistId: list.id }, body: { title: 'Чай' } });
    await boris(api.reservations.put, { params: { wishId }, body: {} });
    await vera(api.reservations.wait, { params: { wishId } });
    await anya(api.wishes.update, { params: { wishId }, body: { version: 1, title: 'Кофе' } });
    const told = async () => (await telegram.calls()).map(({ payload }) => payload.chat_id);
    await expect.poll(told, { timeout: 20_000 }).toEqual([52]);
    await boris(api.reservations.remove, { params: { wishId } });
    await expect.poll(told, { timeout: 20_000 }).toEqual([52, 53]);

    const [ofApi = [], ofWorker = []] = await Promise.all(
      processes.map(async ({ child, ended }) => {
        child.kill('SIGTERM');
        const { output } = await ended;
        return output
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, string>);
      }),
    );
    const followed = (method: string, route: string) => {
      const request = ofApi.find((line) => line['method'] === method && line['route'] === route);
      return ofWorker
        .filter(({ requestId }) => requestId === request?.['reqId'])
        .map(({ msg, queue, kind }) => [msg, queue ?? kind]);
    };
    expect(followed('PATCH', '/api/v1/wishes/:wishId')).toEqual([
      ['job done', 'wish-news'],
      ['message sent', 'wish_changed'],
    ]);
    expect(followed('DELETE', '/api/v1/wishes/:wishId/reservation')).toEqual([
      ['job done', 'wish-news'],
      ['message sent', 'wish_free'],
    ]);
  });

  it('says whether it is well, and how much is to be done; not well when the database is gone', async () => {
    const metricsPort = await freePort();
    const ask = (address: string) => fetch(`http://127.0.0.1:${metricsPort}${address}`).catch(() => undefined);
    const { child, ended } = start('worker', {
      METRICS_PORT: String(metricsPort),
      TELEGRAM_BOT_USERNAME: 'wishlins_bot',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
      LOG_LEVEL: 'silent',
    });
    const health = async () => (await ask('/live'))?.status;
    await expect.poll(health, { timeout: 20_000 }).toBe(200);
    await sql`insert into pgboss.job (name, data) values ('remind', '{}')`.execute(database.db);
    const figures = async () => (await ask('/metrics'))?.text();
    await expect
      .poll(figures, { timeout: 20_000 })
      .toMatch(/^wishlins_jobs_total\{queue="remind",outcome="completed"\} [1-9]/m);
    expect(await figures()).toMatch(
      /^wishlins_jobs_due\{queue="wish-news"\} 0$[^]*^wishlins_messages_due 0$[^]*^wishlins_messages_oldest_due_seconds 0$/m,
    );

    const { pathname } = new URL(database.url);
    const aside = connect({
      url: Object.assign(new URL(database.url), { pathname: '/postgres' }).href,
      pool: 1,
      prepare: false,
    });
    const name = pathname.slice(1);
    const open = (allowed: boolean) =>
      sql`alter database ${sql.ref(name)} allow_connections ${sql.lit(allowed)}`.execute(aside);
    await open(false);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`.execute(aside);
    await expect.poll(health, { timeout: 20_000 }).toBe(503);
    await open(true);
    await aside.destroy();
    await expect.poll(health, { timeout: 20_000 }).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, output: '' });
  });
});

describe('a command', () => {
  it('ends with 78 and a sentence for each setting that cannot be used', async () => {
    const { code, output } = await start('api', { PORT: 'x', LOG_LEVEL: 'loud' }).ended;
    expect(code).toBe(78);
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => line.split('=')[0]),
    ).toEqual(['PORT', 'LOG_LEVEL']);
  });

  it('needs a database of its own', async () => {
    const { code, output } = await start('migrate', { DATABASE_URL: '' }).ended;
    expect([code, output.trim()]).toEqual([78, 'DATABASE_URL is missing: this command uses no embedded database.']);
  });

  it('says which there are when it is none', async () => {
    const { code, output } = await start('dance').ended;
    expect([code, output.trim()]).toEqual([78, 'dance is no command; there are api, worker, migrate, invariants.']);
  });

  it('says that the database cannot be reached, and what to do', async () => {
    const { code, output } = await start('migrate', { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^The database of DATABASE_URL cannot be reached \(.*ECONNREFUSED.*\)\. Start it/);
  });

  it('counts what breaks the invariants, and fails if anything does', async () => {
    expect(await start('invariants').ended).toEqual({ code: 0, output: '0 violations\n' });
    const { id } = await database.db
      .insertInto('users')
      .values({ telegram_id: 1, first_name: 'Анна', currency: 'RUB', language: 'ru' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const key = { user_id: id, key: 'unanswered', request_hash: Buffer.alloc(32), reply: 'null' };
    await database.db.insertInto('idempotency_keys').values(key).execute();
    const { code, output } = await start('invariants').ended;
    expect([code, output]).toEqual([1, expect.stringMatching(/^broken 1 times: .+\n1 violations\n$/)]);
  });
});
