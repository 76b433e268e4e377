import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { api } from '@wishlins/contract';
import { previewLimit } from '@wishlins/contract/link-previews';
import { readQuickWish } from '@wishlins/contract/quick-wish';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { askFetcher } from '../previews/fetcher.ts';
import { createWorld, makeList, refusal, type Actor, type World } from '../testing/world.ts';
import { fillFromPage } from './preview-service.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.end());

let links = 0;
/** A link that nobody has looked at. */
function freshLink(): string {
  links += 1;
  return `https://shop.example/things/${links}`;
}

const quick = (url: string) => readQuickWish(url) ?? { title: 'never', url };
const price = { amount: 129_900, currency: 'RUB' };
const read = (owner: Actor, wishId: string) => owner.call(api.wishes.get, { params: { wishId } });

/** A wish of nothing but a link, in a list of Anya’s. */
async function linkWish(url = freshLink(), more: object = {}) {
  const { wish, list } = await makeList(world.anya, {}, [{ ...quick(url), ...more }]);
  return { url, wish, list };
}

describe('a wish of a link', () => {
  it('is there at once, and gets its name and price when the page was read', async () => {
    const { url, wish } = await linkWish();
    expect(wish).toMatchObject({ title: 'shop.example', price: null, preview: 'pending' });
    world.fetcher.says(url, { title: 'Чайник', price });
    await world.carryOutJobs();
    expect(await read(world.anya, wish.id)).toMatchObject({ title: 'Чайник', price, preview: 'found', version: 1 });
  });

  it('keeps what its owner wrote', async () => {
    const { url, wish } = await linkWish(freshLink(), {
      title: 'Тот самый чайник',
      price: { amount: 100, currency: 'EUR' },
    });
    world.fetcher.says(url, { title: 'Чайник', price });
    await world.carryOutJobs();
    expect(await read(world.anya, wish.id)).toMatchObject({
      title: 'Тот самый чайник',
      price: { amount: 100, currency: 'EUR' },
      preview: 'found',
    });
  });

  it('keeps what its owner wrote while the page was read, though it be nothing', async () => {
    const { url, wish } = await linkWish();
    const params = { wishId: wish.id };
    const typed = await world.anya.call(api.wishes.update, {
      params,
      body: { version: 1, title: 'Мой чайник', price },
    });
    await world.anya.call(api.wishes.update, { params, body: { version: typed.version, price: null } });
    world.fetcher.says(url, { title: 'Чайник', price });
    await world.carryOutJobs();
    expect(await read(world.anya, wish.id)).toMatchObject({ title: 'Мой чайник', price: null, preview: 'found' });
  });

  it('that was moved meanwhile is filled where it is', async () => {
    const { url, wish } = await linkWish();
    const { list } = await makeList(world.anya);
    await world.anya.call(api.wishes.batch, { body: { action: 'move', wishIds: [wish.id], wishlistId: list.id } });
    world.fetcher.says(url, { title: 'Чайник', price });
    await world.carryOutJobs();
    expect(await read(world.anya, wish.id)).toMatchObject({ title: 'Чайник', wishlistId: list.id });
  });

  it('that gets another link is filled from the other page', async () => {
    const { wish } = await linkWish();
    const url = freshLink();
    const changed = await world.anya.call(api.wishes.update, {
      params: { wishId: wish.id },
      body: { version: 1, url },
    });
    expect(changed.preview).toBe('pending');
    world.fetcher.says(url, { title: 'Другой чайник' });
    await world.carryOutJobs();
    expect(await read(world.anya, wish.id)).toMatchObject({ title: 'Другой чайник', preview: 'found' });
    const { version } = await read(world.anya, wish.id);
    const bare = await world.anya.call(api.wishes.update, {
      params: { wishId: wish.id },
      body: { version, url: null },
    });
    expect(bare.preview).toBeNull();
  });

  it.each([
    ['refused', 'refused'],
    ['unreachable', 'nothing'],
    ['address', 'nothing'],
    ['gone', 'nothing'],
    ['no_page', 'nothing'],
  ] as const)('whose page is “%s” says “%s”, and is a wish all the same', async (problem, preview) => {
    const { url, wish } = await linkWish();
    world.fetcher.says(url, {}, problem);
    await world.carryOutJobs();
    expect(await read(world.anya, wish.id)).toMatchObject({ title: 'shop.example', price: null, preview });
  });

  it('waits no longer than a minute to be looked up', async () => {
    const { wish } = await linkWish();
    await world.db
      .updateTable('wishes')
      .set({ preview_at: new Date(Date.now() - 61_000).toISOString() })
      .where('id', '=', wish.id)
      .execute();
    expect((await read(world.anya, wish.id)).preview).toBe('nothing');
  });

  it('of a page that was read within the day has its name at once, and nobody goes there again', async () => {
    const { url } = await linkWish();
    world.fetcher.says(url, { title: 'Чайник', price, canonicalUrl: `${url}/canonical` });
    await world.carryOutJobs();
    const [visits, again] = [world.fetcher.asked.length, await linkWish(`${url}?utm_source=tg`)];
    expect(again.wish).toMatchObject({ title: 'Чайник', price, preview: 'found' });
    expect((await linkWish(`${url}/canonical`)).wish.title).toBe('Чайник');
    await world.carryOutJobs();
    expect(world.fetcher.asked).toHaveLength(visits);
  });

  it('that somebody holds tells them nothing new when it finds its name', async () => {
    const { url, wish } = await linkWish();
    await world.boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    const unread = () => world.boris.call(api.notifications.unread, {});
    const before = await unread();
    world.fetcher.says(url, { title: 'Чайник', price });
    await world.carryOutJobs();
    expect(await unread()).toEqual(before);
    const { entries } = await world.boris.call(api.reservations.mine, { query: {} });
    const held = entries.find(({ wishId }) => wishId === wish.id);
    expect(JSON.stringify(held)).toContain('Чайник');
    expect(JSON.stringify(held)).not.toContain('"shop.example"');
  });

  it('is copied without waiting for a page', async () => {
    const { wish, list } = await linkWish();
    const { wishes } = await world.anya.call(api.wishes.batch, {
      body: { action: 'copy', wishIds: [wish.id], wishlistId: list.id },
    });
    expect(wishes.map(({ preview }) => preview)).toEqual([null]);
  });
});

describe('a hanging or dead fetcher', () => {
  it.each(['hangs', 'is gone'])('that %s keeps no wish waiting longer than 300 ms', async (how) => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const readPage = askFetcher(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const { list } = await makeList(world.anya);
    const url = freshLink();
    if (how === 'is gone') server.close();
    const job = fillFromPage(world.db, { url, at: '' }, readPage).catch((error: unknown) => error);
    const started = performance.now();
    const wish = await world.anya.call(api.wishes.create, { params: { wishlistId: list.id }, body: quick(url) });
    expect(performance.now() - started).toBeLessThan(300);
    expect(wish.preview).toBe('pending');
    server.closeAllConnections();
    expect(await job).toBeInstanceOf(Error);
  });
});

describe('a link that is looked at before it is a wish', () => {
  it('is pending until its page was read', async () => {
    const url = freshLink();
    const look = () => world.boris.call(api.linkPreviews.look, { body: { url } });
    expect(await look()).toEqual({ status: 'pending', title: null, price: null, shop: null });
    world.fetcher.says(url, { title: 'Чайник', price, shop: 'Лавка' });
    await world.carryOutJobs();
    expect(await look()).toEqual({ status: 'found', title: 'Чайник', price, shop: 'Лавка' });
  });

  it(`is looked at for one person ${previewLimit} times an hour; a wish is saved all the same`, async () => {
    const person = await world.newcomer();
    const look = () => person.call(api.linkPreviews.look, { body: { url: freshLink() } });
    await Promise.all(Array.from({ length: previewLimit }, look));
    expect(await refusal(look())).toBe('limit_reached');
    const { wish } = await makeList(person, {}, [quick(freshLink())]);
    expect(wish.preview).toBeNull();
    const hourAgo = new Date(Date.now() - 3_600_001).toISOString();
    await world.db
      .updateTable('link_preview_quotas')
      .set({ asked: Array.from({ length: previewLimit }, () => hourAgo) })
      .where('user_id', '=', person.me.id)
      .execute();
    expect((await look()).status).toBe('pending');
  });

  it('is not read twice by jobs that come twice', async () => {
    const url = freshLink();
    await world.anya.call(api.linkPreviews.look, { body: { url } });
    await world.boris.call(api.linkPreviews.look, { body: { url } });
    world.fetcher.says(url, { title: 'Чайник' });
    await world.carryOutJobs();
    expect(world.fetcher.asked.filter((asked) => asked === url)).toHaveLength(1);
  });
});

it('what the fetcher says is checked like what strangers say', async () => {
  const server = createServer((_request, response) =>
    response.end(JSON.stringify({ facts: { title: 5 }, problem: null })),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const readPage = askFetcher(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(readPage('https://shop.example/')).rejects.toThrow('no reading');
});
