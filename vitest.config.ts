import { join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

/** Everything but the browser journeys, which have `e2e/vitest.config.ts`: they need the whole system running. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'contract', root: 'contract' } },
      {
        test: {
          name: 'backend',
          root: 'backend',
          globalSetup: join(import.meta.dirname, 'backend/src/testing/postgres.setup.ts'),
          testTimeout: 15_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'bot',
          root: 'bot',
          globalSetup: join(import.meta.dirname, 'bot/src/testing/system.setup.ts'),
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'fetcher', root: 'fetcher', testTimeout: 30_000 } },
      { test: { name: 'frontend', root: 'frontend', environment: 'happy-dom', testTimeout: 15_000 }, plugins: [vue()] },
      { test: { name: 'simulator', root: 'simulator/src' } },
      { test: { name: 'simulator page', root: 'simulator/web', environment: 'happy-dom' }, plugins: [vue()] },
      {
        test: {
          name: 'deploy',
          root: 'deploy',
          exclude: ['test/**'],
          globalSetup: join(import.meta.dirname, 'backend/src/testing/postgres.setup.ts'),
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'scripts', root: 'scripts', testTimeout: 60_000 } },
    ],
  },
});
