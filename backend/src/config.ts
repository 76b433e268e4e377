import { isIP } from 'node:net';
import path from 'node:path';
import { readSettings, sharedSettings } from '@wishlins/process/settings';
import { Type, type Static } from 'typebox';
import type { PhotoPlace } from './photos/store.ts';

/** Every setting: its type, its default, its check and a sentence about it. */
export const settings = Type.Object({
  NODE_ENV: sharedSettings.NODE_ENV,
  HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'the address to listen on' }),
  PORT: Type.Integer({ default: 8000, minimum: 1, maximum: 65_535, description: 'the port to listen on' }),
  PUBLIC_URL: sharedSettings.PUBLIC_URL,
  TRUST_PROXY: Type.String({
    default: '',
    description: 'addresses of the proxies in front, comma-separated, whose X-Forwarded-For is believed',
  }),
  PAGES_DIR: Type.String({
    default: '',
    description: 'the folder of the built mini app, for an API that serves its pages with shared lists drawn into them',
  }),
  DATA_DIR: Type.String({ default: '.data', minLength: 1, description: 'where the embedded database lives' }),
  PHOTOS_DIR: Type.String({ default: '', description: 'the folder of photos; photos in DATA_DIR when empty' }),
  PHOTOS_S3_ENDPOINT: Type.String({
    default: '',
    pattern: '^(https?://[^/]+)?$',
    description: 'keeps photos in a bucket that speaks S3 instead, https://…; needs the next four',
  }),
  PHOTOS_S3_BUCKET: Type.String({ default: '', description: 'the bucket of photos, which exists already' }),
  PHOTOS_S3_REGION: Type.String({ default: 'us-east-1', minLength: 1, description: 'the region of the bucket' }),
  PHOTOS_S3_ACCESS_KEY: Type.String({ default: '', description: 'who may write to the bucket' }),
  PHOTOS_S3_SECRET_KEY: Type.String({ default: '', pattern: '^[!-~]*$', description: 'and what proves it' }),
  DATABASE_URL: Type.String({
    default: '',
    pattern: '^(postgres(ql)?://.+)?$',
    description: 'a PostgreSQL 18 of your own, postgres://…; the embedded one is started when empty',
  }),
  DATABASE_POOL: Type.Integer({ default: 10, minimum: 1, maximum: 200, description: 'connections to the database' }),
  DATABASE_PREPARE: Type.Boolean({
    default: true,
    description: 'named prepared statements; switch off behind a PgBouncer older than 1.21',
  }),
  TELEGRAM_BOT_TOKEN: sharedSettings.TELEGRAM_BOT_TOKEN,
  TELEGRAM_BOT_USERNAME: Type.String({
    default: '',
    pattern: '^([A-Za-z0-9_]{5,32})?$',
    description: 'the bot’s username without @; asked of Telegram when empty',
  }),
  TELEGRAM_API_ROOT: sharedSettings.TELEGRAM_API_ROOT,
  TELEGRAM_MESSAGES_PER_SECOND: Type.Integer({
    default: 25,
    minimum: 1,
    maximum: 1000,
    description: 'notifications a second that the bot sends; Telegram takes about 30 messages a second from a bot',
  }),
  BOT_SECRET: sharedSettings.BOT_SECRET,
  FETCHER_URL: Type.String({
    default: '',
    pattern: '^(https?://[^/]+)?$',
    description: 'where the worker finds the fetcher, without a slash at the end; npm start brings its own when empty',
  }),
  INIT_DATA_MAX_AGE: Type.Integer({
    default: 3600,
    minimum: 60,
    maximum: 86_400,
    description: 'seconds for which signed init data can be exchanged for a session',
  }),
  RATE_LIMIT_PER_ADDRESS: Type.Integer({
    default: 6000,
    minimum: 1,
    description: 'requests a minute from one address',
  }),
  RATE_LIMIT_PER_PERSON: Type.Integer({ default: 600, minimum: 1, description: 'requests a minute by one person' }),
  RATE_LIMIT_NEW_VISITORS: Type.Integer({
    default: 30,
    minimum: 1,
    description: 'guests without an account that one address may become within an hour',
  }),
  METRICS_HOST: Type.String({ default: '127.0.0.1', description: 'the address of the metrics' }),
  METRICS_PORT: Type.Integer({
    default: 9464,
    minimum: 0,
    maximum: 65_535,
    description: 'the internal port of /metrics for Prometheus; 0 switches it off',
  }),
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
});

export interface Config {
  production: boolean;
  host: string;
  port: number;
  publicUrl: string;
  trustProxy: string[];
  /** `undefined`: pages are served by somebody else. */
  pagesDir: string | undefined;
  dataDir: string;
  photos: PhotoPlace;
  /** `undefined`: the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  databasePool: number;
  databasePrepare: boolean;
  telegramBotToken: string | undefined;
  telegramBotUsername: string | undefined;
  telegramApiRoot: string;
  telegramMessagesPerSecond: number;
  /** `undefined`: the bot has no way in. */
  botSecret: string | undefined;
  /** `undefined`: on this machine, where it listens unless told otherwise. */
  fetcherUrl: string | undefined;
  /** Seconds. */
  initDataMaxAge: number;
  rateLimit: { perAddress: number; perPerson: number; newVisitors: number };
  metrics: { host: string; port: number };
  logLevel: string;
  /** No token and no production: the cast, the simulator and a token of the data folder’s own. */
  demo: boolean;
}

/** A config with nothing left open: what a running backend needs. */
export type CompleteConfig = Config & { databaseUrl: string; telegramBotToken: string };

/** Reads all settings from the environment, or throws a {@link ConfigError} that names every mistake. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = readSettings(settings, env, contradictions);
  const production = values.NODE_ENV === 'production';
  const demo = !production && !values.TELEGRAM_BOT_TOKEN;
  return {
    production,
    demo,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL || `http://localhost:${values.PORT}`,
    trustProxy: listOf(values.TRUST_PROXY),
    pagesDir: values.PAGES_DIR ? path.resolve(values.PAGES_DIR) : undefined,
    dataDir: path.resolve(values.DATA_DIR),
    photos: photoPlace(values),
    databaseUrl: values.DATABASE_URL || undefined,
    databasePool: values.DATABASE_POOL,
    databasePrepare: values.DATABASE_PREPARE,
    telegramBotToken: values.TELEGRAM_BOT_TOKEN || undefined,
    telegramBotUsername: values.TELEGRAM_BOT_USERNAME || undefined,
    telegramApiRoot: values.TELEGRAM_API_ROOT.replace(/\/$/, ''),
    telegramMessagesPerSecond: values.TELEGRAM_MESSAGES_PER_SECOND,
    botSecret: values.BOT_SECRET || undefined,
    fetcherUrl: values.FETCHER_URL || undefined,
    initDataMaxAge: values.INIT_DATA_MAX_AGE,
    rateLimit: {
      perAddress: values.RATE_LIMIT_PER_ADDRESS,
      perPerson: values.RATE_LIMIT_PER_PERSON,
      newVisitors: values.RATE_LIMIT_NEW_VISITORS,
    },
    metrics: { host: values.METRICS_HOST, port: values.METRICS_PORT },
    // A demo’s terminal is for the address to open; requests are logged there when asked for.
    logLevel: demo && !env['LOG_LEVEL'] ? 'warn' : values.LOG_LEVEL,
  };
}

function photoPlace(values: Static<typeof settings>): PhotoPlace {
  if (!values.PHOTOS_S3_ENDPOINT)
    return { folder: path.resolve(values.PHOTOS_DIR || path.join(values.DATA_DIR, 'photos')) };
  return {
    endpoint: values.PHOTOS_S3_ENDPOINT,
    bucket: values.PHOTOS_S3_BUCKET,
    region: values.PHOTOS_S3_REGION,
    accessKey: values.PHOTOS_S3_ACCESS_KEY,
    secretKey: values.PHOTOS_S3_SECRET_KEY,
  };
}

/** What is wrong with settings that are each right. */
function contradictions({
  NODE_ENV,
  HOST = '127.0.0.1',
  PUBLIC_URL = '',
  TRUST_PROXY = '',
  TELEGRAM_BOT_TOKEN,
  ...others
}: NodeJS.ProcessEnv): string[] {
  const mistakes: string[] = [];
  const production = NODE_ENV === 'production';
  if (production && !TELEGRAM_BOT_TOKEN) {
    mistakes.push('TELEGRAM_BOT_TOKEN is missing: in production Wishlins needs the token that @BotFather gave you.');
  }
  if (production && !PUBLIC_URL.startsWith('https://')) {
    mistakes.push('PUBLIC_URL must be the https:// address that people open: Telegram opens no other.');
  }
  if (!production && !TELEGRAM_BOT_TOKEN && !['127.0.0.1', 'localhost', '::1'].includes(HOST)) {
    mistakes.push('HOST must be 127.0.0.1 without TELEGRAM_BOT_TOKEN: the demo signs anybody in.');
  }
  for (const name of ['PHOTOS_S3_BUCKET', 'PHOTOS_S3_ACCESS_KEY', 'PHOTOS_S3_SECRET_KEY']) {
    if (others['PHOTOS_S3_ENDPOINT'] && !others[name]) {
      mistakes.push(`${name} is missing: PHOTOS_S3_ENDPOINT alone opens no bucket.`);
    }
  }
  for (const proxy of listOf(TRUST_PROXY)) {
    if (!isNetwork(proxy)) mistakes.push(`TRUST_PROXY names ${proxy}, which is neither an address nor a network.`);
  }
  return mistakes;
}

function listOf(given: string): string[] {
  return given
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** `10.0.0.1`, `10.0.0.0/8`, and their like in IPv6. */
function isNetwork(given: string): boolean {
  const [address = '', bits, ...more] = given.split('/');
  const version = isIP(address);
  const isPrefix = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  return version > 0 && isPrefix && more.length === 0;
}
