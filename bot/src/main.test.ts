import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('the bot as a process ends with 78 and a sentence for each setting that cannot be used', async () => {
  const env = { PATH: process.env['PATH'], TELEGRAM_MODE: 'pigeon', BOT_SECRET: 'hunter2', TELEGRAM_BOT_TOKEN: '' };
  const ended = await new Promise<{ code: unknown; said: string }>((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts')], { env }, (error, _out, said) =>
      resolve({ code: error?.code, said }),
    );
  });
  expect(ended.code).toBe(78);
  expect(ended.said).toMatch(/^BOT_SECRET=\[secret\] cannot be used/m);
  expect(ended.said).toMatch(/^TELEGRAM_MODE=pigeon cannot be used, only polling, webhook, off/m);
  expect(ended.said).not.toContain('hunter2');
});
