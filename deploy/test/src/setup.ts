import { command } from './command.ts';

/** What production's images are made from. */
export const baseImages = ['debian:trixie-slim', 'node:24-trixie-slim', 'nginx:1.30', 'postgres:18'];

/**
 * A Docker engine and the base images. `BASE_IMAGES` may name a program that provides the images it is given as arguments;
 * without it they are pulled. Which kind they are is said, because what a stand-in proves is not all that the real one does.
 */
export async function setup(): Promise<void> {
  const engine = await command('docker', ['version', '--format', '{{.Server.Version}}']);
  const provide = process.env['BASE_IMAGES'];
  for (const image of provide ? [] : baseImages) await command('docker', ['pull', '--quiet', image]);
  if (provide) await command(provide, baseImages);
  for (const image of baseImages) {
    const label = await command('docker', ['image', 'inspect', '-f', '{{index .Config.Labels "standin"}}', image]);
    console.log(`${image}: ${label.trim() === '1' ? 'a stand-in' : 'the real image'}`);
  }
  const compose = await command('docker', ['compose', 'version', '--short']);
  console.log(`Docker ${engine.trim()}, compose ${compose.trim()}`);
}
