import { api } from '@wishlins/contract';
import type { Language, Me } from '@wishlins/contract/users';
import { cleanup, configure, render } from '@testing-library/vue';
import { userEvent } from '@testing-library/user-event';
import { afterEach } from 'vitest';
import { type Component, defineComponent, h } from 'vue';
import { createMemoryHistory, RouterView } from 'vue-router';
import { createApi } from '../api.ts';
import { createSpeech } from '../i18n/i18n.ts';
import { provideApp } from '../provide.ts';
import { createAppRouter } from '../router.ts';
import { createTelegram } from '../telegram/telegram.ts';
import ConfirmDialog from '../ui/ConfirmDialog.vue';
import ToastStack from '../ui/ToastStack.vue';
import { boris } from './cast.ts';
import { createFakeServer, type FakeServer } from './fake-server.ts';
import { createFakeTelegram, type FakeTelegram } from './fake-telegram.ts';

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 5000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
});

interface Stage {
  /** Whose phone it is. */
  viewer?: Me;
  server?: FakeServer;
  language?: Language;
  /** The Telegram around the page; without one the page stands in a bare browser. */
  telegram?: FakeTelegram;
}

/** Lets somebody sign in as the viewer. */
export function signIn(server: FakeServer, viewer: Me): void {
  server.on(api.session.create, {
    token: 'token-1',
    expiresAt: '2026-11-23T21:00:00.000Z',
    viewer,
    telegram: { botUsername: 'wishlins_bot' },
  });
}

/** Shows a page at its address, as a person finds it in the app, with toasts and questions around it. */
export async function renderAt(path: string, stage: Stage = {}) {
  const page = defineComponent(() => () => h(RouterView));
  return renderPart(page, {}, { ...stage, path });
}

/** Shows one component with everything that the app provides. */
export async function renderPart(
  part: Component,
  props: Record<string, unknown> = {},
  stage: Stage & { path?: string } = {},
) {
  const { server = createFakeServer(), viewer = boris, language = 'ru', telegram = createFakeTelegram(null) } = stage;
  signIn(server, viewer);
  const router = createAppRouter(createMemoryHistory());
  await router.push(stage.path ?? '/settings');
  const parts = {
    telegram: createTelegram(telegram.launch, telegram.bridge),
    api: createApi({ initData: telegram.launch.initData, fetch: server.fetch }),
    speech: createSpeech(language),
  };
  const around = defineComponent(() => () => [h(part, props), h(ToastStack), h(ConfirmDialog)]);
  const plugin = { install: (app: Parameters<typeof provideApp>[0]) => provideApp(app, parts) };
  const screen = render(around, { global: { plugins: [plugin, router] } });
  return { ...screen, server, router, telegram, api: parts.api, user: userEvent.setup() };
}
