import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

type Texts = ReadonlyMap<string, string>;

const required = ['ru', 'en'];

/**
 * Compares the languages of every `locales` folder with each other and with the code of its side (the app, the bot), and
 * returns a sentence per fault: a key that one language lacks, that nothing uses or that code asks for in vain, placeholders
 * that differ, plural forms that a language needs and a text has not, a namespace in two folders.
 */
export function findLocaleFaults(root: string): string[] {
  const skipped = ['**/node_modules/**', '**/dist/**'];
  const files = globSync('*/**/locales/**/*.json', { cwd: root, exclude: skipped });
  const folders = Map.groupBy(new Set(files.map((file) => dirname(file))), (folder) => folder.split('/')[0] ?? '.');
  return [...folders].flatMap(([side, foldersOfSide]) => {
    const code = globSync('**/*.{ts,vue}', { cwd: join(root, side), exclude: [...skipped, '**/*.test.ts'] });
    const source = code.map((file) => readFileSync(join(root, side, file), 'utf8')).join('\n');
    const textsOf = new Map(foldersOfSide.map((folder) => [folder, readTexts(join(root, folder))]));
    const known = new Set([...textsOf.values()].flatMap((languages) => [...allKeys(languages)]));
    return [
      ...[...textsOf].flatMap(([folder, languages]) =>
        [...compareLanguages(languages), ...comparePlurals(languages), ...findUnused(languages, source)].map(
          (fault) => `${folder}: ${fault}`,
        ),
      ),
      ...Array.from(findUnknown(known, source), (fault) => `${side}: ${fault}`),
      ...Array.from(findDivided(textsOf), (fault) => `${side}: ${fault}`),
    ];
  });
}

function readTexts(folder: string): Map<string, Texts> {
  const files = globSync('*.json', { cwd: folder }).toSorted();
  return new Map(
    files.map((file) => [basename(file, '.json'), flatten(JSON.parse(readFileSync(join(folder, file), 'utf8')))]),
  );
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
function* findUnused(languages: Map<string, Texts>, source: string): Iterable<string> {
  const literals = new Set(Array.from(source.matchAll(/(['"`])([\w-]+(?:\.[\w-]+)*)\1/g), ([, , literal]) => literal));
  const prefixes = Array.from(source.matchAll(/`([\w-]+(?:\.[\w-]+)*\.)\$\{/g), ([, prefix = '']) => prefix);
  for (const key of allKeys(languages)) {
    if (!literals.has(key) && !prefixes.some((prefix) => key.startsWith(prefix))) yield `nothing uses "${key}"`;
  }
}

function* findUnknown(known: Set<string>, source: string): Iterable<string> {
  for (const [, , asked = ''] of source.matchAll(/\bt\(\s*(['"`])([\w-]+(?:\.[\w-]+)*)\1/g)) {
    if (!known.has(asked)) yield `the code asks for "${asked}", which no language has`;
  }
}

/** Folders whose texts are put together would lose what stands under the same name in both. */
function* findDivided(textsOf: Map<string, Map<string, Texts>>): Iterable<string> {
  const folderOf = new Map<string, string>();
  for (const [folder, languages] of textsOf) {
    for (const name of new Set(Array.from(allKeys(languages), (key) => key.split('.')[0] ?? key))) {
      const other = folderOf.get(name);
      if (other) yield `"${name}" is divided between ${other} and ${folder}`;
      folderOf.set(name, folder);
    }
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
