import { photoLimits } from '@wishlins/contract/photos';
import { photoSides } from '@wishlins/contract/pictures';
import sharp, { type Sharp } from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { Developed, Order } from './darkroom.ts';

// Only these are read, by their content: no SVG, no PDF, no film, whatever else the library can do.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] });
sharp.cache(false);
sharp.concurrency(1);

/** The process that develops: a file comes in, the photo goes out, or `null` for what is none. */
process.on('message', ({ file, as }: Order) => {
  void (as === 'face' ? developFace(file) : develop(file)).then(
    (photo) => process.send?.(photo),
    () => process.send?.(null),
  );
});
process.on('disconnect', () => process.exit());

/** Upright, without what the camera wrote into it, in colours that every screen knows. */
async function develop(file: Uint8Array): Promise<Developed> {
  const upright = open(file);
  const large = await scaled(upright, photoSides.large, 80).toBuffer({ resolveWithObject: true });
  // From the large one: the file is decoded once.
  const [small, tiny] = await Promise.all([
    scaled(sharp(large.data), photoSides.small, 74).toBuffer(),
    sharp(large.data)
      .resize({ width: 64, height: 64, fit: 'inside' })
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true }),
  ]);
  const hash = rgbaToThumbHash(tiny.info.width, tiny.info.height, tiny.data);
  const { width, height } = large.info;
  return { large: large.data, small, width, height, thumbhash: Buffer.from(hash).toString('base64url') };
}

/** A face fills the largest circle in which one is shown, on a sharp screen. */
const faceSide = 320;

/** The middle of a photo, square. */
function developFace(file: Uint8Array): Promise<Uint8Array> {
  return open(file)
    .resize({ width: faceSide, height: faceSide, fit: 'cover' })
    .webp({ quality: 80, effort: 4 })
    .toBuffer();
}

function open(file: Uint8Array): Sharp {
  return sharp(file, { limitInputPixels: photoLimits.pixels, failOn: 'error', sequentialRead: true }).autoOrient();
}

function scaled(picture: Sharp, side: number, quality: number): Sharp {
  return picture
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .webp({ quality, effort: 4 });
}
