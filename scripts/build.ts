import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const stamps = join(root, 'node_modules', '.cache', 'wishlins');
const execute = promisify(execFile);

/** Something that Vite builds: what it is called, and the workspaces whose files go into it. */
interface Pages {
  name: string;
  workspace: 'frontend' | 'simulator';
  /** A module that is built for the server besides, into a folder of `dist` that is not served. */
  forServer?: string;
}

/** The page people open, and the page that stands in for Telegram in the demo. */
export const miniApp: Pages = { name: 'mini app', workspace: 'frontend', forServer: 'src/draw.ts' };
export const simulatorPage: Pages = { name: 'simulator', workspace: 'simulator' };

/** Vite refused the sources; the message is what it said. */
export class BuildError extends Error {}

/** Builds pages into `dist` of their workspace unless their sources are the ones built last. */
export async function build({ name, workspace, forServer }: Pages, say: (sentence: string) => void): Promise<void> {
  const stamp = join(stamps, `${workspace}.built-from`);
  // In development and in the journeys Vue warns of mistakes, and is twice as large for it.
  const sources = `${process.env['NODE_ENV'] || 'production'} ${await fingerprint(workspace)}`;
  const built = await readFile(stamp, 'utf8').catch(() => '');
  if (built === sources && existsSync(join(root, workspace, 'dist', 'index.html'))) return;

  say(`Building the ${name}, which takes some seconds.`);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const parts = [[], ...(forServer ? [['--ssr', forServer, '--outDir', 'dist/.server']] : [])];
  for (const part of parts) {
    const command = [vite, 'build', '--logLevel', 'warn', ...part];
    await execute(process.execPath, command, { cwd: join(root, workspace) }).catch((error) => {
      throw new BuildError(`The ${name} cannot be built.\n${error.stdout}${error.stderr}`);
    });
  }
  await mkdir(stamps, { recursive: true });
  await writeFile(stamp, sources);
}

async function fingerprint(workspace: string): Promise<string> {
  const exclude = ['**/node_modules/**', '**/dist/**', '**/*.test.ts'];
  const files = globSync([`{${workspace},contract}/**/*.*`, 'package-lock.json'], { cwd: root, exclude }).toSorted();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(await readFile(join(root, file)));
  return hash.digest('hex');
}
