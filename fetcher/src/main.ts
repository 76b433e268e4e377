import { createLog } from '@wishlins/process/log';
import { ConfigError } from '@wishlins/process/settings';
import closeWithGrace from 'close-with-grace';
import { readConfig } from './config.ts';
import { createPageReader } from './read-page.ts';
import { serve } from './server.ts';

try {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  const running = await serve(createPageReader(), { ...config, log });
  log.info({ origin: running.origin }, 'the fetcher waits for links');
  // Started by `npm start`, it ends with it, however that ends.
  process.once('disconnect', () => process.exit());
  process.channel?.unref();
  closeWithGrace({ delay: 10_000 }, () => running.stop());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 78;
}
