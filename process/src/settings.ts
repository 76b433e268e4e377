import { readFileSync } from 'node:fs';
import { OneOf } from '@wishlins/contract/common';
import envSchema from 'env-schema';
import { Type, type Static, type TObject } from 'typebox';

/** Settings that more than one process reads, each with its type, its default, its check and a sentence about it. */
export const sharedSettings = {
  NODE_ENV: OneOf(['production', 'development', 'test'], {
    default: 'development',
    description: 'production refuses to start without a bot token and never has anything of the demo',
  }),
  PUBLIC_URL: Type.String({
    default: '',
    pattern: '^(https?://[^/]+)?$',
    description: 'the origin that people open, without a slash at the end; http://localhost:PORT when empty',
  }),
  TELEGRAM_BOT_TOKEN: Type.String({
    default: '',
    pattern: '^([0-9]+:[A-Za-z0-9_-]+)?$',
    description: 'the bot’s token from @BotFather; a demo on this machine only when empty',
  }),
  TELEGRAM_API_ROOT: Type.String({
    default: 'https://api.telegram.org',
    pattern: '^https?://',
    description: 'where the Bot API lives',
  }),
  BOT_SECRET: Type.String({
    default: '',
    pattern: '^([!-~]{32,200})?$',
    description:
      'what the bot and the backend know each other by, 32 characters or more; without it the bot has no way in',
  }),
  LOG_LEVEL: OneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'the least important log line to write; a demo writes warn and above unless asked',
  }),
};

/** Settings that may come from a file named by `X_FILE`, and that no log ever shows. */
export const secrets: readonly string[] = [
  'TELEGRAM_BOT_TOKEN',
  'DATABASE_URL',
  'BOT_SECRET',
  'WEBHOOK_SECRET',
  'PHOTOS_S3_SECRET_KEY',
];

/** Settings that cannot be used; `mistakes` has a sentence for each. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}

/**
 * Reads the settings of a process from the environment, or throws a {@link ConfigError} that names every mistake.
 *
 * @param contradictions what is wrong with settings that are each right, a sentence each
 */
export function readSettings<Settings extends TObject>(
  settings: Settings,
  env: NodeJS.ProcessEnv,
  contradictions: (env: NodeJS.ProcessEnv) => string[],
): Static<Settings> {
  const filled = withSecretFiles(env);
  const { values, mistakes } = check(settings, filled.env);
  const all = [...filled.mistakes, ...mistakes, ...contradictions(filled.env)];
  if (!values || all.length > 0) throw new ConfigError(all);
  return values;
}

function withSecretFiles(env: NodeJS.ProcessEnv): { env: NodeJS.ProcessEnv; mistakes: string[] } {
  const [filled, mistakes] = [{ ...env }, [] as string[]];
  for (const name of secrets) {
    const file = env[`${name}_FILE`];
    if (!file) continue;
    try {
      filled[name] = readFileSync(file, 'utf8').trim();
    } catch {
      mistakes.push(`${name}_FILE names ${file}, which cannot be read.`);
    }
  }
  return { env: filled, mistakes };
}

function check<Settings extends TObject>(
  settings: Settings,
  env: NodeJS.ProcessEnv,
): { values?: Static<Settings>; mistakes: string[] } {
  try {
    return {
      values: envSchema<Static<Settings>>({ schema: settings, data: env, dotenv: false, env: false }),
      mistakes: [],
    };
  } catch (error) {
    const found = error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
    const names = new Set(
      found.map((fault: { instancePath?: string }) => fault.instancePath?.split('/')[1] ?? '').filter(Boolean),
    );
    if (names.size === 0) throw error;
    return { mistakes: [...names].map((name) => mistake(name, env[name] ?? '', settings.properties[name] ?? {})) };
  }
}

interface Described {
  description?: string;
  type?: string;
  enum?: string[];
  minimum?: number;
  maximum?: number;
}

function mistake(name: string, given: string, schema: Described): string {
  const shown = secrets.includes(name) ? '[secret]' : given;
  const allowed = allowedBy(schema);
  return `${name}=${shown} cannot be used${allowed && `, only ${allowed}`}: ${schema.description}.`;
}

/** What a setting may be, where its sentence does not say so. */
function allowedBy(schema: Described): string {
  if (schema.enum) return schema.enum.join(', ');
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type !== 'integer') return '';
  const most = schema.maximum === undefined ? '' : ` to ${schema.maximum}`;
  return `a whole number from ${schema.minimum}${most}`;
}
