import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '@wishlins/contract';
import { startLoad, type Load } from './src/load.ts';
import { makeList, open } from './src/people.ts';
import { prepareServer, type Server } from './src/server.ts';

let server: Server;
beforeAll(async () => {
  server = await prepareServer({ API_RATE: '1000', PAGES_RATE: '1000', SESSIONS_RATE: '100' });
});
afterAll(() => server.end());

describe('a new server', () => {
  it('says what deploy.sh would do, and does nothing', async () => {
    const { code, output } = await server.operate('deploy.sh', '--dry-run');
    expect([code, output]).toEqual([0, expect.stringContaining('frontend-2 backend-2 frontend backend')]);
    expect(await server.docker('ps', '--quiet', '--filter', `name=${server.project}-backend`)).toBe('');
  });

  it('shows people a page of its own while nothing runs, and programs a refusal of the contract', async () => {
    const page = await fetch(server.origin, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await page.text()).toMatch(/Обновляемся[^]+We are updating/);
    const refused = await fetch(`${server.origin}/api/v1/users/me`);
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([
      503,
      '2',
      { error: { code: 'unavailable', requestId: expect.stringMatching(/^\w{32}$/), details: { retryAfter: 2 } } },
    ]);
  });

  it('goes live with one command', async () => {
    const { code, output } = await server.operate('deploy.sh');
    console.log(output);
    expect(code).toBe(0);
    expect(output).toMatch(/Done: [0-9a-f]{12} is live/);
  });

  it('Anya makes a list and sends its link, Boris reserves, and Anya learns nothing', async () => {
    const [anya, boris] = [await open(server, 'anya'), await open(server, 'boris')];
    const { list, wish } = await makeList(anya);
    const before = JSON.stringify(await anya.call(api.wishlists.get, { params: { wishlistId: list.id } }));
    const shared = await boris.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    expect(shared.wishes.map(({ title }) => title)).toEqual(['Наушники']);
    await boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    expect(JSON.stringify(await anya.call(api.wishlists.get, { params: { wishlistId: list.id } }))).toBe(before);
  });
});

/** Every acknowledged wish is in the database. */
async function expectKept({ acknowledged }: Load): Promise<void> {
  const kept = new Set((await server.sql('select id from wishes')).split('\n'));
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(0);
}

describe('while people use it', () => {
  it('a release with a migration costs no request', async () => {
    await server.commit('feat: a column', {
      'backend/migrations/9000_rehearsal.sql': 'alter table wishes add column rehearsal text;\n',
    });
    const load = await startLoad(server, 30);
    const { code, output } = await server.operate('deploy.sh', '--no-backup');
    const { counts, failures } = await load.end();
    console.log(output, counts);
    expect({ code, failures }).toEqual({ code: 0, failures: [] });
    await expectKept(load);
  });

  it('a release that cannot start is not deployed, and costs no request', async () => {
    const before = await server.docker('inspect', '-f', '{{.Id}}', `${server.project}-backend`);
    await server.commit('feat: a mistake', {
      'backend/src/errors.ts': "throw new Error('a mistake');\n",
    });
    const load = await startLoad(server, 30);
    const { code, output } = await server.operate('deploy.sh', '--no-backup');
    const { counts, failures } = await load.end();
    console.log(output, counts);
    expect({ code, failures }).toEqual({ code: 1, failures: [] });
    expect(output).toContain('a mistake');
    expect(await server.docker('inspect', '-f', '{{.Id}}', `${server.project}-backend`)).toBe(before);
    await expectKept(load);
  });

  it('a version that turns out wrong is replaced by the one before with one command, which costs no request', async () => {
    const load = await startLoad(server, 30);
    const { code, output } = await server.operate('rollback.sh');
    const { counts, failures } = await load.end();
    console.log(output, counts);
    expect({ code, failures }).toEqual({ code: 0, failures: [] });
    await expectKept(load);
  });
});
