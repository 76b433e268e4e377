import { extname } from 'node:path';
import { openHelper } from '@wishlins/process/helper';
import { refuse } from '../errors.ts';

/** How long one photo may take, in milliseconds. */
const patience = 20_000;

/** A photo as it is kept: WebP in two sizes, and what to show until it is there. */
export interface Developed {
  large: Uint8Array;
  small: Uint8Array;
  /** Of the large one, in pixels. */
  width: number;
  height: number;
  /** A thumbhash in base64url. */
  thumbhash: string;
}

/** What the process is asked to make of a file. */
export interface Order {
  file: Uint8Array;
  as: 'photo' | 'face';
}

/** Makes photos of files that people bring, in a process of its own: whatever a file does to its decoder is done there. */
export interface Darkroom {
  /** Refuses with `photo_unreadable` what is no photo, and with `unavailable` when too many others wait. */
  develop(file: Uint8Array): Promise<Developed>;
  /** Makes the face of a person of their photo: a small square of WebP. Refuses as `develop` does. */
  developFace(file: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** In an image everything is bundled to .js, and this program lies beside the rest as here. */
const program = new URL(`developing-worker${extname(import.meta.filename)}`, import.meta.url);

/** Opens a darkroom; its process starts with the first photo, and one photo is developed at a time. */
export function openDarkroom(limits = { waiting: 16, patience }): Darkroom {
  const helper = openHelper<Order, Developed | Uint8Array | null>(program, { patience: limits.patience, heap: 64 });

  async function develop<Made>(order: Order): Promise<Made> {
    if (helper.waiting >= limits.waiting) refuse('unavailable', { retryAfter: 2 });
    // What ends the process, or keeps it for ever, is no photo.
    return ((await helper.ask(order)) ?? refuse('photo_unreadable')) as Made;
  }

  return {
    develop: (file) => develop<Developed>({ file, as: 'photo' }),
    developFace: (file) => develop<Uint8Array>({ file, as: 'face' }),
    close: helper.close,
  };
}
