import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { api } from '@wishlins/contract';
import { photoLimits } from '@wishlins/contract/photos';
import type { Picture } from '@wishlins/contract/wishes';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { outcome, send } from '../testing/http.ts';
import { phonePhoto, smallestPhoto } from '../testing/photos.ts';
import { createWorld, makeList, refusal, type World } from '../testing/world.ts';
import { openDarkroom } from './darkroom.ts';
import { tidyPhotos } from './service.ts';
import { openPhotoStore, type PhotoStore } from './store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
let world: World;
let store: PhotoStore;
let folder: string;
beforeAll(async () => {
  world = await createWorld();
  folder = join(world.dataDir, 'photos');
  store = openPhotoStore({ folder });
});
afterEach(() => world.db.updateTable('photos').set({ bytes: 1000 }).execute());
afterAll(() => world.end());

const bring = (file: Uint8Array<ArrayBuffer>, who = world.anya) => who.call(api.photos.create, { body: file });
const fetchPicture = (url: string) => fetch(world.origin + url);

async function filesOf({ url }: Picture): Promise<string[]> {
  const name = /(?<name>[\w-]{22})\.webp$/.exec(url)?.groups?.['name'] ?? 'no photo';
  const all = await readdir(folder, { recursive: true });
  return all.filter((file) => file.includes(name));
}

describe('a photo that somebody brings', () => {
  it('stands upright, in two sizes, and no larger than a screen needs', async () => {
    const picture = await bring(await phonePhoto({ width: 2400, height: 1800 }));
    expect(picture).toMatchObject({ width: 1200, height: 1600, thumbhash: expect.stringMatching(/^[\w-]{20,}$/) });
    const sizes = [picture.url, picture.url.replace('.webp', '-s.webp')].map(async (url) => {
      const response = await fetchPicture(url);
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(response.headers.get('content-type')).toBe('image/webp');
      const { format, width, height } = await sharp(await response.arrayBuffer()).metadata();
      return { format, width, height };
    });
    expect(await Promise.all(sizes)).toEqual([
      { format: 'webp', width: 1200, height: 1600 },
      { format: 'webp', width: 360, height: 480 },
    ]);
  });

  it('tells neither where nor with what it was taken', async () => {
    const file = await phonePhoto();
    expect(Buffer.from(file).includes('Canary Phone')).toBe(true);
    const { url } = await bring(file);
    for (const address of [url, url.replace('.webp', '-s.webp')]) {
      const bytes = Buffer.from(await (await fetchPicture(address)).arrayBuffer());
      expect(bytes.includes('Canary Phone')).toBe(false);
      const { exif, xmp, iptc, icc } = await sharp(bytes).metadata();
      expect([exif, xmp, iptc, icc]).toEqual([undefined, undefined, undefined, undefined]);
    }
  });

  it('has an address that nobody can guess', async () => {
    const names = await Promise.all([bring(smallestPhoto), bring(smallestPhoto)]);
    expect(new Set(names.map(({ url }) => url)).size).toBe(2);
    for (const url of [
      '/pictures/photos/',
      '/pictures/photos/..%2F..%2Fconfig.webp',
      `/pictures/photos/${'A'.repeat(22)}.webp`,
    ]) {
      expect((await fetchPicture(url)).status).toBe(404);
    }
  });

  it('is shown at a wish, to its owner and to guests alike', async () => {
    const picture = await bring(await phonePhoto());
    const { list, wish } = await makeList(world.anya, {}, [{ title: 'Фотоаппарат', pictures: [picture] }]);
    expect(wish.pictures).toEqual([picture]);
    const shared = await world.gleb.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    expect(shared.wishes[0]?.pictures).toEqual([picture]);
  });

  it('of which there is none is refused at a wish', async () => {
    const { list, wish } = await makeList(world.anya);
    const nowhere = { url: `/pictures/photos/${'B'.repeat(22)}.webp`, width: 10, height: 10 };
    const body = { title: 'Плед', pictures: [nowhere] };
    const create = world.anya.call(api.wishes.create, { params: { wishlistId: list.id }, body });
    expect(await refusal(create)).toBe('photo_not_found');
    const change = { params: { wishId: wish.id }, body: { version: wish.version, pictures: [nowhere] } };
    expect(await refusal(world.anya.call(api.wishes.update, change))).toBe('photo_not_found');
  });
});

describe('a photo is refused', () => {
  const size = 4000;
  const png = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: 'red' } }).png();
  const text = (content: string) => Buffer.from(content);
  const jpeg = async () => Buffer.from(await phonePhoto());
  const cut = async (share: number) => {
    const whole = await jpeg();
    return whole.subarray(0, Math.floor(whole.length * share));
  };
  /** A PNG of no size that says how large it is. */
  const lying = async (width: number, height: number) => {
    const small = await png(8, 8).toBuffer();
    small.writeUInt32BE(width, 16);
    small.writeUInt32BE(height, 20);
    return small;
  };
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>';
  const hostile: Record<string, () => Buffer | Promise<Buffer>> = {
    'that is empty': () => text(''),
    'of one byte': () => text('a'),
    'that is text': () => text('not a photo at all'),
    'that is HTML': () => text('<!doctype html><script>alert(1)</script>'),
    'that is JSON': () => text('{"title":"photo"}'),
    'that is SVG': () => text(svg),
    'that is SVG with a byte order mark': () => text(`\uFEFF${svg}`),
    'that is SVG after an XML declaration': () => text(`<?xml version="1.0"?>\n<!-- -->${svg}`),
    'that is SVG with entities in entities': () =>
      text(
        `<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>`,
      ),
    'that is packed SVG': async () => (await import('node:zlib')).gzipSync(svg),
    'that is PDF': () => text('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj'),
    'that is PostScript': () => text('%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9'),
    'that is GIF': () =>
      sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
        .gif()
        .toBuffer(),
    'that is TIFF': () =>
      sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
        .tiff()
        .toBuffer(),
    'that is AVIF': () =>
      sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
        .avif()
        .toBuffer(),
    'that is BMP': () => text('BM\u0046\0\0\0\0\0\0\0\u0036\0\0\0'),
    'that is an icon': () => Buffer.from([0, 0, 1, 0, 1, 0, 16, 16, 0, 0]),
    'that is HEIC by name alone': () => Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic'),
    'that is a film': () => Buffer.from('\0\0\0\u0018ftypmp42\0\0\0\0mp42isom'),
    'that is an archive': () => text('PK\u0003\u0004\u0014\0\0\0'),
    'that is a program': () => text('\u007FELF\u0002\u0001\u0001'),
    'that is PHP behind the mark of a GIF': () => text('GIF89a<?php system($_GET[0]); ?>'),
    'that is HTML behind the mark of a JPEG': () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), text(svg)]),
    'that is only the mark of a PNG': () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    'that is only the mark of a WebP': () => text('RIFF\u0020\0\0\0WEBPVP8 '),
    'that ends after a tenth': () => cut(0.1),
    'that ends in the middle': () => cut(0.5),
    'that says it is as wide as the sea': () => lying(2 ** 31 - 1, 1),
    'that says it has a thousand million pixels': () => lying(32_000, 32_000),
    'that says it has no pixels': () => lying(0, 8),
    [`of more than ${photoLimits.pixels / 1e6} megapixels`]: () => png(size * 2.6, size).toBuffer(),
    'that is nothing but zeros': () => Buffer.alloc(100_000),
    'whose JPEG comment never ends': () =>
      Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(300)]),
  };

  it.each(Object.entries(hostile))('%s', async (_, make) => {
    const file = new Uint8Array(await make());
    expect(await refusal(bring(file))).toBe('photo_unreadable');
    // The next one is welcome.
    expect(await bring(smallestPhoto)).toMatchObject({ width: 4, height: 3 });
  });

  it('that is larger than a file may be', async () => {
    expect(await refusal(bring(new Uint8Array(photoLimits.bytes + 1)))).toBe('payload_too_large');
  });

  it('that is not sent as a file', async () => {
    const response = await fetch(`${world.origin}/api/v1/photos`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.anya.token}`, 'content-type': 'text/plain' },
      body: 'photo',
    });
    expect(response.status).toBe(415);
  });

  it('of a stranger before a byte of it is read', async () => {
    const reply = await send(world.origin, api.photos.create, { body: new Uint8Array(photoLimits.bytes + 1) });
    expect(outcome(reply)).toBe('unauthenticated');
  });

  it('when there is no room for it, however many come at once', async () => {
    const anna = await world.newcomer();
    await bring(smallestPhoto, anna);
    const [first] = await world.db.selectFrom('photos').select('bytes').where('owner_id', '=', anna.me.id).execute();
    const { bytes = 0 } = first ?? {};
    // Room for two more.
    const all = world.db.updateTable('photos').where('owner_id', '=', anna.me.id);
    await all.set({ bytes: photoLimits.stored - bytes * 2 }).execute();
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => bring(smallestPhoto, anna)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await refusal(bring(smallestPhoto, anna))).toBe('photo_space_full');
    expect(await bring(smallestPhoto)).toBeDefined();
  });
});

describe('tidying', () => {
  const inTwoDays = () => new Date(Date.now() + 2 * DAY_MS);

  it('removes what no wish has shown for a day, and nothing else', async () => {
    const [shown, copied, dropped] = [
      await bring(smallestPhoto),
      await bring(smallestPhoto),
      await bring(smallestPhoto),
    ];
    await makeList(world.anya, {}, [{ title: 'Лампа', pictures: [shown] }]);
    const { wish } = await makeList(world.anya, {}, [{ title: 'Чайник', pictures: [copied] }]);
    const { list } = await makeList(world.boris);
    await world.boris.call(api.wishes.wantToo, { params: { wishId: wish.id }, body: { wishlistId: list.id } });
    await sql`delete from wishes where id = ${wish.id}`.execute(world.db);

    await tidyPhotos({ store }, world.db, new Date());
    expect(await filesOf(dropped)).toHaveLength(2);
    await tidyPhotos({ store }, world.db, inTwoDays());
    const files = [await filesOf(shown), await filesOf(copied), await filesOf(dropped)];
    expect(files.map(({ length }) => length)).toEqual([2, 2, 0]);
    expect((await fetchPicture(dropped.url)).status).toBe(404);
    expect((await fetchPicture(shown.url)).status).toBe(200);
  });

  it('removes files of uploads that died half-way', async () => {
    const stray = 'S'.repeat(22);
    await store.keep(stray, { large: smallestPhoto, small: smallestPhoto });
    await tidyPhotos({ store }, world.db, new Date());
    expect(await store.read(stray, 'small')).toBeDefined();
    expect(await tidyPhotos({ store }, world.db, inTwoDays())).toBeGreaterThan(0);
    expect(await store.read(stray, 'small')).toBeUndefined();
    expect(await store.read(stray, 'large')).toBeUndefined();
  });
});

describe('the darkroom', () => {
  it('outlives what kills or outlasts its process, and turns away whom it has no time for', async () => {
    const darkroom = openDarkroom({ waiting: 2, patience: 1 });
    const photo = await phonePhoto();
    expect(await refusalCode(darkroom.develop(photo))).toBe('photo_unreadable');
    const many = [
      darkroom.develop(photo),
      darkroom.develop(photo),
      refusalCode(Promise.resolve().then(() => darkroom.develop(photo))),
    ];
    const [, , third] = await Promise.allSettled(many);
    expect(third).toEqual({ status: 'fulfilled', value: 'unavailable' });
    await darkroom.close();
  });
});

async function refusalCode(work: Promise<unknown>): Promise<unknown> {
  return work.then(() => 'developed').catch((error: unknown) => error instanceof Error && error.message);
}
