import { api } from '@wishlins/contract';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { phonePhoto } from '../testing/photos.ts';
import { createWorld, makeList, type Actor, type World } from '../testing/world.ts';
import { tidyPhotos } from './service.ts';
import { openPhotoStore } from './store.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => world.fetcher.fails(undefined));
afterAll(() => world.end());

let photos = 0;
/** An address of Telegram’s at which there is a photo. */
async function hang(): Promise<string> {
  photos += 1;
  const url = `https://t.me/i/userpic/320/face-${photos}.jpg`;
  world.fetcher.shows(url, await phonePhoto({ width: 640, height: 480 + photos * 2 }));
  return url;
}

/** Somebody signs in again, with this photo. */
const returns = ({ telegram }: Actor, photo_url: string) => world.newcomer({ ...telegram, photo_url });
const faceOf = async (who: Actor) => (await who.call(api.users.me, {})).photoUrl;
const asked = (url: string) => world.fetcher.asked.filter((other) => other === url).length;

async function filesOf(url: string | null): Promise<string[]> {
  const name = url?.slice(-27, -5) ?? 'none';
  return (await readdir(join(world.dataDir, 'photos'), { recursive: true })).filter((file) => file.includes(name));
}

async function somebody(): Promise<{ who: Actor; url: string; face: string }> {
  const url = await hang();
  const who = await world.newcomer({ photo_url: url });
  await world.carryOutJobs();
  return { who, url, face: (await faceOf(who)) ?? 'no face' };
}

describe('the photo that somebody has at Telegram', () => {
  it('is shown to others from our own origin: a small square, for ever at its address, and tells nothing else', async () => {
    const url = await hang();
    const who = await world.newcomer({ photo_url: url });
    expect(who.me.photoUrl).toBeNull();
    await world.carryOutJobs();
    const profile = await world.anya.call(api.users.get, { params: { userId: who.me.id } });
    expect(profile.photoUrl).toMatch(/^\/pictures\/photos\/[\w-]{22}\.webp$/);
    const response = await fetch(world.origin + profile.photoUrl);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.includes('Canary Phone')).toBe(false);
    const { format, width, height, exif } = await sharp(bytes).metadata();
    expect({ format, width, height, exif }).toEqual({ format: 'webp', width: 320, height: 320, exif: undefined });
    expect(await filesOf(profile.photoUrl)).toHaveLength(1);
  });

  it('is brought once, however often they come, and again when Telegram names another', async () => {
    const { who, url, face } = await somebody();
    expect((await returns(who, url)).me.photoUrl).toBe(face);
    await world.carryOutJobs();
    expect(asked(url)).toBe(1);

    const other = await hang();
    expect((await returns(who, other)).me.photoUrl).toBe(face);
    await world.carryOutJobs();
    const now = await faceOf(who);
    expect(now).not.toBe(face);
    const store = openPhotoStore({ folder: join(world.dataDir, 'photos') });
    await tidyPhotos({ store }, world.db, new Date(Date.now() + 2 * 86_400_000));
    expect([await filesOf(face), await filesOf(now)]).toEqual([[], [expect.any(String)]]);
    expect((await fetch(world.origin + face)).status).toBe(404);
  });

  it('is no longer shown when they have none any more', async () => {
    const { who } = await somebody();
    const { photo_url: _, ...without } = who.telegram;
    expect((await world.newcomer(without)).me.photoUrl).toBeNull();
  });

  it('goes with the account', async () => {
    const { who, face } = await somebody();
    await world.db.deleteFrom('users').where('id', '=', who.me.id).execute();
    const store = openPhotoStore({ folder: join(world.dataDir, 'photos') });
    await tidyPhotos({ store }, world.db, new Date(Date.now() + 2 * 86_400_000));
    expect(await filesOf(face)).toEqual([]);
  });

  it('is never an address elsewhere, whatever the database is told', async () => {
    const { who } = await somebody();
    const elsewhere = world.db
      .updateTable('users')
      .set({ photo_url: 'https://t.me/a.jpg' })
      .where('id', '=', who.me.id);
    await expect(elsewhere.execute()).rejects.toThrow(/check/);
  });
});

describe('a photo that is not to be had', () => {
  const odd: Record<string, (url: string) => Promise<void> | void> = {
    'is not there': () => {},
    'is no picture': (url) => world.fetcher.shows(url, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
    'is cut short': async (url) => world.fetcher.shows(url, (await phonePhoto()).subarray(0, 900)),
  };
  it.each(Object.entries(odd))(
    'because it %s leaves initials, and is asked for again another day',
    async (_why, put) => {
      photos += 1;
      const url = `https://t.me/i/userpic/320/odd-${photos}.svg`;
      await put(url);
      const who = await world.newcomer({ photo_url: url });
      await world.carryOutJobs();
      expect(await faceOf(who)).toBeNull();
      await returns(who, url);
      await world.carryOutJobs();
      expect(asked(url)).toBe(1);

      world.fetcher.shows(url, await phonePhoto());
      await sql`update users set photo_asked_at = now() - interval '2 days' where id = ${who.me.id}`.execute(world.db);
      await returns(who, url);
      await world.carryOutJobs();
      expect(await faceOf(who)).toMatch(/^\/pictures\/photos\//);
    },
  );

  it('replaces none that Telegram no longer names', async () => {
    const { who } = await somebody();
    photos += 1;
    await returns(who, `https://t.me/i/userpic/320/gone-${photos}.jpg`);
    await world.carryOutJobs();
    expect(await faceOf(who)).toBeNull();
  });

  it('because the fetcher is away stays a job, and nobody is kept from signing in', async () => {
    const url = await hang();
    world.fetcher.fails(500);
    const who = await world.newcomer({ photo_url: url });
    await expect(world.carryOutJobs()).rejects.toThrow('500');
    expect(await faceOf(who)).toBeNull();
    await sql`delete from pgboss.job where name = 'profile-photo'`.execute(world.db);
  });

  it.each(['http://t.me/a.jpg', 'javascript:alert(1)', 'file:///etc/passwd', 'data:image/png;base64,AAAA', '//'])(
    'because it lies at %s is not asked for',
    async (url) => {
      const who = await world.newcomer({ photo_url: url });
      await world.carryOutJobs();
      expect([await faceOf(who), asked(url)]).toEqual([null, 0]);
    },
  );
});

it('an owner is not shown the face of who gives', async () => {
  const { who, face } = await somebody();
  const { list, wish } = await makeList(world.anya, { surprise: 'full' });
  await who.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
  const own = await world.anya.call(api.wishlists.get, { params: { wishlistId: list.id } });
  expect(JSON.stringify(own)).not.toContain(face);
});
