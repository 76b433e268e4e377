import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Money } from '@wishlins/contract/common';
import type { ReadingProblem } from '@wishlins/contract/page-reading';
import { exponentOf } from '@wishlins/contract/money';
import type { Page } from '../page/read-facts.ts';

const folder = join(import.meta.dirname, '..', '..', 'corpus');

/** A saved page of a shape that shops have, and what is to be read from it. */
export interface Saved {
  name: string;
  page: () => Page;
  title: string | null;
  price: Money | null;
  /** The first picture. */
  picture: string | null;
  canonical: string | undefined;
  problem: ReadingProblem | null;
}

/**
 * The corpus: `.page` files, a head of `name: value` lines before an empty one, then the page. `bytes` is what charset
 * it came in, `type` its content type, and `fill` what [FILL] is filled with, how many times.
 */
export function readCorpus(): Saved[] {
  return globSync('*.page', { cwd: folder })
    .toSorted()
    .map((file) => readSaved(basename(file, '.page'), readFileSync(join(folder, file), 'utf8')));
}

function readSaved(name: string, text: string): Saved {
  const [head = '', ...rest] = text.split('\n\n');
  const facts = new Map(
    head.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const said = (key: string) => (facts.get(key) === 'none' ? null : (facts.get(key) ?? null));
  const [, times = '0', filling = ''] = /^(\d+) (.*)$/.exec(facts.get('fill') ?? '') ?? [];
  const html = rest.join('\n\n').replace('[FILL]', () => filling.repeat(Number(times)));
  const url = facts.get('url') ?? '';
  const [amount = '', currency = ''] = (said('price') ?? '').split(' ');
  return {
    name,
    page: () => ({
      asked: url,
      url,
      contentType: facts.get('type') ?? 'text/html; charset=utf-8',
      bytes: encode(html, facts.get('bytes') ?? 'utf-8'),
    }),
    title: said('title'),
    price: currency ? { amount: Math.round(Number(amount) * 10 ** exponentOf(currency)), currency } : null,
    picture: said('picture'),
    canonical: facts.get('canonical'),
    problem: (facts.get('problem') as ReadingProblem | undefined) ?? null,
  };
}

/** A text in a charset of one byte per letter, or in one of Unicode with its mark. */
function encode(text: string, charset: string): Uint8Array<ArrayBuffer> {
  if (charset === 'utf-8') return new TextEncoder().encode(text);
  if (charset === 'utf-16le') return new Uint8Array(Buffer.from(`\uFEFF${text}`, 'utf16le'));
  const decoder = new TextDecoder(charset);
  const byLetter = new Map(Array.from({ length: 256 }, (_, byte) => [decoder.decode(Uint8Array.of(byte)), byte]));
  return Uint8Array.from(text, (letter) => byLetter.get(letter) ?? 63);
}
