import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

type Texts = ReadonlyMap<string, string>;

const required = ['ru', 'en'];

/**
 * Compares the languages of every `locales` folder with each other and with the code beside it, and returns a sentence
 * per fault: a key that one language lacks, that nothing uses or that code asks for in vain, placeholders that differ,
 * plural forms that a language needs and a text has not.
 */
export function findLocaleFaults(root: string): string[] {
  const skipped = ['**/node_modules/**', '**/dist/**'];
  const files = globSync('*/**/locales/*.json', { cwd: root, exclude: skipped });
  const folders = new Set(files.map((file) => dirname(file)));
  return [...folders].flatMap((folder) => {
    const languages = new Map<string, Texts>();
    for (const file of globSync('*.json', { cwd: join(root, folder) }).toSorted()) {
      languages.set(basename(file, '.json'), flatten(JSON.parse(readFileSync(join(root, folder, file), 'utf8'))));
    }
    const [side = '.'] = folder.split('/');
    const code = globSync('**/*.{ts,vue}', { cwd: join(root, side), exclude: [...skipped, '**/*.test.ts'] });
    const source = code.map((file) => readFileSync(join(root, side, file), 'utf8')).join('\n');
    const faults = [
      ...compareLanguages(languages),
      ...comparePlurals(languages),
      ...compareWithCode(languages, source),
    ];
    return faults.map((fault) => `${folder}: ${fault}`);
  });
}

function flatten(texts: object, prefix = ''): Texts {
  const flat = new Map<string, string>();
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text === 'string') flat.set(prefix + name, text);
    else for (const [key, inner] of flatten(text, `${prefix}${name}.`)) flat.set(key, inner);
  }
  return flat;
}

function* compareLanguages(languages: Map<string, Texts>): Iterable<string> {
  for (const language of required) if (!languages.has(language)) yield `${language}.json is missing`;
  for (const key of allKeys(languages)) {
    const placeholders = new Map<string, string>();
    for (const [language, texts] of languages) {
      const text = texts.get(key);
      if (text === undefined) yield `${language} lacks "${key}"`;
      else if (text.trim() === '') yield `${language} says nothing for "${key}"`;
      else placeholders.set(language, placeholdersOf(text).join(', ') || 'none');
    }
    if (new Set(placeholders.values()).size > 1) {
      const each = [...placeholders].map(([language, names]) => `${language}: ${names}`).join('; ');
      yield `the placeholders of "${key}" differ (${each})`;
    }
  }
}

/** Texts with `|` have one form per plural category of their language, in the order of `Intl.PluralRules`. */
function* comparePlurals(languages: Map<string, Texts>): Iterable<string> {
  for (const key of allKeys(languages)) {
    const isPlural = [...languages.values()].some((texts) => texts.get(key)?.includes('|'));
    if (!isPlural) continue;
    for (const [language, texts] of languages) {
      const forms = texts.get(key)?.split('|').length;
      const needed = pluralFormsOf(language);
      if (forms !== undefined && forms !== needed)
        yield `${language} has ${forms} plural forms of "${key}", not ${needed}`;
    }
  }
}

/** A key counts as used when it stands in the code as a literal, or starts as a template literal there does. */
function* compareWithCode(languages: Map<string, Texts>, source: string): Iterable<string> {
  const literals = new Set(Array.from(source.matchAll(/(['"`])([\w-]+(?:\.[\w-]+)*)\1/g), ([, , literal]) => literal));
  const prefixes = Array.from(source.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{/g), ([, prefix = '']) => prefix);
  const keys = allKeys(languages);
  for (const key of keys) {
    if (!literals.has(key) && !prefixes.some((prefix) => key.startsWith(prefix))) yield `nothing uses "${key}"`;
  }
  for (const [, , asked = ''] of source.matchAll(/\bt\(\s*(['"`])([\w-]+(?:\.[\w-]+)*)\1/g)) {
    if (!keys.has(asked)) yield `the code asks for "${asked}", which no language has`;
  }
}

function allKeys(languages: Map<string, Texts>): Set<string> {
  return new Set([...languages.values()].flatMap((texts) => [...texts.keys()]));
}

function placeholdersOf(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(/\{(\w+)/g), ([, name = '']) => name))].toSorted();
}

function pluralFormsOf(language: string): number {
  // Whole numbers only: a fraction's "other" is a form that no count of ours takes in Russian.
  const rules = new Intl.PluralRules(language);
  return new Set(Array.from({ length: 200 }, (_, count) => rules.select(count))).size;
}

if (import.meta.main) {
  const faults = findLocaleFaults(join(import.meta.dirname, '..'));
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
