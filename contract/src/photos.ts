import { Type } from 'typebox';
import { endpoint } from './endpoint.ts';
import { Picture } from './wishes.ts';

/** `bytes` of one file, `pixels` in it, and the bytes that all photos of one person may take. */
export const photoLimits = { bytes: 10 * 1024 * 1024, pixels: 40_000_000, stored: 200 * 1024 * 1024 } as const;

/** A file as it is. */
const Bytes = Type.Unsafe<Uint8Array<ArrayBuffer>>({
  contentMediaType: 'application/octet-stream',
  description: 'a photo: JPEG, PNG or WebP, by its content',
});

export const create = endpoint({
  method: 'POST',
  path: '/photos',
  summary: 'Bring a photo for a wish; it is kept in two sizes, without what the camera wrote into it',
  access: 'viewer',
  body: Bytes,
  upload: { maxBytes: photoLimits.bytes },
  status: 201,
  reply: Picture,
  errors: ['photo_unreadable', 'photo_space_full'],
});
