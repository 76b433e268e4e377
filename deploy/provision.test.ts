import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runScript } from './testing/shell.ts';

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wishlins-provision-'));
  env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    APP_USER: 'wishlins-of-a-test',
    DOMAIN: 'wishes.example',
    EMAIL: 'anya@wishes.example',
    TELEGRAM_BOT_USERNAME: 'wishes_bot',
    TELEGRAM_BOT_TOKEN: '123:secret-of-the-bot',
  };
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe('provisioning a server', () => {
  test('says what it would do, without the token, and does nothing', async () => {
    const { code, output } = await runScript('provision.sh', ['--dry-run'], env);
    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^Pre-flight. Nothing is changed yet./),
    });
    expect(output).toMatch(/serve https:\/\/wishes\.example as wishlins-of-a-test/);
    expect(output).not.toMatch(/From here on|secret-of-the-bot/);
  });

  test('names every mistake at once before it changes anything', async () => {
    const wrong = {
      ...env,
      DOMAIN: 'Wishes',
      EMAIL: '',
      TELEGRAM_BOT_USERNAME: '@wishes',
      TELEGRAM_BOT_TOKEN: 'secret',
    };
    const { code, output } = await runScript('provision.sh', ['--yes', '--dry-run'], wrong);
    expect(code).toBe(1);
    for (const name of ['DOMAIN', 'EMAIL', 'TELEGRAM_BOT_USERNAME', 'TELEGRAM_BOT_TOKEN']) {
      expect(output).toContain(`✗ ${name} must be`);
    }
    expect(output).toContain('nothing was changed');
  });

  test('begins nothing without somebody who agrees', async () => {
    const { code, output } = await runScript('provision.sh', [], env);
    expect(code).toBe(1);
    expect(output).toMatch(/Nothing was changed|nothing was changed/);
    expect(output).not.toContain('From here on');
  });
});

test('backups are made every day at 02:00, Sundays at 03:00 and on the first of the month at 04:00', async () => {
  const crontab = await readFile(join(import.meta.dirname, 'crontab'), 'utf8');
  const hours = [...crontab.matchAll(/^(\S+ \S+ \S+ \S+ \S+) +@USER@ +@APP@\/deploy\/backup\.sh (\w+)/gm)];
  expect(hours.map(([, when, kind]) => [kind, when])).toEqual([
    ['daily', '0 2 * * *'],
    ['weekly', '0 3 * * 0'],
    ['monthly', '0 4 1 * *'],
  ]);
});
