import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLoad } from './src/load.ts';
import { prepareServer, type Server } from './src/server.ts';

let server: Server;
beforeAll(async () => {
  server = await prepareServer({ BACKEND_REPLICAS: '1', API_RATE: '1000', PAGES_RATE: '1000', SESSIONS_RATE: '100' });
});
afterAll(() => server.end());

const running = () => server.docker('ps', '--filter', `name=${server.project}`, '--format', '{{.Names}}');

it('a small server runs one of each, and a release costs no request there either', async () => {
  const first = await server.operate('deploy.sh');
  expect([first.code, first.output]).toEqual([0, expect.stringContaining('is live')]);
  expect(await running()).not.toMatch(/-(backend|frontend)-2$/m);

  await server.commit('feat: a column', {
    'backend/migrations/9000_rehearsal.sql': 'alter table wishes add column rehearsal text;\n',
  });
  const load = await startLoad(server, 10);
  const { code, output } = await server.operate('deploy.sh', '--no-backup');
  const { counts, failures } = await load.end();
  console.log(output, counts);
  expect({ code, failures }).toEqual({ code: 0, failures: [] });
  expect(await running()).not.toMatch(/-(backend|frontend)-2$/m);
});
