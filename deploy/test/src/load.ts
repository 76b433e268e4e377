import { setTimeout as wait } from 'node:timers/promises';
import { api } from '@wishlins/contract';
import { makeList, newcomer } from './people.ts';
import type { Server } from './server.ts';

/** What people asked for while something happened, and what of it failed. */
export interface Load {
  /** Ends it; answers how many requests of each kind there were, and a sentence for each that failed. */
  end: () => Promise<{ counts: Record<string, number>; failures: string[] }>;
  /** The ids of wishes whose creation was acknowledged so far. */
  acknowledged: string[];
}

/** More than the requests a second that one of them may make. */
const PEOPLE = 12;

/**
 * People use the app, so many times a second whatever the answers do: they open the page, load its script, open their list,
 * write a wish; or only one of these. Nothing is tried twice: a failure here is one that somebody would have seen.
 */
export async function startLoad(server: Server, perSecond: number, only?: 'write'): Promise<Load> {
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, async () => {
      const person = await newcomer(server);
      return { ...person, ...(await makeList(person)) };
    }),
  );
  const page = await (await fetch(server.origin, { headers: { accept: 'text/html' } })).text();
  const asset = /\/assets\/[\w.-]+\.js/.exec(page)?.[0] ?? '';
  const [counts, failures, acknowledged]: [Record<string, number>, string[], string[]] = [{}, [], []];
  const underWay = new Set<Promise<void>>();
  const stop = new AbortController();
  let turn = 0;

  const somebody = () => people[turn % PEOPLE] as (typeof people)[number];
  const get = async (address: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.origin}${address}`, { headers });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${response.status}`);
  };
  const kinds: [name: string, weight: number, send: () => Promise<void>][] = [
    ['page', 2, () => get('/', { accept: 'text/html' })],
    ['asset', 2, () => get(asset)],
    [
      'list',
      4,
      async () => {
        const { token, list } = somebody();
        await get(`/api/v1/wishlists/${list.id}`, { authorization: `Bearer ${token}` });
      },
    ],
    [
      'write',
      2,
      async () => {
        const { call, list } = somebody();
        const params = { wishlistId: list.id };
        const { id } = await call(api.wishes.create, { params, body: { title: `Желание ${turn}` } });
        acknowledged.push(id);
      },
    ],
  ];
  const turns = kinds
    .filter(([name]) => !only || name === only)
    .flatMap(([name, weight, send]) => Array.from({ length: weight }, () => ({ name, send })));

  async function ask({ name, send }: (typeof turns)[number]): Promise<void> {
    counts[name] = (counts[name] ?? 0) + 1;
    const started = Date.now();
    await send().catch((error: Error) => {
      const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
      failures.push(
        `${new Date(started).toISOString()} ${name}: ${error.message}${cause} after ${Date.now() - started} ms`,
      );
    });
  }

  const going = (async () => {
    for (const started = Date.now(); !stop.signal.aborted; turn += 1) {
      const due = started + (turn * 1000) / perSecond - Date.now();
      if (due > 0) await wait(due);
      const next = turns[(turn * 7) % turns.length];
      if (!next) continue;
      const answered = ask(next).finally(() => underWay.delete(answered));
      underWay.add(answered);
    }
  })();

  return {
    acknowledged,
    async end() {
      stop.abort();
      await going;
      await Promise.all(underWay);
      return { counts, failures };
    },
  };
}
