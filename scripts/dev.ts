import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createServer, type ServerOptions } from 'vite';
import { freePort } from '../backend/src/free-port.ts';
import { runUntilStopped } from './lifecycle.ts';
import { requireFreePorts } from './ports.ts';
import { openDatabase, readSettings } from './settings.ts';

const root = join(import.meta.dirname, '..');
const ofTheBackend = String.raw`^/(api|pictures|live|ready|simulator/api|simulator/telegram)(/|\?|$)`;

/**
 * `npm run dev`: what `npm start` serves, on the same origin, reloading on change. Vite answers there with the mini app
 * and passes on what belongs to the backend, which restarts by itself, and to the simulator's page, which has a Vite of
 * its own.
 */
await runUntilStopped(async (running) => {
  const config = readSettings();
  await requireFreePorts({ PORT: config });

  // Here and not in the backend, so that a restart of that leaves the database alone.
  const databaseUrl = await openDatabase(config, running, say);
  const backendPort = await freePort();
  const backend = { DATABASE_URL: databaseUrl, PORT: String(backendPort), PUBLIC_URL: config.publicUrl };
  running.defer(watchBackend(backend));
  const proxy: ServerOptions['proxy'] = { [ofTheBackend]: `http://127.0.0.1:${backendPort}` };

  if (config.demo) {
    const port = await freePort();
    running.defer(await serveWithVite('simulator', 'web', { port, hmr: { clientPort: port } }));
    proxy['^/simulator'] = `http://127.0.0.1:${port}`;
  }
  running.defer(await serveWithVite('frontend', '.', { host: config.host, port: config.port, proxy }));
  say(`Wishlins reloads on change: open ${config.publicUrl}${config.demo ? '/simulator/' : '/'}`);
});

function watchBackend(settings: Record<string, string>): () => Promise<void> {
  const command = ['--watch', '--watch-preserve-output', 'scripts/serve.ts', '--without-pages'];
  const env = { ...process.env, ...settings };
  const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  return async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  };
}

async function serveWithVite(workspace: string, pages: string, server: ServerOptions): Promise<() => Promise<void>> {
  const ours = process.listeners('SIGTERM');
  const vite = await createServer({
    configFile: join(root, workspace, 'vite.config.ts'),
    root: join(root, workspace, pages),
    server: { host: '127.0.0.1', strictPort: true, ...server },
  });
  // Vite’s own would end the process before the backend and the database are closed.
  for (const listener of process.listeners('SIGTERM')) if (!ours.includes(listener)) process.off('SIGTERM', listener);
  await vite.listen();
  return () => vite.close();
}

function say(sentence: string): void {
  console.log(sentence);
}
