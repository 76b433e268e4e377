import type { KeywordDefinition } from 'ajv';

const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/;
const lineBreak = /[\t\n]/;
const loneSurrogate = /\p{Surrogate}/u;
const segmenter = new Intl.Segmenter();

/** NFC, trimmed, with plain line breaks: how text is kept. */
export function tidy(text: string): string {
  return text.normalize('NFC').replaceAll('\r\n', '\n').replaceAll('\r', '\n').trim();
}

/** Whether every bidirectional embedding, override and isolate is closed, so that none reaches the text around it. */
export function isBalanced(text: string): boolean {
  let embeddings = 0;
  let isolates = 0;
  for (const char of text) {
    if (/[\u202A\u202B\u202D\u202E]/.test(char)) embeddings += 1;
    if (/[\u2066-\u2068]/.test(char)) isolates += 1;
    if (char === '\u202C') embeddings -= 1;
    if (char === '\u2069') isolates -= 1;
    if (embeddings < 0 || isolates < 0) return false;
  }
  return embeddings === 0 && isolates === 0;
}

function fits(text: string, rule: { min: number; max: number; lines: 'one' | 'many' }): boolean {
  if (control.test(text) || loneSurrogate.test(text)) return false;
  if (rule.lines === 'one' && lineBreak.test(text)) return false;
  if (!isBalanced(text)) return false;
  // As many UTF-16 units as graphemes at the least: only longer texts need to be segmented.
  if (text.length <= rule.max && text.length >= rule.min && rule.min <= 1) return true;
  const graphemes = [...segmenter.segment(text)].length;
  return graphemes >= rule.min && graphemes <= rule.max;
}

/** The keyword `text` of the contract: tidies what a person wrote in its place, then checks it. */
export const textKeyword: KeywordDefinition = {
  keyword: 'text',
  type: 'string',
  modifying: true,
  schemaType: 'object',
  validate(rule: { min: number; max: number; lines: 'one' | 'many' }, given: string, _schema: unknown, place) {
    const text = tidy(given);
    if (place) (place.parentData as Record<string | number, unknown>)[place.parentDataProperty] = text;
    return fits(text, rule);
  },
};

const currencies = new Set(Intl.supportedValuesOf('currency'));

function isTimeZone(name: string): boolean {
  // Intl also takes offsets, which know no summer time, and inventions of ICU such as `ACT`, which PostgreSQL does not know.
  if (!/^(?:UTC|GMT|[CEMW]ET|(?!SystemV\/)[A-Za-z_]+\/[\w/+-]+)$/i.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

function isWebLink(text: string): boolean {
  if (control.test(text) || /\s/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && !username && !password && hostname.includes('.');
}

/** The formats of the contract beside those of JSON Schema itself. */
export const formats = {
  currency: (code: string) => currencies.has(code),
  'time-zone': isTimeZone,
  'web-link': isWebLink,
};
