import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../backend/src/database/embedded.ts';
import { migrate } from '../../backend/src/database/migrate.ts';
import { proveDelivery } from '../../backend/src/testing/delivery-proof.ts';
import { measureNeighbour } from './neighbour.ts';

/**
 * `npm run bench:delivery`: 10 000 notifications, 50 workers killed while they send, a Telegram that misbehaves. The pace
 * is four times Telegram’s, so that it does not take an hour; then at Telegram’s pace without kills, and what the worker
 * does to the API meanwhile. The figures are those of docs/notifications.md. `-- --small` only shows that it works.
 */
const isSmall = process.argv.includes('--small');
const hard = { people: 2000, messages: 5, kills: 50, killAfter: 1500, perSecond: 100 };
const paced = { people: 1000, messages: 1, kills: 0, killAfter: 0, perSecond: 25 };
const trials = isSmall
  ? { hard: { ...hard, people: 100, kills: 3, killAfter: 800, calm: 0.2 }, paced: { ...paced, people: 200, calm: 0.2 } }
  : { hard, paced };
const windows = isSmall ? { rounds: 2, seconds: 2 } : { rounds: 8, seconds: 6 };

const folder = join(import.meta.dirname, '../.data/delivery');
await rm(folder, { recursive: true, force: true });
await using running = new AsyncDisposableStack();
process.on('SIGINT', () => void running.disposeAsync().then(() => process.exit(130)));
const postgres = await startEmbeddedPostgres({ dataDirectory: folder });
running.defer(() => postgres.stop());

async function createDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
  await migrate(url, () => {});
  return url;
}

const killed = await proveDelivery({ url: await createDatabase('killed'), ...trials.hard });
console.log('With kills:', killed);
const pacedUrl = await createDatabase('paced');
const unhurried = await proveDelivery({ url: pacedUrl, ...trials.paced });
console.log('At Telegram’s pace:', unhurried);
const { alone, beside, change, noise } = await measureNeighbour(pacedUrl, folder, windows);
const percent = (share: number) => `${Math.round(share * 100)} %`;
console.log('99th percentile of opening a list:', {
  'alone, ms': alone,
  'beside a worker, ms': beside,
  change: percent(change),
  'change between windows without one': percent(noise),
});

for (const { lost, doubledInVain, mostCopies, violations, outOfOrder } of [killed, unhurried]) {
  if (lost + doubledInVain + violations + outOfOrder > 0 || mostCopies > 2) process.exitCode = 1;
}
if (unhurried.shareOfPace < 0.9 || change > Math.max(0.2, noise)) process.exitCode = 1;
console.log(process.exitCode ? 'A promise is broken.' : 'Every promise is kept.');
