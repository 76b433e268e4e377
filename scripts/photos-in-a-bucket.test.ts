import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPhotoStore, type PhotoStore } from '../backend/src/photos/store.ts';

/** A server that speaks S3, with one bucket; its key and secret are known to everybody. */
let folder: string;
let server: S3rver;
let store: PhotoStore;
const place = { bucket: 'photos', region: 'us-east-1', accessKey: 'S3RVER', secretKey: 'S3RVER' };
let endpoint: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wishlins-bucket-'));
  server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory: folder,
    configureBuckets: [{ name: 'photos', configs: [] }],
  });
  const { port } = await server.run();
  endpoint = `http://127.0.0.1:${port}`;
  store = openPhotoStore({ ...place, endpoint });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** The names of the photos that are older than this many milliseconds from now. */
async function olderThan(milliseconds: number): Promise<string[]> {
  const names: string[] = [];
  for await (const name of store.olderThan(new Date(Date.now() + milliseconds))) names.push(name);
  return names;
}

describe('photos in a bucket', () => {
  const name = 'A'.repeat(22);
  const photo = { large: new Uint8Array([1, 2, 3]), small: new Uint8Array([4]) };

  it('are kept, read, listed by age and removed as in a folder', async () => {
    await store.keep(name, photo);
    expect(Array.from((await store.read(name, 'large')) ?? [])).toEqual([1, 2, 3]);
    expect(Array.from((await store.read(name, 'small')) ?? [])).toEqual([4]);
    expect(await olderThan(60_000)).toEqual([name]);
    expect(await olderThan(-60_000)).toEqual([]);
    await store.remove(name);
    expect(await store.read(name, 'large')).toBeUndefined();
    expect(await olderThan(60_000)).toEqual([]);
  });

  it('are not taken for kept when the bucket is not there', async () => {
    const elsewhere = openPhotoStore({ ...place, endpoint, bucket: 'nowhere' });
    await expect(elsewhere.keep(name, photo)).rejects.toThrow('Cannot write file');
  });
});
