import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, secrets } from '@wishlins/process/settings';
import { readConfig, settings } from './config.ts';

const token = '1234567890:a-bot-token-of-thirty-five-letters-';
/** Those among the secrets that this process reads. */
const ours = secrets.filter((name) => name in settings.properties);
const production = { NODE_ENV: 'production', TELEGRAM_BOT_TOKEN: token, PUBLIC_URL: 'https://wishlins.example' };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'wishlins-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('the settings', () => {
  it('need nothing: then it is a demo on this machine', () => {
    expect(readConfig({})).toMatchObject({
      demo: true,
      production: false,
      host: '127.0.0.1',
      port: 8000,
      publicUrl: 'http://localhost:8000',
      databaseUrl: undefined,
      rateLimit: { perAddress: 6000, perPerson: 600 },
    });
  });

  it('are taken as given', () => {
    const env = {
      ...production,
      PORT: '80',
      TRUST_PROXY: '10.0.0.1, 10.0.0.2,fd00::/8',
      DATABASE_PREPARE: 'false',
      LOG_LEVEL: 'warn',
    };
    expect(readConfig({ ...env, TELEGRAM_API_ROOT: 'http://127.0.0.1:8081/' })).toMatchObject({
      demo: false,
      production: true,
      port: 80,
      trustProxy: ['10.0.0.1', '10.0.0.2', 'fd00::/8'],
      databasePrepare: false,
      logLevel: 'warn',
      telegramBotToken: token,
      telegramApiRoot: 'http://127.0.0.1:8081',
    });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', 'eighty'],
    ['PORT', '0'],
    ['NODE_ENV', 'staging'],
    ['PUBLIC_URL', 'https://wishlins.example/app'],
    ['DATABASE_URL', 'mysql://somewhere'],
    ['DATABASE_POOL', '0'],
    ['DATABASE_PREPARE', 'perhaps'],
    ['TELEGRAM_BOT_TOKEN', 'token'],
    ['TELEGRAM_BOT_USERNAME', '@wishlins_bot'],
    ['INIT_DATA_MAX_AGE', '5'],
    ['RATE_LIMIT_PER_PERSON', '-1'],
    ['LOG_LEVEL', 'loud'],
  ])('name %s when it is %s, and say what it should be', (name, value) => {
    const [mistake = '', ...more] = mistakesOf({ [name]: value });
    expect(more).toEqual([]);
    expect(mistake).toMatch(new RegExp(`^${name}=.+ cannot be used(, only .+)?: .+\\.$`));
  });

  it('say what they may be', () => {
    expect(mistakesOf({ PORT: 'eighty', DATABASE_PREPARE: 'perhaps', NODE_ENV: 'staging' }).toSorted()).toEqual([
      expect.stringContaining('DATABASE_PREPARE=perhaps cannot be used, only true or false:'),
      expect.stringContaining('NODE_ENV=staging cannot be used, only production, development, test:'),
      'PORT=eighty cannot be used, only a whole number from 1 to 65535: the port to listen on.',
    ]);
  });

  it.each(['proxy', '10.0.0.1/33', '10.0.0.0/8/8', '10.0.0.1 10.0.0.2'])('refuse to trust the proxy %s', (proxy) => {
    expect(mistakesOf({ TRUST_PROXY: `10.0.0.1, ${proxy}` })).toEqual([
      `TRUST_PROXY names ${proxy}, which is neither an address nor a network.`,
    ]);
  });

  it('let a demo log requests only when asked', () => {
    expect(readConfig({}).logLevel).toBe('warn');
    expect(readConfig({ LOG_LEVEL: 'info' }).logLevel).toBe('info');
    expect(readConfig({ TELEGRAM_BOT_TOKEN: token }).logLevel).toBe('info');
  });

  it('name every mistake at once', () => {
    const env = { NODE_ENV: 'production', PORT: 'x', LOG_LEVEL: 'y', DATABASE_URL_FILE: '/nowhere' };
    expect(
      mistakesOf(env)
        .map((mistake) => /^\w+/.exec(mistake)?.[0] ?? '')
        .toSorted(),
    ).toEqual(['DATABASE_URL_FILE', 'LOG_LEVEL', 'PORT', 'PUBLIC_URL', 'TELEGRAM_BOT_TOKEN']);
  });
});

/** Photos in a bucket; its key is one of the secrets. */
const bucket = {
  PHOTOS_S3_ENDPOINT: 'https://s3.example',
  PHOTOS_S3_BUCKET: 'photos',
  PHOTOS_S3_ACCESS_KEY: 'wishlins',
  PHOTOS_S3_SECRET_KEY: 'another',
};

it('a bucket of photos needs its name and its keys', () => {
  expect(readConfig(bucket).photos).toMatchObject({ endpoint: 'https://s3.example', secretKey: 'another' });
  expect(mistakesOf({ PHOTOS_S3_ENDPOINT: 'https://s3.example' })).toHaveLength(3);
  expect(readConfig({ DATA_DIR: '/data' }).photos).toEqual({ folder: '/data/photos' });
});

describe('a secret', () => {
  it.each(ours)('%s may come from a file', async (name) => {
    const values = {
      TELEGRAM_BOT_TOKEN: token,
      DATABASE_URL: 'postgres://anya@127.0.0.1/wishlins',
      BOT_SECRET: 'a-secret-between-bot-and-backend-',
      PHOTOS_S3_SECRET_KEY: 'of-the-bucket',
    };
    const value = Object.entries(values).find(([known]) => known === name)?.[1];
    const file = path.join(folder, name);
    await writeFile(file, `${value}\n`);
    const config = readConfig({ ...bucket, [`${name}_FILE`]: file });
    expect([...Object.values(config), ...Object.values(config.photos)]).toContain(value ?? 'a value for every secret');
  });

  it.each(ours)('%s that cannot be used is not shown', (name) => {
    expect(mistakesOf({ [name]: 'hunter2 hunter2' }).join()).toMatch(new RegExp(`^${name}=\\[secret\\] `));
  });

  it('in a file that is not there, or is a folder, is a mistake', () => {
    expect(mistakesOf({ TELEGRAM_BOT_TOKEN_FILE: '/nowhere' })).toEqual([
      'TELEGRAM_BOT_TOKEN_FILE names /nowhere, which cannot be read.',
    ]);
    expect(mistakesOf({ DATABASE_URL_FILE: folder })).toEqual([
      `DATABASE_URL_FILE names ${folder}, which cannot be read.`,
    ]);
  });
});

describe('a demo', () => {
  it('is what runs without a token, and on this machine only', () => {
    for (const HOST of ['127.0.0.1', 'localhost', '::1']) expect(readConfig({ HOST }).demo).toBe(true);
    expect(mistakesOf({ HOST: '0.0.0.0' })).toEqual([expect.stringMatching(/^HOST must be 127\.0\.0\.1/)]);
    expect(readConfig({ HOST: '0.0.0.0', TELEGRAM_BOT_TOKEN: token }).demo).toBe(false);
  });

  it('never runs in production, which needs a token and an https address', () => {
    expect(mistakesOf({ ...production, TELEGRAM_BOT_TOKEN: '' })).toEqual([
      expect.stringMatching(/^TELEGRAM_BOT_TOKEN is missing/),
    ]);
    expect(mistakesOf({ ...production, PUBLIC_URL: 'http://wishlins.example' })).toEqual([
      expect.stringMatching(/^PUBLIC_URL must be the https/),
    ]);
    expect(readConfig({ ...production, HOST: '0.0.0.0' })).toMatchObject({ demo: false, production: true });
  });
});
