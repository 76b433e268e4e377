import { OneOf } from '@wishlins/contract/common';
import { readSettings, sharedSettings } from '@wishlins/process/settings';
import { Type } from 'typebox';

/** Every setting of the bot: its type, its default, its check and a sentence about it. */
export const settings = Type.Object({
  NODE_ENV: sharedSettings.NODE_ENV,
  PUBLIC_URL: sharedSettings.PUBLIC_URL,
  TELEGRAM_BOT_TOKEN: sharedSettings.TELEGRAM_BOT_TOKEN,
  TELEGRAM_API_ROOT: sharedSettings.TELEGRAM_API_ROOT,
  TELEGRAM_MODE: OneOf(['polling', 'webhook', 'off'], {
    default: 'polling',
    description: 'how the bot hears of updates: it asks, or Telegram calls PUBLIC_URL/telegram/updates; off: no bot',
  }),
  WEBHOOK_HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'the address to await Telegram on' }),
  WEBHOOK_PORT: Type.Integer({
    default: 8001,
    minimum: 0,
    maximum: 65_535,
    description: 'the port to await Telegram on; 0 for any that is free',
  }),
  WEBHOOK_SECRET: Type.String({
    default: '',
    pattern: '^([A-Za-z0-9_-]{16,256})?$',
    description: 'what Telegram shows when it calls, 16 letters, digits, _ or - or more',
  }),
  BACKEND_URL: Type.String({
    default: 'http://127.0.0.1:8000',
    pattern: '^https?://[^/]+$',
    description: 'where the bot finds the API, without a slash at the end',
  }),
  BOT_SECRET: sharedSettings.BOT_SECRET,
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
});

export interface Config {
  /** What people open, without a slash at the end. */
  publicUrl: string;
  token: string;
  apiRoot: string;
  mode: 'polling' | 'webhook' | 'off';
  webhook: { host: string; port: number; secret: string };
  backendUrl: string;
  botSecret: string;
  logLevel: string;
}

/** Reads all settings from the environment, or throws a `ConfigError` that names every mistake. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = readSettings(settings, env, contradictions);
  return {
    publicUrl: values.PUBLIC_URL || 'http://localhost:8000',
    token: values.TELEGRAM_BOT_TOKEN,
    apiRoot: values.TELEGRAM_API_ROOT.replace(/\/$/, ''),
    mode: values.TELEGRAM_MODE,
    webhook: { host: values.WEBHOOK_HOST, port: values.WEBHOOK_PORT, secret: values.WEBHOOK_SECRET },
    backendUrl: values.BACKEND_URL,
    botSecret: values.BOT_SECRET,
    logLevel: values.LOG_LEVEL,
  };
}

/** What is wrong with settings that are each right. */
function contradictions(env: NodeJS.ProcessEnv): string[] {
  const { NODE_ENV, PUBLIC_URL = '', TELEGRAM_MODE, TELEGRAM_BOT_TOKEN, BOT_SECRET, WEBHOOK_SECRET } = env;
  if (TELEGRAM_MODE === 'off') return [];
  const mistakes: string[] = [];
  if (!TELEGRAM_BOT_TOKEN) mistakes.push('TELEGRAM_BOT_TOKEN is missing: the bot needs what @BotFather gave you.');
  if (!BOT_SECRET) mistakes.push('BOT_SECRET is missing: the backend lets the bot in by it.');
  if (TELEGRAM_MODE === 'webhook' && !WEBHOOK_SECRET) {
    mistakes.push('WEBHOOK_SECRET is missing: without it anybody could call in Telegram’s name.');
  }
  // A Bot API server on this machine calls and opens what is on it, too.
  const isHere = NODE_ENV !== 'production' && /^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(PUBLIC_URL);
  const isNeeded = NODE_ENV === 'production' || TELEGRAM_MODE === 'webhook';
  if (isNeeded && !isHere && !PUBLIC_URL.startsWith('https://')) {
    mistakes.push('PUBLIC_URL must be the https:// address that people open: Telegram opens and calls no other.');
  }
  return mistakes;
}
