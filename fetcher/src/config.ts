import { readSettings, sharedSettings } from '@wishlins/process/settings';
import { Type } from 'typebox';

/** Every setting of the fetcher. Where it may go is none: nobody can open it by mistake. */
export const settings = Type.Object({
  FETCHER_HOST: Type.String({
    default: '127.0.0.1',
    minLength: 1,
    description: 'the address on which the fetcher is asked to read pages; never one that people can reach',
  }),
  FETCHER_PORT: Type.Integer({
    default: 8010,
    minimum: 0,
    maximum: 65_535,
    description: 'the port on which the fetcher is asked to read pages; 0 for any that is free',
  }),
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
});

export interface Config {
  host: string;
  port: number;
  logLevel: string;
}

/** Reads all settings from the environment, or throws a `ConfigError` that names every mistake. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const values = readSettings(settings, env, () => []);
  return { host: values.FETCHER_HOST, port: values.FETCHER_PORT, logLevel: values.LOG_LEVEL };
}
