import { photoSides } from '@wishlins/contract/pictures';
import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';
import type { Developed } from './darkroom.ts';

/** Where photos are kept: a folder, or a bucket that speaks S3. */
export type PhotoPlace =
  | { folder: string }
  | { endpoint: string; bucket: string; region: string; accessKey: string; secretKey: string };

const sizes = Object.keys(photoSides) as (keyof typeof photoSides)[];

/** The files of photos, by the photo’s name. A file never changes: another photo has another name. */
export interface PhotoStore {
  keep(name: string, photo: Pick<Developed, 'large'> & Partial<Pick<Developed, 'small'>>): Promise<void>;
  /** `undefined` when there is no such photo. */
  read(name: string, size: keyof typeof photoSides): Promise<Uint8Array | undefined>;
  remove(name: string): Promise<void>;
  /** The names of all photos that were written before that moment. */
  olderThan(moment: Date): AsyncIterable<string>;
}

export function openPhotoStore(place: PhotoPlace): PhotoStore {
  let opened: Promise<Disk> | undefined;
  const disk = () => (opened ??= openDisk(place));
  // Two letters of the name make a folder of their own, so that none grows too large.
  const key = (name: string, size: keyof typeof photoSides) => `${name.slice(0, 2)}/${name}-${size}.webp`;

  return {
    async keep(name, photo) {
      for (const size of sizes) {
        const file = photo[size];
        if (file) await (await disk()).put(key(name, size), file);
      }
    },
    async read(name, size) {
      try {
        return await (await disk()).getBytes(key(name, size));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async remove(name) {
      for (const size of sizes) await (await disk()).delete(key(name, size));
    },
    async *olderThan(moment) {
      let paginationToken: string | undefined;
      do {
        const page = await (
          await disk()
        ).listAll('', { recursive: true, ...(paginationToken ? { paginationToken } : {}) });
        for (const file of page.objects) {
          const name = file.isFile && /^[\w-]{22}(?=-large\.webp$)/.exec(file.name)?.[0];
          if (!name) continue;
          const { lastModified } = await (await disk()).getMetaData(key(name, 'large'));
          if (lastModified < moment) yield name;
        }
        ({ paginationToken } = page);
      } while (paginationToken);
    },
  };
}

async function openDisk(place: PhotoPlace): Promise<Disk> {
  if ('folder' in place) return new Disk(new FSDriver({ location: place.folder, visibility: 'private' }));
  // Ten megabytes of code that a server with a disk never loads.
  const { S3Driver } = await import('flydrive/drivers/s3');
  const { endpoint, bucket, region, accessKey, secretKey } = place;
  const options: ConstructorParameters<typeof S3Driver>[0] = {
    endpoint,
    bucket,
    region,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    forcePathStyle: true,
    supportsACL: false,
    visibility: 'private',
  };
  return new Disk(new S3Driver(options));
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && ('code' in cause ? cause.code === 'ENOENT' : cause.name === 'NoSuchKey');
}
