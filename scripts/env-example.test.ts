import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secrets } from '@wishlins/process/settings';
import { expect, it } from 'vitest';
import { settings as ofTheBackend } from '../backend/src/config.ts';
import { settings as ofTheBot } from '../bot/src/config.ts';
import { settings as ofTheFetcher } from '../fetcher/src/config.ts';

it('every setting of every process is in .env.example, with its sentence and its default', async () => {
  const example = await readFile(join(import.meta.dirname, '../.env.example'), 'utf8');
  const all = { ...ofTheBackend.properties, ...ofTheBot.properties, ...ofTheFetcher.properties };
  const lines = Object.entries(all).map(([name, schema]) => {
    const { description, default: value } = schema as { description?: string; default?: unknown };
    const file = secrets.includes(name) ? `; may come from the file that ${name}_FILE names` : '';
    return `# ${description}${file}\n${name}=${String(value)}\n`;
  });
  expect(example).toBe(lines.join('\n'));
});
