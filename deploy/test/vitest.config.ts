import { defineConfig } from 'vitest/config';

/** `npm run test:deploy`: one server, on which one thing after the other happens, as it does to a real one. */
export default defineConfig({
  test: {
    name: 'deploy',
    root: import.meta.dirname,
    include: ['**/*.deployment.ts'],
    globalSetup: './src/setup.ts',
    maxWorkers: 1,
    // What fails early makes what comes after meaningless.
    bail: 1,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000, interval: 100 } },
    reporters: ['verbose'],
  },
});
