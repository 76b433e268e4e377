import type { Logger } from 'pino';
import type { CompleteConfig } from './config.ts';
import { openPool, over, type Database } from './database/connect.ts';
import { openDarkroom } from './photos/darkroom.ts';
import type { Photos } from './photos/service.ts';
import { openPhotoStore } from './photos/store.ts';
import { createLog } from '@wishlins/process/log';
import { createBotApi, type BotApi } from './telegram/bot-api.ts';
import { findBotUsername } from './telegram/bot-username.ts';

/** What the parts of a running backend share; made once in main and passed on. */
export interface Context {
  config: CompleteConfig;
  db: Database;
  /** How many connections to the database there are, are idle, and are waited for. */
  pool: { totalCount: number; idleCount: number; waitingCount: number };
  log: Logger;
  photos: Photos;
  /** Telegram, for what a request waits for. */
  botApi: BotApi;
  /** `null` until Telegram has told. */
  botUsername: () => string | null;
  close: () => Promise<void>;
}

/** Opens what a backend needs. */
export function createContext(config: CompleteConfig): Context {
  const log = createLog(config.logLevel);
  const pool = openPool({ url: config.databaseUrl, pool: config.databasePool, prepare: config.databasePrepare });
  const db = over(pool);
  const username = config.telegramBotUsername
    ? { current: config.telegramBotUsername, stop: () => {} }
    : findBotUsername({ apiRoot: config.telegramApiRoot, token: config.telegramBotToken, log });
  const photos = { darkroom: openDarkroom(), store: openPhotoStore(config.photos) };
  return {
    config,
    db,
    pool,
    log,
    photos,
    // A person waits meanwhile, and has other ways.
    botApi: createBotApi({ apiRoot: config.telegramApiRoot, token: config.telegramBotToken, patience: 2.5 }),
    botUsername: () => username.current,
    async close() {
      username.stop();
      await photos.darkroom.close();
      await db.destroy();
    },
  };
}
