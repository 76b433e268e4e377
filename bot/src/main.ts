import { createLog } from '@wishlins/process/log';
import { ConfigError } from '@wishlins/process/settings';
import closeWithGrace from 'close-with-grace';
import { readConfig } from './config.ts';
import { runBot } from './run.ts';

try {
  const config = readConfig(process.env);
  if (config.mode === 'off') throw new ConfigError(['TELEGRAM_MODE=off: there is nothing for the bot to do.']);
  const running = runBot(config, createLog(config.logLevel));
  closeWithGrace({ delay: 10_000 }, () => running.stop());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 78;
}
