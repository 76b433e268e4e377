import { constants } from 'node:fs';
import { access, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { plantCommands, runScript } from '../testing/shell.ts';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Workflow {
  permissions: unknown;
  jobs: Record<string, { steps: Step[]; 'timeout-minutes'?: number; environment?: string; permissions?: unknown }>;
}

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');

describe.each(await readdir(folder))('%s', async (name) => {
  const text = await readFile(join(folder, name), 'utf8');
  const { permissions, jobs } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('trusts no action that could change, and leaves no credential behind', () => {
    const used = steps.filter(({ uses }) => uses);
    expect(used.filter(({ uses }) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(uses ?? ''))).toEqual([]);
    for (const step of used) expect(step.with).toMatchObject({ 'persist-credentials': false });
  });

  test('may read, and more only where it is said', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(Object.entries(jobs).filter(([, job]) => job.permissions)).toEqual([
      ['images', expect.objectContaining({ permissions: { contents: 'read', packages: 'write' } })],
    ]);
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
    expect(jobs['deploy']?.environment).toBe('production');
  });

  test('does nothing but call scripts of the repository', async () => {
    const calls = steps.flatMap(({ run }) => run ?? []);
    expect(calls.length).toBeGreaterThan(2);
    for (const call of calls) {
      expect(call).toMatch(/^[\w./-]+$/);
      await access(join(root, call), constants.X_OK);
    }
  });
});

describe('a deployment over SSH', () => {
  let scratch: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'wishlins-ssh-'));
    // The other side notes what reached it, with the files that it was shown.
    const PATH = await plantCommands(join(scratch, 'bin'), {
      ssh: `printf '%s\\n' "$@" > ${scratch}/arguments; cp -p "$2" ${scratch}/key
        known=$(printf '%s\\n' "$@" | sed -n 's/^UserKnownHostsFile=//p'); cp "$known" ${scratch}/known_hosts
        exit $(cat ${scratch}/outcome 2>/dev/null || echo 0)`,
      curl: `printf '%s\\n' "$@" > ${scratch}/asked`,
    });
    env = {
      PATH,
      HOME: scratch,
      TMPDIR: scratch,
      DEPLOY_HOST: 'wishes.example',
      DEPLOY_REF: 'a'.repeat(40),
      SSH_KEY: 'the-private-key',
      SSH_KNOWN_HOSTS: 'wishes.example ssh-ed25519 AAAA',
      PUBLIC_URL: 'https://wishes.example',
    };
  });

  afterEach(async () => {
    await rm(scratch, { recursive: true });
  });

  test('runs deploy.sh with the commit that was tested, on the one server that is known, and asks whether it answers', async () => {
    const { code, output } = await runScript('ci/deploy-over-ssh.sh', [], env);
    expect({ code, output }).toEqual({ code: 0, output: 'https://wishes.example answers.\n' });
    const given = await readFile(join(scratch, 'arguments'), 'utf8');
    expect(given).toContain('StrictHostKeyChecking=yes');
    expect(given).toContain(
      `wishlins@wishes.example\napps/wishlins-miniapp/deploy/deploy.sh --ref ${env['DEPLOY_REF']}\n`,
    );
    expect(await readFile(join(scratch, 'known_hosts'), 'utf8')).toBe('wishes.example ssh-ed25519 AAAA\n');
    expect(await readFile(join(scratch, 'asked'), 'utf8')).toMatch(/https:\/\/wishes\.example\/\n$/);
  });

  test('shows the key to nobody, and leaves none behind', async () => {
    const { output } = await runScript('ci/deploy-over-ssh.sh', [], env);
    expect(output + (await readFile(join(scratch, 'arguments'), 'utf8'))).not.toContain('the-private-key');
    expect((await stat(join(scratch, 'key'))).mode % 0o1000).toBe(0o600);
    expect((await readdir(scratch)).filter((name) => name.startsWith('tmp.'))).toEqual([]);
  });

  test('fails when the server could not deploy, and takes no branch for a commit', async () => {
    await plantCommands(join(scratch, 'bin'), { ssh: 'exit 1' });
    expect(await runScript('ci/deploy-over-ssh.sh', [], env)).toMatchObject({ code: 1 });
    const branch = await runScript('ci/deploy-over-ssh.sh', [], { ...env, DEPLOY_REF: 'main' });
    expect(branch).toMatchObject({ code: 1, output: expect.stringContaining('must be a whole commit') });
  });
});
