import sharp from 'sharp';

/** A WebP of 4 × 3 pixels. */
export const smallestPhoto = new Uint8Array(
  Buffer.from('UklGRjQAAABXRUJQVlA4ICgAAACQAQCdASoEAAMAAsBMJaACdLoAA5gA/uAlfXwBT1R/8bx4FeS7HQAA', 'base64'),
);

/** A photo as a phone takes it: a JPEG that lies on its side, and knows where and with what it was taken. */
export async function phonePhoto({ width = 1200, height = 900 } = {}): Promise<Uint8Array<ArrayBuffer>> {
  const light = { create: { width, height, channels: 3 as const, background: '#e8b04a' } };
  const jpeg = await sharp(light)
    .composite([
      { input: { create: { width: width / 2, height, channels: 3, background: '#274c8f' } }, left: 0, top: 0 },
    ])
    .withExif({
      IFD0: { Model: 'Canary Phone 9', Orientation: '6' },
      IFD3: { GPSLatitude: '55/1 45/1 21/1', GPSLatitudeRef: 'N' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  return new Uint8Array(jpeg);
}
