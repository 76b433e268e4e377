import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePort } from '../../backend/src/free-port.ts';
import { findTools } from '../../scripts/debian-tools.ts';
import { runScript } from '../testing/shell.ts';

const shareToken = 'drawn-0000000000000000';
const botAddress = '127.0.83.250';
let folder: string;
let port: number;
let nginx: ChildProcess;
let backend: Server;
type Answering = (asked: IncomingMessage, response: ServerResponse) => unknown;
let answerAsBackend: Answering;
const servePage: Answering = (_, response) => response.setHeader('from', 'frontend').end('the page');
let answerAsFrontend = servePage;
const stops: (() => void)[] = [];

/** Listens on this machine; answers with the port. */
async function listen(listener: RequestListener, host = '127.0.0.1', wanted = 0): Promise<[Server, number]> {
  const server = createServer(listener).listen(wanted, host);
  await once(server, 'listening');
  stops.push(() => {
    server.close().closeAllConnections();
  });
  return [server, (server.address() as AddressInfo).port];
}

/** The server's nginx with TLS, as installed, before parts of a stack that are told what to answer. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wishlins-wire-'));
  mkdirSync(join(folder, 'tls'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'tls/privkey.pem'];
  const given = ['req', '-x509', ...key, '-out', 'tls/fullchain.pem', '-subj', '/CN=wishlins.test', '-days', '1'];
  execFileSync('openssl', given, { cwd: folder, stdio: 'ignore' });

  let backendPort: number;
  [backend, backendPort] = await listen((...exchange) => answerAsBackend(...exchange));
  const [, frontendPort] = await listen((...exchange) => answerAsFrontend(...exchange));
  await listen((_, response) => response.setHeader('from', 'bot').end(), botAddress, 8001);
  port = await freePort();
  await runScript('nginx/install.sh', ['--render', folder], {
    PATH: process.env['PATH'] ?? '',
    DOMAIN: 'wishlins.test',
    CERTIFICATE: join(folder, 'tls'),
    NGINX_ROOT: folder,
    NGINX_CACHE: join(folder, 'cache'),
    NGINX_LOGS: folder,
    NGINX_VERSION: '1.30.0',
    HTTP_PORT: String(await freePort()),
    HTTPS_PORT: String(port),
    BACKEND_PORT: String(backendPort),
    BACKEND_2_PORT: String(await freePort()),
    FRONTEND_PORT: String(frontendPort),
    FRONTEND_2_PORT: String(await freePort()),
    TELEGRAM_MODE: 'webhook',
    BOT_ADDRESS: botAddress,
  });
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const config = `
    daemon off;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    pid ${folder}/nginx.pid;
    events {}
    http { ${places.join('\n')} include ${folder}/conf.d/*.conf; }`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  nginx = spawn((await findTools(() => {})).nginx, ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await vi.waitFor(() => ask('/'), { timeout: 20_000 });
}, 180_000);

afterAll(async () => {
  for (const stop of stops) stop();
  nginx.kill();
  await once(nginx, 'close');
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  answerAsFrontend = servePage;
  answerAsBackend = (_, response) => response.setHeader('from', 'backend').end('drawn');
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Question {
  method?: string;
  headers?: Record<string, string>;
  body?: Buffer;
}

/** Asks as a person's browser does; answers when the head of the answer is there. */
async function open(path: string, { method, headers, body }: Question = {}): Promise<IncomingMessage> {
  const asked = request({
    host: '127.0.0.1',
    port,
    path,
    method: method ?? (body ? 'POST' : 'GET'),
    headers: { host: 'wishlins.test', accept: 'text/html', ...headers },
    servername: 'wishlins.test',
    rejectUnauthorized: false,
    agent: false,
  });
  asked.end(body);
  const [response] = await once(asked, 'response');
  return response;
}

async function ask(path: string, question: Question = {}): Promise<Answer> {
  const response = await open(path, question);
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
}

describe('the page', () => {
  const link = `/?tgWebAppStartParam=l_${shareToken}`;

  test.each([link, `${link}&tgWebAppVersion=9`, `/shared/${shareToken}`])(
    '%s is drawn by the backend',
    async (path) => {
      expect((await ask(path)).headers['from']).toBe('backend');
    },
  );

  test.each(['/', '/friends', '/?tgWebAppStartParam=u_0000000000000000000000', `/lists/1?l_${shareToken}`])(
    '%s comes from the frontend',
    async (path) => {
      expect((await ask(path)).headers['from']).toBe('frontend');
    },
  );

  test.each([502, 503, 504])('goes out undrawn when the backend answers %d', async (status) => {
    answerAsBackend = (_, response) => response.writeHead(status).end();
    for (const path of [link, `/shared/${shareToken}`]) {
      expect(await ask(path)).toMatchObject({ status: 200, headers: { from: 'frontend' }, body: 'the page' });
    }
  });

  test('is drawn, too, when nginx had left the backends alone, and asks after all', async () => {
    answerAsBackend = (asked) => asked.socket.destroy();
    expect((await ask('/api/v1/users/me')).status).toBe(503);
    answerAsBackend = (_, response) => response.setHeader('from', 'backend').end('drawn');
    expect((await ask(link)).headers['from']).toBe('backend');
  });

  test('goes out undrawn when the backend says nothing', async () => {
    answerAsBackend = () => {};
    expect(await ask(link)).toMatchObject({ status: 200, headers: { from: 'frontend' } });
    backend.closeAllConnections();
  });
});

describe('a file of the page', () => {
  test('that was asked for once is served from here, also after a release has taken it away', async () => {
    let asked = 0;
    answerAsFrontend = (_, response) => {
      asked += 1;
      response.setHeader('cache-control', 'public, max-age=31536000, immutable').end('open()');
    };
    expect(await ask('/assets/app-1a2b.js')).toMatchObject({ status: 200, body: 'open()' });
    answerAsFrontend = (_, response) => response.writeHead(404).end();
    expect(await ask('/assets/app-1a2b.js')).toMatchObject({ status: 200, body: 'open()' });
    expect(asked).toBe(1);
    expect((await ask('/assets/app-3c4d.js')).status).toBe(404);
  });
});

describe('the API', () => {
  test('learns the real address of whoever asks, whatever they say', async () => {
    let told: IncomingHttpHeaders = {};
    answerAsBackend = ({ headers }, response) => {
      told = headers;
      response.end();
    };
    await ask('/api/v1/users/me', { headers: { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'http' } });
    expect(told).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' });
  });

  test('streams events as they happen', streams);

  test('streams them also when nginx had left it alone, and asks after all', async () => {
    answerAsBackend = (asked) => asked.socket.destroy();
    expect((await ask('/api/v1/users/me')).status).toBe(503);
    await streams();
  });

  async function streams(): Promise<void> {
    const next = Promise.withResolvers<void>();
    answerAsBackend = (_, response) => {
      response.setHeader('content-type', 'text/event-stream');
      response.write('data: 1\n\n');
      void next.promise.then(() => response.end('data: 2\n\n'));
    };
    const events = (await open('/api/v1/shared/drawn-0000000000000000/events')).setEncoding('utf8').iterator();
    expect(await events.next()).toEqual({ done: false, value: 'data: 1\n\n' });
    next.resolve();
    expect(await events.next()).toEqual({ done: false, value: 'data: 2\n\n' });
    expect(await events.next()).toMatchObject({ done: true });
  }

  test('is given photos of 10 MB whole, and of everything else 64 kB', async () => {
    let received = 0;
    answerAsBackend = async (asked, response) => {
      received = (await buffer(asked)).length;
      response.end();
    };
    expect(await ask('/api/v1/photos', { body: Buffer.alloc(10_000_000) })).toMatchObject({ status: 200 });
    expect(received).toBe(10_000_000);
    const tooLarge = { status: 413, body: expect.stringContaining('"code":"payload_too_large"') };
    expect(await ask('/api/v1/photos', { body: Buffer.alloc(11_000_000) })).toMatchObject(tooLarge);
    expect(await ask('/api/v1/wishlists', { body: Buffer.alloc(70_000) })).toMatchObject(tooLarge);
  });

  test('decides which pictures other pages may show; nothing else may be shown there', async () => {
    answerAsBackend = (_, response) => response.setHeader('cross-origin-resource-policy', 'cross-origin').end();
    expect((await ask('/pictures/cards/1/story.jpg')).headers['cross-origin-resource-policy']).toBe('cross-origin');
    answerAsBackend = (_, response) => response.end();
    expect((await ask('/pictures/1.webp')).headers['cross-origin-resource-policy']).toBe('same-origin');
  });
});

describe('Telegram', () => {
  test('calls the bot, by the one method and address that it uses', async () => {
    const call = { headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') };
    expect(await ask('/telegram/updates', call)).toMatchObject({ status: 200, headers: { from: 'bot' } });
    expect((await ask('/telegram/updates')).status).toBe(403);
    expect((await ask('/telegram/updates', { method: 'PUT' })).status).toBe(403);
    expect((await ask('/telegram/live')).headers['from']).toBe('frontend');
    expect((await ask('/telegram/updates', { body: Buffer.alloc(2_000_000) })).status).toBe(413);
  });
});
