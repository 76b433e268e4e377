import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findBrowser } from '../../scripts/browser.ts';
import { startSystem } from './system.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the whole system answers, as in `http://localhost:8000`. */
    origin: string;
    /** The path of the browser. */
    chromium: string;
  }
}

/** Starts one demo for all journeys, in a fresh data folder; afterwards it must close cleanly. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  project.provide('chromium', await findBrowser(console.log));
  // Whoever wants to look at the database afterwards names the folder and clears it away.
  const kept = process.env['JOURNEYS_DATA_DIR'];
  const dataDir = kept ?? (await mkdtemp(join(tmpdir(), 'wishlins-journeys-')));
  const system = await startSystem({ dataDir, say: console.log });
  project.provide('origin', system.origin);

  return async () => {
    await system.stop();
    if (!kept) await rm(dataDir, { recursive: true });
  };
}
