import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { api } from '@wishlins/contract';
import { previewLimit } from '@wishlins/contract/link-previews';
import { mostPictureBytes } from '@wishlins/contract/page-reading';
import { photoLimits } from '@wishlins/contract/photos';
import { readQuickWish } from '@wishlins/contract/quick-wish';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDarkroom } from '../photos/darkroom.ts';
import { tidyPhotos, type Photos } from '../photos/service.ts';
import { openPhotoStore } from '../photos/store.ts';
import { askFetcher } from '../previews/fetcher.ts';
import { createWorld, makeList, refusal, type Actor, type World } from '../testing/world.ts';
import { fillFromPage, showPictures } from './preview-service.ts';

let world: World;
let photos: Photos;
beforeAll(async () => {
  world = await createWorld();
  photos = { darkroom: openDarkroom(), store: openPhotoStore({ folder: join(world.dataDir, 'photos') }) };
});
afterAll(async () => {
  await photos.darkroom.close();
  await world.end();
});

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

  it('whose price its owner changed meanwhile still shows its holder the price they saw', async () => {
    const { url, wish } = await linkWish(undefined, { title: 'Чайник', price });
    await world.boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    const body = { version: wish.version, price: { ...price, amount: 999_900 } };
    await world.anya.call(api.wishes.update, { params: { wishId: wish.id }, body });
    world.fetcher.says(url, { title: 'Другой чайник', price: { ...price, amount: 1 } });
    await world.carryOutJobs();
    const { entries } = await world.boris.call(api.reservations.mine, { query: {} });
    const held = entries.find(({ wishId }) => wishId === wish.id);
    expect(held).toMatchObject({ snapshot: { title: 'Чайник', price }, current: { price: body.price } });
  });

  it('is copied without waiting for a page', async () => {
    const { wish, list } = await linkWish();
    const { wishes } = await world.anya.call(api.wishes.batch, {
      body: { action: 'copy', wishIds: [wish.id], wishlistId: list.id },
    });
    expect(wishes.map(({ preview }) => preview)).toEqual([null]);
  });
});

describe('a wish without photos', () => {
  const [cyan, plum, lime] = ['#19a7b8', '#7d3c6b', '#b6d94c'];
  /** The address of a picture of this colour in a shop. */
  async function shown(colour: string, side = 300): Promise<string> {
    const url = `${freshLink()}.jpg`;
    const picture = sharp({ create: { width: side, height: side, channels: 3, background: colour } });
    world.fetcher.shows(url, await picture.jpeg().toBuffer());
    return url;
  }

  it('gets those of its page, three at most, as photos of ours that everybody sees', async () => {
    const { url, wish, list } = await linkWish();
    const pictures = [await shown(cyan), await shown(plum, 200), await shown(lime), await shown('#000000')];
    world.fetcher.says(url, { title: 'Чайник', price, pictures });
    await world.carryOutJobs();
    const filled = await read(world.anya, wish.id);
    expect(filled).toMatchObject({ title: 'Чайник', price, preview: 'found', version: 1 });
    expect(filled.pictures.map(({ width }) => width)).toEqual([300, 200, 300]);
    expect(world.fetcher.asked).not.toContain(pictures[3]);
    const guest = await world.gleb.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    expect(guest.wishes[0]?.pictures).toEqual(filled.pictures);
    const [first] = filled.pictures;
    const file = await fetch(`${world.origin}${first?.url}`);
    const { channels } = await sharp(await file.arrayBuffer()).stats();
    expect(channels.map(({ mean }) => Math.round(mean / 10))).toEqual([3, 17, 18]);
  });

  it('does without those that are no photos, icons, twins or not there', async () => {
    const { url, wish } = await linkWish();
    const drawing = `${freshLink()}.svg`;
    world.fetcher.shows(drawing, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    world.fetcher.says(url, { title: 'Чайник', pictures: [drawing, `${url}.gone.jpg`, await shown(cyan)] });
    const other = await linkWish();
    world.fetcher.says(other.url, { pictures: [await shown(lime, 16), await shown(cyan), await shown(cyan)] });
    await world.carryOutJobs();
    expect((await read(world.anya, wish.id)).pictures).toHaveLength(1);
    expect((await read(world.anya, other.wish.id)).pictures).toHaveLength(1);
  });

  it('of a page that was read within the day gets them, too, also when it is led there later', async () => {
    const { url } = await linkWish();
    world.fetcher.says(url, { title: 'Чайник', pictures: [await shown(cyan)] });
    await world.carryOutJobs();
    const again = await linkWish(url);
    expect(again.wish).toMatchObject({ title: 'Чайник', pictures: [], preview: 'pending' });
    const { wish } = await makeList(world.anya, {}, [{ title: 'Тот чайник' }]);
    const led = await world.anya.call(api.wishes.update, {
      params: { wishId: wish.id },
      body: { version: 1, url, price },
    });
    expect(led).toMatchObject({ title: 'Тот чайник', version: 2 });
    await world.carryOutJobs();
    for (const { id, version } of [again.wish, led]) {
      const filled = await read(world.anya, id);
      expect(filled).toMatchObject({ preview: 'found', version });
      expect(filled.pictures).toHaveLength(1);
    }
    expect(world.fetcher.asked.filter((asked) => asked === url)).toHaveLength(1);
  });

  it('whose owner brings some meanwhile, or wants none, keeps it so', async () => {
    const [one, other] = [await linkWish(), await linkWish()];
    const photo = await world.anya.call(api.photos.create, { body: await smallPhoto() });
    for (const [{ url, wish }, pictures] of [[one, [photo]] as const, [other, []] as const]) {
      await world.anya.call(api.wishes.update, {
        params: { wishId: wish.id },
        body: { version: 1, pictures: [...pictures] },
      });
      world.fetcher.says(url, { title: 'Чайник', pictures: [await shown(cyan)] });
    }
    await world.carryOutJobs();
    expect(await read(world.anya, one.wish.id)).toMatchObject({ pictures: [photo], preview: 'found' });
    expect(await read(world.anya, other.wish.id)).toMatchObject({ pictures: [], preview: 'found' });
  });

  it('that leads elsewhere meanwhile gets none of the page that it led to', async () => {
    const { url, wish } = await linkWish();
    const elsewhere = freshLink();
    await world.anya.call(api.wishes.update, {
      params: { wishId: wish.id },
      body: { version: 1, url: elsewhere },
    });
    world.fetcher.says(elsewhere, { title: 'Плед', pictures: [await shown(plum)] });
    const job = { wishId: wish.id, url, pictures: [await shown(cyan)], at: '' };
    await showPictures(world.db, job, { photos, fetcher: askFetcher(world.fetcher.origin) });
    expect((await read(world.anya, wish.id)).pictures).toEqual([]);
    await world.carryOutJobs();
    expect((await read(world.anya, wish.id)).pictures).toHaveLength(1);
  });

  it('does without when its owner has no room left; name and price are there', async () => {
    const person = await world.newcomer();
    await person.call(api.photos.create, { body: await smallPhoto() });
    await world.db
      .updateTable('photos')
      .set({ bytes: photoLimits.stored })
      .where('owner_id', '=', person.me.id)
      .execute();
    const url = freshLink();
    const { wish } = await makeList(person, {}, [quick(url)]);
    world.fetcher.says(url, { title: 'Чайник', price, pictures: [await shown(cyan)] });
    await world.carryOutJobs();
    expect(await read(person, wish.id)).toMatchObject({ title: 'Чайник', price, pictures: [], preview: 'found' });
    await world.db.updateTable('photos').set({ bytes: 1000 }).where('owner_id', '=', person.me.id).execute();
  });

  it('has name and price while the fetcher fails, and photos when it is back', async () => {
    const { url, wish } = await linkWish();
    const pictures = [await shown(cyan)];
    world.fetcher.says(url, { title: 'Чайник', price, pictures });
    world.fetcher.fails(503);
    await expect(world.carryOutJobs()).rejects.toThrow('503 and no picture');
    world.fetcher.fails(undefined);
    expect(await read(world.anya, wish.id)).toMatchObject({ title: 'Чайник', price, preview: 'pending' });
    const aMinuteAgo = new Date(Date.now() - 61_000).toISOString();
    await world.db.updateTable('wishes').set({ preview_at: aMinuteAgo }).where('id', '=', wish.id).execute();
    expect((await read(world.anya, wish.id)).preview).toBe('found');
    const job = { wishId: wish.id, url, pictures, at: '' };
    await showPictures(world.db, job, { photos, fetcher: askFetcher(world.fetcher.origin) });
    expect((await read(world.anya, wish.id)).pictures).toHaveLength(1);
  });

  it('keeps the photos of one worker when another overtakes it; those of the slower go after a day', async () => {
    const { url, wish } = await linkWish();
    const pictures = [await shown(cyan)];
    await world.db.updateTable('wishes').set({ preview: 'found' }).where('id', '=', wish.id).execute();
    const job = { wishId: wish.id, url, pictures, at: '' };
    const countPhotos = async () => (await world.db.selectFrom('photos').select('name').execute()).length;
    await tidyPhotos(photos, world.db, new Date(Date.now() + 48 * 3_600_000));
    const before = await countPhotos();
    const { bringPicture } = askFetcher(world.fetcher.origin);
    await showPictures(world.db, job, {
      photos,
      fetcher: {
        async bringPicture(address) {
          await showPictures(world.db, job, { photos, fetcher: { bringPicture } });
          return bringPicture(address);
        },
      },
    });
    expect(await countPhotos()).toBe(before + 2);
    await tidyPhotos(photos, world.db, new Date(Date.now() + 48 * 3_600_000));
    expect(await countPhotos()).toBe(before + 1);
    const { pictures: kept } = await read(world.anya, wish.id);
    expect((await fetch(`${world.origin}${kept[0]?.url}`)).status).toBe(200);
  });

  it('that somebody holds tells them nothing new when it gets them', async () => {
    const { url, wish } = await linkWish();
    await world.boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    const told = () =>
      world.db.selectFrom('notifications').select('id').where('user_id', '=', world.boris.me.id).execute();
    const before = await told();
    world.fetcher.says(url, { pictures: [await shown(cyan)] });
    await world.carryOutJobs();
    expect(await read(world.anya, wish.id)).toMatchObject({ pictures: [{ width: 300 }], version: 1 });
    expect(await told()).toEqual(before);
  });
});

async function smallPhoto(): Promise<Uint8Array<ArrayBuffer>> {
  const photo = sharp({ create: { width: 120, height: 120, channels: 3, background: '#c33' } });
  return new Uint8Array(await photo.png().toBuffer());
}

it('a picture longer than any is not kept in memory', async () => {
  const server = createServer((_request, response) => {
    for (let sent = 0; sent <= mostPictureBytes; sent += 1024 * 1024) response.write(Buffer.alloc(1024 * 1024));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { bringPicture } = askFetcher(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await bringPicture('https://shop.example/endless.jpg')).toBeUndefined();
});

describe('a hanging or dead fetcher', () => {
  it.each(['hangs', 'is gone'])('that %s keeps no wish waiting longer than 300 ms', async (how) => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const fetcher = askFetcher(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const { list } = await makeList(world.anya);
    const url = freshLink();
    if (how === 'is gone') server.close();
    const job = fillFromPage(world.db, { url, at: '' }, fetcher).catch((error: unknown) => error);
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
  const { readPage } = askFetcher(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(readPage('https://shop.example/')).rejects.toThrow('no reading');
});
