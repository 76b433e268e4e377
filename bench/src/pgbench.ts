import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Statement } from '../../backend/src/testing/statements.ts';

const run = promisify(execFile);

/** Where pgbench is, if anywhere; it speaks to newer servers well. */
export function findPgbench(): string | undefined {
  return globSync(['/usr/bin/pgbench', '/usr/local/bin/pgbench', '/usr/lib/postgresql/*/bin/pgbench']).at(-1);
}

/**
 * Writes a script in which client n runs the n-th lane. Values are variables, so that pgbench prepares each statement
 * once; it would take the colons in texts for variables too, so these are written as escapes.
 */
export async function writeScript(file: string, lanes: readonly (readonly Statement[])[]): Promise<Script> {
  const definitions: string[] = [];
  const blocks = lanes.map((statements, client) => {
    const lines = statements.map(({ sql, parameters }, at) => {
      const name = (number: string) => `v_${client}_${at}_${number}`;
      definitions.push(...parameters.flatMap((value, index) => ['-D', `${name(String(index + 1))}=${asText(value)}`]));
      const escaped = sql.replaceAll(/'(?:[^']|'')*'/g, (text) =>
        text.includes(':') ? `E${text.replaceAll(':', String.raw`\x3a`)}` : text,
      );
      return `${escaped.replaceAll(/\s+/g, ' ').replaceAll(/\$(\d+)/g, (_, number: string) => `:${name(number)}`)};`;
    });
    return [`\\if :client_id = ${client}`, ...lines, '\\endif'];
  });
  await writeFile(file, `${blocks.flat().join('\n')}\n`);
  return { file, definitions, clients: lanes.length };
}

function asText(value: unknown): string {
  return Buffer.isBuffer(value) ? String.raw`\x${value.toString('hex')}` : String(value);
}

/** How often a script ran, and how often a second. */
interface Runs {
  transactions: number;
  perSecond: number;
}

export interface Script {
  file: string;
  definitions: readonly string[];
  clients: number;
}

/** Runs a script with prepared statements, for some seconds or a number of times for each client. */
export async function runPgbench(
  program: string,
  url: string,
  script: Script,
  length: ['-T' | '-t', number],
): Promise<Runs> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const flags = ['-n', '-M', 'prepared', '-c', String(script.clients), length[0], String(length[1]), '-f', script.file];
  const { stdout } = await run(program, [...flags, ...script.definitions, pathname.slice(1)], {
    // The application, too, plans each statement once.
    env: {
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: username,
      PGPASSWORD: password,
      PGOPTIONS: '-c plan_cache_mode=force_generic_plan',
    },
  }).catch((error: { stderr: string }) => {
    throw new Error(`pgbench failed: ${error.stderr}`);
  });
  const read = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1]);
  return { transactions: read(/actually processed: (\d+)/), perSecond: read(/tps = ([\d.]+)/) };
}
