import { guessLanguage } from '@wishlins/contract/language';
import { createApp } from 'vue';
import { createWebHistory, type Router } from 'vue-router';
import { createApi } from './api.ts';
import App from './App.vue';
import { fetchWith } from './early-answers.ts';
import { createSpeech } from './i18n/i18n.ts';
import { liftFace } from './lift-face.ts';
import { provideApp } from './provide.ts';
import { createAppRouter, fetchOtherPages, pathOf } from './router.ts';
import { connectBridge } from './telegram/bridge.ts';
import { keepLaunch, takeLaunch } from './telegram/launch.ts';
import { announce, createTelegram, type Telegram } from './telegram/telegram.ts';
import { followTheme } from './telegram/theme.ts';
import { followViewport } from './telegram/viewport.ts';
import './ui/base.css';

/** By then the first page has what it needs. */
const QUIET_MS = 1000;

/** The visual language on one page, for whoever builds the next; in development only. */
const gallery = {
  path: '/gallery',
  name: 'gallery',
  component: () => import('./features/gallery/GalleryPage.vue'),
};

void start();

/** Opens the app: how it was launched, what it says to Telegram, where it starts. */
async function start(): Promise<void> {
  const launch = takeLaunch(window);
  const telegram = createTelegram(launch, launch.raw ? connectBridge(window) : undefined);
  followTheme(telegram, document.documentElement);
  followViewport(telegram, document.documentElement.style);

  // Only when just launched: a reload stays on the page it was on.
  const startPath = history.state === null ? pathOf(launch.startParam) : undefined;
  if (startPath) history.replaceState(null, '', startPath);
  const router = createAppRouter(createWebHistory(), import.meta.env.DEV ? [gallery] : []);
  // After the router has written its own part of the history entry.
  router.afterEach(() => queueMicrotask(() => keepLaunch(history, launch)));

  const api = createApi({ initData: launch.initData, fetch: fetchWith(window.earlyAnswers) });
  const speech = createSpeech(guessLanguage(launch.language), document.documentElement);
  const app = createApp(App);
  provideApp(app, { telegram, api, speech });
  app.use(router);
  await router.isReady();
  const face = document.getElementById('face');
  app.mount('#app');
  // Telegram already knows that a drawn page is there.
  if (face) liftFace(face, document.getElementById('app') ?? document.body);
  else announce(telegram);
  setTimeout(() => void fetchTheRest(router, telegram), QUIET_MS);
}

async function fetchTheRest(router: Router, telegram: Telegram): Promise<void> {
  const { flyPhotos } = await import('./photo-flight.ts');
  flyPhotos(router, telegram);
  await fetchOtherPages();
}
