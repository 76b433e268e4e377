import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The suite that has PostgreSQL 18 and recent linters; older ones carry neither. */
const SUITE = 'forky';
const KEYRING = 'usr/share/keyrings/debian-archive-keyring.gpg';

/** What the checks of `deploy/` run, with the file of each inside its package and what its version must be. */
const tools = {
  psql: { file: 'usr/lib/postgresql/18/bin/psql', usable: /\(PostgreSQL\) (1[89]|[2-9]\d)/ },
  pg_dump: { file: 'usr/lib/postgresql/18/bin/pg_dump', usable: /\(PostgreSQL\) (1[89]|[2-9]\d)/ },
  pg_restore: { file: 'usr/lib/postgresql/18/bin/pg_restore', usable: /\(PostgreSQL\) (1[89]|[2-9]\d)/ },
  shellcheck: { file: 'usr/bin/shellcheck', usable: /version: 0\.(9|1\d)/ },
  shfmt: { file: 'usr/bin/shfmt', usable: /^v?3\./ },
  promtool: { file: 'usr/bin/promtool', usable: /version (2\.4|2\.5|3)/ },
  age: { file: 'usr/bin/age', usable: /v?1\./ },
  'age-keygen': { file: 'usr/bin/age-keygen', usable: /v?1\./ },
  pgbackrest: { file: 'usr/bin/pgbackrest', usable: /pgBackRest (2\.(5[6-9]|[6-9]\d)|[3-9])/ },
  // It tells its version only when asked by -v: always Debian's, which is as new as the one of the images.
  nginx: { file: 'usr/sbin/nginx', usable: /never/ },
};
const packages = ['postgresql-client-18', 'shellcheck', 'shfmt', 'promtool', 'age', 'pgbackrest', 'nginx'];
/** The libraries that those are linked with, and the loader that finds these instead of the machine’s own. */
const libraries =
  `libc6 libpq5 libssl3t64 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libkrb5support0 libcom-err2 libkeyutils1
  libldap2 libsasl2-2 libreadline8t64 libtinfo6 libpcre2-8-0 libcrypt1 liblz4-1 libzstd1 zlib1g libffi8 libgmp10 libnuma1
  libbz2-1.0 libssh2-1t64 libxml2-16 libsystemd0 libcap2 libgcc-s1`.split(/\s+/);

export type Tool = keyof typeof tools;

/**
 * Finds the programs by name: on the PATH where they are good enough, otherwise out of Debian’s packages, which are
 * unpacked into a cache and not installed: neither root nor a change of the machine is needed.
 */
export async function findTools(say: (sentence: string) => void): Promise<Record<Tool, string>> {
  const found: Partial<Record<Tool, string>> = {};
  for (const name of Object.keys(tools) as Tool[]) found[name] = (await onPath(name)) ?? (await unpacked(name, say));
  return found as Record<Tool, string>;
}

async function onPath(name: Tool): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const path of folders.map((folder) => join(folder, name))) {
    if (existsSync(path) && (await isUsable(name, path))) return path;
  }
  return undefined;
}

async function isUsable(name: Tool, path: string): Promise<boolean> {
  return await execute(path, ['--version'], { timeout: 20_000 }).then(
    ({ stdout, stderr }) => tools[name].usable.test(stdout + stderr),
    () => false,
  );
}

let unpacking: Promise<string> | undefined;

async function unpacked(name: Tool, say: (sentence: string) => void): Promise<string> {
  unpacking ??= unpackAll(say).catch((error: Error) => {
    throw new Error(
      `${name} is needed by the checks of deploy/ and could not be had from Debian: install it. ${error.message}`,
      { cause: error },
    );
  });
  return join(await unpacking, 'bin', name);
}

async function unpackAll(say: (sentence: string) => void): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'wishlins');
  const contents = createHash('sha256')
    .update(JSON.stringify([SUITE, tools, packages, libraries]))
    .digest('hex');
  const home = join(cache, `debian-tools-${contents.slice(0, 12)}`);
  if (existsSync(home)) return home;

  say('Unpacking linters and a PostgreSQL client out of Debian’s packages, which takes half a minute.');
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, 'unpacking-'));
  try {
    const root = join(workshop, 'root');
    for (const deb of await download(workshop)) await execute('dpkg-deb', ['-x', deb, root]);
    await mkdir(join(workshop, 'bin'));
    for (const [name, { file }] of Object.entries(tools)) {
      await writeFile(join(workshop, 'bin', name), launcher(file));
      await chmod(join(workshop, 'bin', name), 0o755);
    }
    await rm(join(workshop, 'apt'), { recursive: true });
    // Somebody else may have been quicker.
    await rename(workshop, home).catch((error: Error) => {
      if (!existsSync(home)) throw error;
    });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return home;
}

/** Go’s programs are complete in themselves and start as well through the loader. */
function launcher(file: string): string {
  return [
    '#!/bin/sh',
    'root=$(dirname "$(dirname "$(readlink -f "$0")")")/root',
    'loader=$(echo "$root"/usr/lib*/ld-linux*.so.*)',
    'export LC_ALL=C.UTF-8',
    // Some programs start themselves again, by the name under which they were started.
    `exec "\${loader##* }" --argv0 "$0" --library-path "$(echo "$root"/usr/lib/*-linux-gnu*)" "$root/${file}" "$@"`,
    '',
  ].join('\n');
}

async function download(workshop: string): Promise<string[]> {
  const apt = join(workshop, 'apt');
  for (const folder of ['lists/partial', 'cache/archives/partial', 'debs']) {
    await mkdir(join(apt, folder), { recursive: true });
  }
  const keyring = await findKeyring(apt);
  await writeFile(join(apt, 'sources.list'), `deb [signed-by=${keyring}] ${await findMirror()} ${SUITE} main\n`);
  const places = {
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::Cache': join(apt, 'cache'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  };
  const flags = Object.entries(places).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  await execute('apt-get', [...flags, 'update', '-qq']);
  await execute('apt-get', [...flags, 'download', '-qq', ...packages, ...libraries], { cwd: join(apt, 'debs') });
  return globSync(join(apt, 'debs', '*.deb'));
}

/** The mirror that `DEBIAN_MIRROR` names, or that the machine itself uses when it is Debian. */
async function findMirror(): Promise<string> {
  const named = process.env['DEBIAN_MIRROR'];
  if (named) return named;
  const release = await readFile('/etc/os-release', 'utf8');
  const files = globSync('/etc/apt/{sources.list,sources.list.d/*}');
  const sources = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const own = /^(?:URIs: *|deb (?:\[.*?\] )?)(https?:\S+)/m.exec(sources.join('\n'))?.[1];
  if (own && /^ID=debian$/m.test(release)) return own;
  throw new Error('This machine is no Debian: DEBIAN_MIRROR may name a mirror of it to take the programs from.');
}

/** Ubuntu has Debian’s keys in a package. */
async function findKeyring(apt: string): Promise<string> {
  if (existsSync(`/${KEYRING}`)) return `/${KEYRING}`;
  await execute('apt-get', ['download', '-qq', 'debian-archive-keyring'], { cwd: apt });
  for (const deb of globSync(join(apt, '*.deb'))) await execute('dpkg-deb', ['-x', deb, join(apt, 'keys')]);
  return join(apt, 'keys', KEYRING);
}

/** The environment in which our scripts find these programs first. */
export async function pathWithTools(say: (sentence: string) => void): Promise<string> {
  const folders = Object.values(await findTools(say)).map((path) => dirname(path));
  return [...new Set(folders), process.env['PATH'] ?? ''].join(delimiter);
}

if (import.meta.main) console.log(await findTools(console.error));
