/** The longest side in pixels of what is sent: more than is kept, less than a phone takes. */
const SIDE = 2048;
/** Files up to so many bytes go as they are. */
const SMALL = 700_000;

/**
 * A photo as it is sent: made smaller on the phone, so that it goes in seconds, and without what the camera wrote into it.
 * What this browser cannot open goes as it is, and the server says what it thinks of it.
 */
export async function shrinkPhoto(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const shrunk = file.size > SMALL || !/jpeg|png|webp/.test(file.type) ? await redraw(file) : undefined;
  return new Uint8Array(await (shrunk ?? file).arrayBuffer());
}

async function redraw(file: Blob): Promise<Blob | undefined> {
  const picture = await globalThis.createImageBitmap?.(file).catch(() => undefined);
  if (!picture) return undefined;
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const brush = canvas.getContext('2d');
  if (!brush) return undefined;
  // JPEG knows nothing transparent.
  brush.fillStyle = '#fff';
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', 0.86));
}
