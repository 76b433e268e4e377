import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WishlistFace } from '@wishlins/contract/face';
import type { Language } from '@wishlins/contract/users';
import type { Database } from './database/connect.ts';
import type { DrawList, PageSettings } from './http/pages.ts';
import { findWishlistFace } from './wishes/repository.ts';

type Draw = (face: WishlistFace, shareToken: string, language: Language) => Promise<string>;

/** What draws a shared list is built from the components of the mini app, and lies beside its pages in `folder`. */
export async function loadDrawing(db: Database, folder: string): Promise<DrawList> {
  const { drawWishlist }: { drawWishlist: Draw } = await import(join(folder, '.server', 'draw.js'));
  return async (shareToken, language) => {
    const face = await findWishlistFace(db, shareToken);
    return face && (await drawWishlist(face, shareToken, language));
  };
}

/** For pages as an image has them: beside them lies the policy that nginx says of them as well (`frontend/nginx/prepare.ts`). */
export async function loadPageSettings(db: Database, folder: string): Promise<PageSettings> {
  const policy = await readFile(join(folder, '.server', 'policy.txt'), 'utf8');
  return { drawList: await loadDrawing(db, folder), policy };
}
