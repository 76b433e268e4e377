import type { Plugin } from 'vite';

/** Modules of the contract that are small and free of TypeBox: they are bundled as they are. */
const asTheyAre = new Set([
  'cards',
  'client',
  'dates',
  'downloads',
  'errors',
  'language',
  'message',
  'money',
  'pictures',
  'quick-wish',
  'start-param',
]);

/**
 * Keeps the schemas out of the bundle: the contract is imported here, at build time, and the app gets only what it
 * uses at run time — method and path of each endpoint, closed lists of words and limits. Types are TypeScript's business.
 */
export function slimContract(): Plugin {
  return {
    name: 'wishlins:slim-contract',
    enforce: 'pre',
    resolveId(id) {
      const match = /^@wishlins\/contract(?:\/(?<module>[\w-]+))?$/.exec(id);
      const module = match?.groups?.['module'] ?? 'index';
      return match && !asTheyAre.has(module) ? `\0contract:${module}` : undefined;
    },
    async load(id) {
      if (!id.startsWith('\0contract:')) return undefined;
      const name = id.slice('\0contract:'.length);
      const module: Record<string, unknown> = await import(`@wishlins/contract/${name}`);
      const lines = Object.entries(module)
        .map(([key, value]) => [key, slim(value)] as const)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => `export const ${key} = ${JSON.stringify(value)};`);
      return lines.join('\n');
    },
  };
}

/** What the app needs of an exported value; `undefined` for schemas and functions. */
function slim(value: unknown): unknown {
  if (Array.isArray(value)) return value.every((word) => typeof word === 'string') ? value : undefined;
  if (!isRecord(value)) return undefined;
  if ('method' in value && 'path' in value) {
    const { method, path, idempotencyKey, upload } = value;
    return { method, path, idempotencyKey, upload };
  }
  if (Object.values(value).every((limit) => typeof limit === 'number')) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, slim(inner)] as const);
  return entries.every(([, inner]) => isRecord(inner)) ? Object.fromEntries(entries) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}
