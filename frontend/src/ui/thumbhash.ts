import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash';

/** The colour of a photo that is not there yet, out of its thumbhash. */
export function averageColor(thumbhash: string): string {
  const { r, g, b } = thumbHashToAverageRGBA(bytesOf(thumbhash));
  return `rgb(${[r, g, b].map((part) => Math.round(part * 255)).join(' ')})`;
}

/** A blurred likeness of it, as an address: a millisecond of work, so only where a photo is awaited. */
export function blurredLikeness(thumbhash: string): string {
  return thumbHashToDataURL(bytesOf(thumbhash));
}

function bytesOf(thumbhash: string): Uint8Array {
  const binary = atob(thumbhash.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}
