import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { botSecret, startBackend, startTelegram } from './processes.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the backend answers, on a database of its own. */
    backendUrl: string;
    /** The simulator’s Bot API. */
    apiRoot: string;
  }
}

/** One backend and one Telegram for the whole run, each a process, as in production. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-bot-'));
  const telegram = await startTelegram();
  const backend = await startBackend({ dataDir, botSecret, apiRoot: telegram.apiRoot });
  project.provide('backendUrl', backend.origin);
  project.provide('apiRoot', telegram.apiRoot);
  return async () => {
    await backend.stop();
    await telegram.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
