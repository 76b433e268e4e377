// Plain JavaScript without dependencies: it runs before anything is installed, on whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const root = fileURLToPath(new URL('..', import.meta.url));

/** Installs the dependencies when they differ from the lockfile, then runs our script on the Node that came with them. */
export function runInstalled(script) {
  const [major] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE)
    refuse(`Wishlins needs Node ${OLDEST_NODE} or newer, and this is ${process.version}: please upgrade.`);
  if (!isInstalled()) install();

  const node = join(root, 'node_modules', '.bin', 'node');
  if (!existsSync(node))
    refuse('npm skipped the install script of the package "node": run `npm ci --ignore-scripts=false`.');
  // The channel is not for messages: its end tells the script that we were killed.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(node, [join(root, 'scripts', script), ...process.argv.slice(2)], { cwd: root, stdio });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
  stopWithNpm(child);
}

/** Whether npm's note of what it installed is what the lockfile wants; optional packages of other platforms may lack. */
export function isInstalled() {
  try {
    const wanted = packagesOf('package-lock.json');
    const present = packagesOf('node_modules/.package-lock.json');
    return Object.entries(wanted).every(([path, { version, optional }]) => {
      if (!path.includes('node_modules/')) return true;
      return present[path] ? present[path].version === version : optional;
    });
  } catch {
    return false;
  }
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(join(root, lockfile), 'utf8')).packages;
}

function install() {
  console.log('Installing the dependencies (npm ci), which takes a minute or two.');
  // Also in production, where npm would leave out what builds the pages, and the Node that runs all this.
  const { status, error } = spawnSync('npm', ['ci', '--include=dev', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) refuse(`Installing failed${error ? `: ${error.message}` : ', npm says above why'}.`);
}

/**
 * A killed npm cannot pass the signal on: without this the application would outlive it and keep the port. That npm is our
 * parent, and not a shell, is what `exec` in package.json is for.
 */
function stopWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const npm = process.ppid;
  setInterval(() => process.ppid !== npm && child.kill('SIGTERM'), 250).unref();
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}
