import { ConfigError } from '@wishlins/process/settings';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

const good = {
  TELEGRAM_BOT_TOKEN: '1234567890:a-bot-token-of-thirty-five-letters-',
  BOT_SECRET: 'a-secret-between-bot-and-backend-',
};
const webhook = {
  ...good,
  TELEGRAM_MODE: 'webhook',
  WEBHOOK_SECRET: 'a-secret-of-telegram',
  PUBLIC_URL: 'https://wishlins.example',
};

function mistakesOf(env: Record<string, string>): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.mistakes.map((mistake) => /^\w+/.exec(mistake)?.[0] ?? '').toSorted();
    throw error;
  }
  return [];
}

describe('the settings of the bot', () => {
  it('need a token and the secret of the backend', () => {
    expect(readConfig(good)).toMatchObject({ mode: 'polling', backendUrl: 'http://127.0.0.1:8000' });
    expect(mistakesOf({})).toEqual(['BOT_SECRET', 'TELEGRAM_BOT_TOKEN']);
  });

  it('need nothing when there is to be no bot', () => {
    expect(readConfig({ TELEGRAM_MODE: 'off' }).mode).toBe('off');
  });

  it('need an address and a secret that Telegram can call with', () => {
    expect(mistakesOf(webhook)).toEqual([]);
    expect(mistakesOf({ ...webhook, WEBHOOK_SECRET: '', PUBLIC_URL: 'http://wishlins.example' })).toEqual([
      'PUBLIC_URL',
      'WEBHOOK_SECRET',
    ]);
  });

  it('may name this machine, outside of production', () => {
    const here = { ...webhook, PUBLIC_URL: 'http://localhost:8000' };
    expect(mistakesOf(here)).toEqual([]);
    expect(mistakesOf({ ...here, NODE_ENV: 'production' })).toEqual(['PUBLIC_URL']);
    expect(mistakesOf({ ...here, PUBLIC_URL: 'http://localhost.example' })).toEqual(['PUBLIC_URL']);
  });

  it('need an address that Telegram opens in production', () => {
    expect(mistakesOf({ ...good, NODE_ENV: 'production' })).toEqual(['PUBLIC_URL']);
  });

  it.each([
    ['TELEGRAM_MODE', 'pigeon'],
    ['BACKEND_URL', 'http://api:8000/'],
    ['BOT_SECRET', 'short'],
    ['WEBHOOK_SECRET', 'with spaces in it, and long'],
    ['WEBHOOK_PORT', '70000'],
  ])('name %s when it is %s', (name, value) => {
    expect(mistakesOf({ ...good, [name]: value })).toEqual([name]);
  });
});
