import type { Node, Value } from './document.ts';

/** How much of a page’s JSON-LD is looked at. */
const most = { depth: 24, nodes: 4000 };

/** The things that JSON-LD describes, the outermost; what is broken is mended where that leaves no doubt. */
export function readJsonLd(scripts: readonly string[]): Node[] {
  return scripts.flatMap((script) => nodesOf(parse(script)));
}

/** A graph or a list is what it holds. */
function nodesOf(value: unknown, depth = 0): Node[] {
  if (depth > 4) return [];
  if (Array.isArray(value)) return value.flatMap((one) => nodesOf(one, depth + 1));
  if (!isNode(value)) return [];
  const graph = nodesOf(value['@graph'], depth + 1);
  return graph.length > 0 && !value['@type'] ? graph : [value, ...graph];
}

function parse(script: string): unknown {
  const text = script
    .replace(/^\s*(?:\/\/\s*)?(?:<!--|<!\[CDATA\[|\/\*\s*<!\[CDATA\[\s*\*\/)/, '')
    .replace(/(?:\/\/\s*)?(?:-->|\]\]>|\/\*\s*\]\]>\s*\*\/)\s*$/, '')
    .trim()
    .replace(/;$/, '');
  const attempts = [
    () => text,
    () => mend(text),
    () => mend(unescape(text)),
    () => `[${mend(text).replaceAll(/\}\s*\{/g, '},{')}]`,
    () => firstOf(mend(text)),
  ];
  for (const attempt of attempts) {
    try {
      return JSON.parse(attempt()) as unknown;
    } catch {
      // The next attempt is bolder.
    }
  }
  return undefined;
}

/** Line breaks inside strings, commas before an end, comments: what templates leave behind. */
function mend(text: string): string {
  let mended = '';
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (inString) {
      if (char === '\\') {
        // An escape that JSON does not know stands for its letter.
        const next = text.charAt(at + 1);
        mended += /["\\/bfnrtu]/.test(next) ? char + next : next;
        at += 1;
      } else if (char < ' ') mended += ' ';
      else {
        inString = char !== '"';
        mended += char;
      }
    } else if (char === '"') {
      inString = true;
      mended += char;
    } else if (char === '/' && text.charAt(at + 1) === '*') {
      const end = text.indexOf('*/', at + 2);
      at = end < 0 ? text.length : end + 1;
    } else if (char === '/' && text.charAt(at + 1) === '/') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (char === ',' && /^\s*[}\],]/.test(text.slice(at + 1, at + 60))) {
      // A comma too many.
    } else mended += char;
  }
  return mended;
}

/** What comes before a brace too many. */
function firstOf(text: string): string {
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/g)) {
    if (mark === '{' || mark === '[') depth += 1;
    if (mark === '}' || mark === ']') depth -= 1;
    if (depth === 0) return text.slice(0, index + 1);
  }
  return text;
}

function unescape(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#34;', '"').replaceAll('&amp;', '&');
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values of a property, however it is written. */
export function valuesOf(node: Node | undefined, property: string): Value[] {
  const value = node?.[property] ?? node?.[`schema:${property}`];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** The first words of a property. */
export function textOf(node: Node | undefined, property: string): string | undefined {
  for (const value of valuesOf(node, property)) {
    const text = isNode(value) ? (value['@value'] ?? value['name'] ?? value['@id']) : value;
    if ((typeof text === 'string' && text.trim()) || typeof text === 'number') return String(text).trim();
  }
  return undefined;
}

export function isA(node: Node, types: RegExp): boolean {
  return valuesOf(node, '@type').some((type) => typeof type === 'string' && types.test(type.replace(/^.*[/#:]/, '')));
}

/** Properties behind which other things stand than the one the page is about. */
const elsewhere =
  /^(?:isRelatedTo|isSimilarTo|isAccessoryOrSparePartFor|isConsumableFor|itemListElement|review|reviews|aggregateRating|hasVariant|isVariantOf|model|offers|addOn|breadcrumb|publisher|author|seller|manufacturer|recommendations|significantLink|relatedLink|hasOfferCatalog|makesOffer|potentialAction|@reverse)$/i;

/** All things of these types, those within others too, unless the page only mentions them. */
export function findThings(nodes: readonly Node[], types: RegExp): Node[] {
  const found: Node[] = [];
  let looked = 0;
  function look(node: Node, depth: number): void {
    looked += 1;
    if (depth > most.depth || looked > most.nodes) return;
    if (isA(node, types)) found.push(node);
    for (const [property, value] of Object.entries(node)) {
      if (elsewhere.test(property)) continue;
      for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) look(one, depth + 1);
    }
  }
  for (const node of nodes) look(node, 0);
  return found;
}
