import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../backend/src/database/embedded.ts';
import { migrate } from '../../backend/src/database/migrate.ts';
import { proveDelivery } from '../../backend/src/testing/delivery-proof.ts';
import { measureNeighbour } from './neighbour.ts';

/**
 * `npm run bench:delivery`: 10 000 notifications, 50 workers killed while they send, a Telegram that misbehaves. The pace
 * is four times Telegram’s, so that it does not take an hour; then the same at Telegram’s pace without kills, and what the
 * worker does to the API meanwhile. The figures are those of docs/notifications.md.
 */
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

const onlyPace = process.argv.includes('--without-kills');
const url = await createDatabase('killed');
const hard = { people: 2000, messages: 5, kills: 50, killAfter: 1500, perSecond: 100 };
const killed = onlyPace ? undefined : await proveDelivery({ url, ...hard });
if (killed) console.log(killed);
const paceUrl = await createDatabase('paced');
const paced = await proveDelivery({ url: paceUrl, people: 1000, messages: 1, kills: 0, killAfter: 0, perSecond: 25 });
console.log(paced);
const { alone, beside } = await measureNeighbour(paceUrl, folder);
console.log({ 'p99 of the API, ms': { alone, beside, change: `${Math.round((beside / alone - 1) * 100)} %` } });

for (const { lost, doubledInVain, mostCopies, violations, outOfOrder } of [killed ?? paced, paced]) {
  if (lost + doubledInVain + violations + outOfOrder > 0 || mostCopies > 2) process.exitCode = 1;
}
if (paced.shareOfPace < 0.9) process.exitCode = 1;
