import type { WishlistFace } from '@wishlins/contract/face';
import type { Language } from '@wishlins/contract/users';
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { createMemoryHistory, createRouter } from 'vue-router';
import Face from './features/shared-wishlist/WishlistFace.vue';
import { createSpeech, speechKey } from './i18n/i18n.ts';

/**
 * Draws a shared list as HTML, with the components of the app and everything in it escaped. Runs in the server, which finds
 * it beside the built pages (`dist/.server/`).
 */
export async function drawWishlist(face: WishlistFace, shareToken: string, language: Language): Promise<string> {
  const app = createSSRApp(Face, { face, shareToken });
  app.provide(speechKey, createSpeech(language));
  // Cards are links; nobody follows them before the app is there.
  app.use(createRouter({ history: createMemoryHistory(), routes: [{ path: '/:page(.*)*', component: Face }] }));
  return await renderToString(app);
}
