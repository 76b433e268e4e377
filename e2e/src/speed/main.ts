import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { api } from '@wishlins/contract';
import { findBrowser } from '../../../scripts/browser.ts';
import { launchBrowser } from '../browser.ts';
import { makeList, signIn, type Actor, type Prepared } from '../people.ts';
import { startSystem } from '../system.ts';
import { serveFloor } from './floor.ts';
import { visit, type Sight, type Visit } from './visit.ts';

const pictures = ['cup', 'lamp', 'bicycle', 'book', 'camera', 'headphones', 'plant', 'scarf', 'backpack', 'tent'];
const ROUNDS = 7;
const rounds = Number(process.argv.find((word) => /^\d+$/.test(word)) ?? ROUNDS);
const withWaterfall = process.argv.includes('--waterfall');

/** Something that is opened once a round. */
interface Case {
  name: string;
  address: string | (() => Promise<string>);
  sight: Sight;
}

/**
 * `npm run bench:pages`: how long people wait, on a slow line and a cheap phone, until a page is there that they have never
 * opened, beside pages that do next to nothing. `-- 3` opens each three times, `--waterfall` tells every request.
 */
await using running = new AsyncDisposableStack();
process.on('SIGINT', () => void running.disposeAsync().then(() => process.exit(130)));
const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-speed-'));
running.defer(() => rm(dataDir, { recursive: true }));
// As `npm start` builds the pages for people.
const system = await startSystem({ dataDir, settings: { NODE_ENV: undefined }, say: console.log });
running.defer(() => system.stop());
const browser = await launchBrowser(await findBrowser(console.log));
running.defer(() => browser.close());

const anya = await signIn(system.origin, 'anya');
const [boris, gleb] = [await signIn(system.origin, 'boris'), await signIn(system.origin, 'gleb')];
const byLink = await prepare(anya, 'link');
const forFriends = await prepare(anya, 'friends');
const { shareToken } = byLink.list;
const floor = await serveFloor(await gleb.call(api.wishlists.shared, { params: { shareToken } }), system.origin);
running.defer(() => floor.stop());
await boris.call(api.wishlists.shared, { params: { shareToken: forFriends.list.shareToken } });

const seen = { text: titleOf(0), control: 'button[aria-label*="Подарю"], ul button' };
const cases: Case[] = [
  { name: 'drawn by a server, no framework', address: floor.drawn, sight: seen },
  { name: 'no framework, one request', address: floor.plain, sight: seen },
  { name: 'shared list, for whoever has its link', address: () => launch('gleb', byLink.startapp), sight: seen },
  { name: 'shared list, for friends', address: () => launch('boris', forFriends.startapp), sight: seen },
  {
    name: 'home at the first run',
    address: () => launch('nika'),
    sight: { text: 'О чём мечтаете?', control: 'input' },
  },
];

const visits = new Map<Case, Visit[]>(cases.map((one) => [one, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const [one, made] of visits) {
    const address = typeof one.address === 'string' ? one.address : await one.address();
    made.push(await visit(browser, address, one.sight));
  }
}
console.log(report());

/** A list of twenty wishes with photos and prices. */
async function prepare(owner: Actor, visibility: 'link' | 'friends'): Promise<Prepared> {
  const wishes = Array.from({ length: 20 }, (_, index) => ({
    title: titleOf(index),
    price: { amount: 149_000 + 1000 * index, currency: 'RUB' },
    pictures: [{ url: `/pictures/demo/${pictures[index % pictures.length]}.webp`, width: 800, height: 800 }],
  }));
  const [first = { title: '' }, ...others] = wishes;
  const list = { title: 'День рождения', emoji: '🎂', visibility, eventDate: '2099-05-01' };
  return await makeList(owner, list, [first, ...others]);
}

function titleOf(index: number): string {
  return `Желание ${index}, о котором есть что рассказать`;
}

/** The address that Telegram opens; each launch is signed anew. */
async function launch(personaId: string, startParam?: string): Promise<string> {
  const reply = await fetch(`${system.origin}/simulator/api/init-data`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ personaId, ...(startParam ? { startParam } : {}) }),
  });
  const { initData }: { initData: string } = await reply.json();
  const theme = { bg_color: '#ffffff', secondary_bg_color: '#f1f1f4', text_color: '#000000', button_color: '#3390ec' };
  const hash = new URLSearchParams({
    tgWebAppData: initData,
    tgWebAppVersion: '9.0',
    tgWebAppPlatform: 'android',
    tgWebAppThemeParams: JSON.stringify(theme),
  });
  const query = startParam ? `?tgWebAppStartParam=${startParam}` : '';
  return `${system.origin}/${query}#${hash.toString()}`;
}

function report(): string {
  const [floorSeen] = [...visits.values()].map((made) => median(made.map((one) => one.seen)));
  const head = ['Seconds, median', 'seen', 'times the floor', 'usable', 'shift', 'requests', 'kB', 'of it JS and CSS'];
  const rows = [...visits].map(([{ name }, made]) => {
    const middle = made.toSorted((one, other) => one.seen - other.seen)[Math.floor(made.length / 2)];
    const transfers = middle?.transfers.filter(({ done }) => done <= middle.usable) ?? [];
    const weigh = (types: string[]) =>
      transfers.filter(({ type }) => types.includes(type)).reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
    const before = transfers.filter(({ type, done }) => type !== 'Image' && done <= (middle?.seen ?? 0));
    if (withWaterfall) console.log(`${name}\n${waterfall(middle)}`);
    return [
      name,
      `**${(median(made.map((one) => one.seen)) / 1000).toFixed(2)}**`,
      (median(made.map((one) => one.seen)) / (floorSeen ?? 1)).toFixed(2),
      (median(made.map(({ usable }) => usable)) / 1000).toFixed(2),
      median(made.map(({ shift }) => shift)).toFixed(3),
      String(before.length),
      weigh(['Document', 'Script', 'Stylesheet', 'Fetch', 'XHR']).toFixed(1),
      weigh(['Script', 'Stylesheet']).toFixed(1),
    ];
  });
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function waterfall(visited: Visit | undefined): string {
  const lines = visited?.transfers.map(
    ({ path, type, bytes, sent, done }) =>
      `  ${sent.toFixed(0).padStart(5)} – ${done.toFixed(0).padStart(5)}  ${String(bytes).padStart(7)}  ${type} ${path}`,
  );
  return `${lines?.join('\n')}\n  seen ${visited?.seen.toFixed(0)}, usable ${visited?.usable.toFixed(0)}`;
}

function median(values: number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
