import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../backend/src/config.ts';
import { startEmbeddedPostgres } from '../backend/src/database/embedded.ts';

const envFile = join(import.meta.dirname, '..', '.env');

/** The settings of the environment, and of `.env` where the environment says nothing. */
export function readSettings(): Config {
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  return readConfig(process.env);
}

/** The address of the database that the settings choose; the embedded one is started and stops with what is running. */
export async function openDatabase(
  { databaseUrl, dataDir }: Config,
  running: AsyncDisposableStack,
  say: (sentence: string) => void,
): Promise<string> {
  if (databaseUrl) return databaseUrl;
  const database = await startEmbeddedPostgres({ dataDirectory: join(dataDir, 'postgres'), say });
  running.defer(() => database.stop());
  return database.url;
}
