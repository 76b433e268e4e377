import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plantCommands, runScript } from './testing/shell.ts';

const id = '3f0c0c5e-6a8e-4b1e-9d52-0c8f6b7f1a11';
let folder: string;
let env: Record<string, string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wishlins-logs-'));
  await writeFile(join(folder, 'access.log'), `{"requestId":"${id}","status":500}\n{"requestId":"another"}\n`);
  await writeFile(
    join(folder, 'containers'),
    `wishlist-backend  | {"level":50,"reqId":"${id}","msg":"no room"}\nwishlist-worker  | {"level":30,"queue":"wish-news","requestId":"${id}","msg":"job done"}\nwishlist-bot  | {"level":30}\n`,
  );
  const PATH = await plantCommands(join(folder, 'bin'), { docker: `cat ${folder}/containers` });
  env = { PATH, HOME: folder, NGINX_LOGS: folder };
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('logs', () => {
  test('tell of one request in the order in which it passed nginx, backend and worker', async () => {
    const { code, output } = await runScript('logs.sh', ['--request', id], env);
    const passed = output
      .trim()
      .split('\n')
      .map((line) => line.split('|')[0]?.trim());
    expect({ code, passed }).toEqual({ code: 0, passed: ['nginx', 'wishlist-backend', 'wishlist-worker'] });
  });

  test('say when no log knows the request, and refuse what cannot be one', async () => {
    const unknown = await runScript('logs.sh', ['--request', '00000000-0000'], env);
    expect(unknown).toMatchObject({ code: 1, output: expect.stringContaining('no log knows') });
    expect(await runScript('logs.sh', ['--request', '.*'], env)).toMatchObject({ code: 1 });
  });

  test('can be narrowed to errors', async () => {
    const { output } = await runScript('logs.sh', ['--errors'], env);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toContain('no room');
  });
});
