import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../backend/src/free-port.ts';
import { findTools } from '../../scripts/debian-tools.ts';
import { runScript } from '../testing/shell.ts';

let folder: string;
let nginx: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wishlins-nginx-'));
  nginx = (await findTools(() => {})).nginx;
  mkdirSync(join(folder, 'tls'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'tls/privkey.pem'];
  const given = ['req', '-x509', ...key, '-out', 'tls/fullchain.pem', '-subj', '/CN=wishlins.test', '-days', '1'];
  execFileSync('openssl', given, { cwd: folder, stdio: 'ignore' });
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes the configuration for an nginx of this version; answers its files by name. */
async function render(version: string): Promise<Record<string, string>> {
  const root = join(folder, version);
  const { code, output } = await runScript('nginx/install.sh', ['--render', root], {
    PATH: process.env['PATH'] ?? '',
    DOMAIN: 'wishlins.test',
    CERTIFICATE: join(folder, 'tls'),
    NGINX_ROOT: root,
    NGINX_CACHE: join(folder, 'cache'),
    NGINX_LOGS: folder,
    NGINX_VERSION: version,
    HTTP_PORT: String(await freePort()),
    HTTPS_PORT: String(await freePort()),
  });
  expect([code, output]).toEqual([0, '']);
  return Object.fromEntries(
    globSync('*/*.*', { cwd: root }).map((name) => [name, readFileSync(join(root, name), 'utf8')]),
  );
}

describe('the configuration of nginx', () => {
  test('is one that nginx accepts, also within what Debian sets itself', async () => {
    await render('1.30.0');
    // As in /etc/nginx/nginx.conf of Debian and Ubuntu.
    const theirs = `
      pid ${folder}/nginx.pid;
      events {}
      http {
        client_body_temp_path ${folder}/body;
        proxy_temp_path ${folder}/proxy;
        fastcgi_temp_path ${folder}/fastcgi;
        uwsgi_temp_path ${folder}/uwsgi;
        scgi_temp_path ${folder}/scgi;
        sendfile on;
        ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
        ssl_prefer_server_ciphers on;
        gzip on;
        include ${folder}/1.30.0/conf.d/*.conf;
      }`;
    writeFileSync(join(folder, 'nginx.conf'), theirs);
    const flags = ['-t', '-q', '-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')];
    const { status, stderr } = spawnSync(nginx, flags, { encoding: 'utf8' });
    const problems = stderr.split('\n').filter((line) => line && !line.includes('"user" directive'));
    expect([status, problems]).toEqual([0, []]);
  });

  test('speaks HTTP/2 as each version wants to be told', async () => {
    expect((await render('1.30.0'))['conf.d/wishlins-https.conf']).toMatch(/listen \d+ ssl;[^]+http2 on;/);
    expect((await render('1.22.1'))['conf.d/wishlins-https.conf']).toMatch(/listen \d+ ssl http2;/);
    expect((await render('1.24.0'))['conf.d/wishlins-https.conf']).not.toContain('http2 on');
  });

  test('leaves no name unfilled', async () => {
    const unfilled = Object.entries(await render('1.24.0')).filter(([, content]) => /@[A-Z0-9_]+@/.test(content));
    expect(unfilled).toEqual([]);
  });

  test('gives every location with a header of its own the headers of all', async () => {
    const config = (await render('1.30.0'))['conf.d/wishlins-https.conf'] ?? '';
    const locations = [...config.matchAll(/^ {2}location (?<where>.+?) \{\n(?<body>[^]+?)\n {2}\}/gm)];
    expect(locations.length).toBeGreaterThan(8);
    const bare = locations.filter(
      ({ groups }) =>
        groups?.['body']?.includes('add_header') && !/include .+headers(-only)?\.conf/.test(groups['body']),
    );
    expect(bare.map(({ groups }) => groups?.['where'])).toEqual([]);
  });

  test('is refused for what is no domain', async () => {
    const env = { PATH: process.env['PATH'] ?? '', DOMAIN: 'wishlins.test; include /etc/passwd' };
    const { code, output } = await runScript('nginx/install.sh', ['--render', folder], env);
    expect([code, output]).toEqual([1, expect.stringContaining('DOMAIN must be the domain')]);
  });
});
