import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown, type Plugin } from 'rolldown';

const root = join(import.meta.dirname, '..');

/** Packages that read files of their own or load machine code: they are copied beside the bundle as they are. */
const keptWhole = /^(?:@fastify\/swagger-ui|@fontsource\/.+|@napi-rs\/canvas|sharp)$/;

/**
 * grammY’s node-fetch asks whatwg-url for what Node has had for years, and with it for Node’s deprecated punycode: each
 * process would begin with a warning of it.
 */
const urlOfNode: Plugin = {
  name: 'url-of-node',
  resolveId: (id) => (id === 'whatwg-url' ? id : undefined),
  load: (id) => (id === 'whatwg-url' ? 'export const { URL } = globalThis;' : undefined),
};

/**
 * `node process/bundle.ts backend`: writes what the image of a server process needs to `‹workspace›/dist`.
 * The bundle lies as deep as the folders of the source do, so that `../../migrations` still leads to the migrations.
 */
async function bundle(workspace: string): Promise<void> {
  const target = join(root, workspace, 'dist');
  await rm(target, { recursive: true, force: true });
  const sourceFolder = join(root, workspace, 'src');
  const sources = await rolldown({
    // A thread is a program of its own beside the main one.
    input: globSync(['main.ts', '**/*-worker.ts'], { cwd: sourceFolder }).map((file) => join(sourceFolder, file)),
    platform: 'node',
    tsconfig: false,
    external: keptWhole,
    plugins: [urlOfNode],
    // A package that is not there must stop the build, not the container.
    onLog: (level, log, pass) => pass(log.code === 'UNRESOLVED_IMPORT' ? 'error' : level, log),
  });
  const { output } = await sources.write({ dir: join(target, 'bundle'), format: 'esm' });
  await writeFile(join(target, 'bundle', 'package.json'), '{ "type": "module" }\n');
  const imported = output.flatMap((file) => (file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : []));
  // Fonts are read, not imported.
  const { dependencies = {} } = JSON.parse(await readFile(join(root, workspace, 'package.json'), 'utf8')) as Manifest;
  const fonts = Object.keys(dependencies).filter((name) => name.startsWith('@fontsource/'));
  const kept = [...imported.filter((name) => keptWhole.test(name)), ...fonts];
  await copyPackages(new Set(kept), join(target, 'node_modules'));
}

/** Copies packages and all that they need; every package is installed once, at the top, or the build fails. */
async function copyPackages(names: Set<string>, target: string): Promise<void> {
  for (const name of names) {
    const source = join(root, 'node_modules', name);
    const manifest = JSON.parse(await readFile(join(source, 'package.json'), 'utf8')) as Manifest;
    await cp(source, join(target, name), { recursive: true, filter: (path) => !/\.(?:map|md|d\.ts|woff)$/.test(path) });
    const optional = Object.keys(manifest.optionalDependencies ?? {}).filter((one) =>
      existsSync(join(root, 'node_modules', one)),
    );
    for (const needed of [...Object.keys(manifest.dependencies ?? {}), ...optional]) {
      if (!existsSync(join(source, 'node_modules', needed))) names.add(needed);
    }
  }
}

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const [workspace] = process.argv.slice(2);
if (!workspace) throw new Error('Which workspace? For example: node process/bundle.ts backend');
await bundle(workspace);
