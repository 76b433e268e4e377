import tls from 'node:tls';
import { command } from './command.ts';

/** Shakes hands; answers the protocols that were agreed on, or why there was no agreement. */
export async function handshake(settings: tls.ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    // A client of ours would refuse old protocols itself, and prove nothing of the server.
    const ciphers = 'DEFAULT@SECLEVEL=0';
    const socket = tls.connect({ host: 'localhost', ALPNProtocols: ['h2', 'http/1.1'], ciphers, ...settings }, () => {
      resolve(`${socket.alpnProtocol} ${socket.getProtocol()}`);
      socket.destroy();
    });
    socket.on('error', (error: Error) => resolve(error.message));
  });
}

/** Sends a beginning and then a byte each half second; answers after how many milliseconds the server had enough. */
export async function drip(port: number, beginning: string): Promise<number> {
  const started = Date.now();
  return new Promise((resolve) => {
    const socket = tls.connect({ host: 'localhost', port, servername: 'localhost' }, () => socket.write(beginning));
    const drops = setInterval(() => socket.write('x'), 500);
    const end = () => {
      clearInterval(drops);
      socket.destroy();
      resolve(Date.now() - started);
    };
    socket.on('data', end).on('error', end).on('close', end);
  });
}

/** Which of these doors are open to somebody who is not on this server but next to it. */
export async function fromOutside(doors: (readonly (string | number)[])[]): Promise<string[]> {
  const script = `
    import { connect } from 'node:net';
    const open = await Promise.all(${JSON.stringify(doors)}.map(([host, port]) => new Promise((resolve) => {
      const socket = connect({ host, port, timeout: 3000 });
      const end = (found) => { socket.destroy(); resolve(found); };
      socket.on('connect', () => end([host + ':' + port])).on('error', () => end([])).on('timeout', () => end([]));
    })));
    console.log(JSON.stringify(open.flat()));`;
  const run = [
    'run',
    '--rm',
    '--network',
    'bridge',
    'node:24-trixie-slim',
    'node',
    '--input-type=module',
    '-e',
    script,
  ];
  return JSON.parse(await command('docker', run)) as string[];
}
