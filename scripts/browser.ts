import { execFile, spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
const execute = promisify(execFile);

const usualNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const macApplications = ['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Finds a Chromium that starts, or installs one; for the browser journeys, which are never skipped for want of it. */
export async function findBrowser(say: (sentence: string) => void): Promise<string> {
  const chosen = process.env['CHROMIUM_PATH'];
  if (chosen && !(await starts(chosen))) throw new Error(`CHROMIUM_PATH=${chosen} is not a browser that starts here.`);
  const found = chosen ?? (await firstThatStarts(usualPlaces()));
  if (found) return found;

  say('Installing Chromium for the browser journeys, which takes a minute or two.');
  for (const install of process.getuid?.() === 0 ? [installDebian, installPlaywright] : [installPlaywright]) {
    await install().catch((error: Error) => say(`That did not work: ${error.message}`));
    const installed = await firstThatStarts(usualPlaces());
    if (installed) return installed;
  }
  throw new Error('No Chromium was found or could be installed: install one, or name it in CHROMIUM_PATH.');
}

async function firstThatStarts(candidates: string[]): Promise<string | undefined> {
  for (const candidate of candidates) if (await starts(candidate)) return candidate;
  return undefined;
}

/** Ubuntu has a `chromium-browser` that only asks for a snap: being there is not enough. */
async function starts(browser: string): Promise<boolean> {
  return await execute(browser, ['--version', '--no-sandbox'], { timeout: 20_000 }).then(
    ({ stdout }) => /Chrom/.test(stdout),
    () => false,
  );
}

function usualPlaces(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = usualNames.flatMap((name) => folders.map((folder) => join(folder, name)));
  const onMac = macApplications.map((path) => join('/Applications', path));
  return [...onPath, ...onMac, ...playwrightCache()].filter((path) => existsSync(path));
}

function playwrightCache(): string[] {
  const folder = process.env['PLAYWRIGHT_BROWSERS_PATH'] ?? join(homedir(), '.cache', 'ms-playwright');
  return globSync('chromium*/chrome-*/{chrome,headless_shell,chrome-headless-shell}', { cwd: folder })
    .map((path) => join(folder, path))
    .toSorted();
}

/** With the letters and emoji of a phone: a bare machine shows empty boxes in their place. */
async function installDebian(): Promise<void> {
  await run('apt-get', ['update', '--quiet']);
  const packages = ['chromium', 'fonts-roboto', 'fonts-noto-color-emoji'];
  await run('apt-get', ['install', '--quiet', '--yes', '--no-install-recommends', ...packages]);
}

async function installPlaywright(): Promise<void> {
  const systemLibraries = process.getuid?.() === 0 ? ['--with-deps'] : [];
  await run(join(root, 'node_modules', '.bin', 'playwright-core'), ['install', ...systemLibraries, 'chromium']);
}

async function run(program: string, flags: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const child = spawn(program, flags, { env, stdio: ['ignore', 'inherit', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}.`))));
  });
}

if (import.meta.main) console.log(await findBrowser(console.error));
