import type { App } from 'vue';
import { type Api, apiKey } from './api.ts';
import { type Speech, speechKey } from './i18n/i18n.ts';
import { cacheKey } from './resource.ts';
import { type Telegram, telegramKey } from './telegram/telegram.ts';
import { askingKey, createAsking } from './ui/confirm.ts';
import { createToasts, toastsKey } from './ui/toasts.ts';

/** Gives the app everything that its components and composables ask for; a test gives its own. */
export function provideApp(app: Pick<App, 'provide'>, parts: { telegram: Telegram; api: Api; speech: Speech }): void {
  app.provide(telegramKey, parts.telegram);
  app.provide(apiKey, parts.api);
  app.provide(speechKey, parts.speech);
  app.provide(toastsKey, createToasts());
  app.provide(askingKey, createAsking());
  app.provide(cacheKey, new Map());
}
