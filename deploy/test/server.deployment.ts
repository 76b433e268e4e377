import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api } from '@wishlins/contract';
import { formatStartParam } from '@wishlins/contract/start-param';
import { launchBrowser } from '../../e2e/src/browser.ts';
import { watchTroubles } from '../../e2e/src/troubles.ts';
import { findBrowser } from '../../scripts/browser.ts';
import { command } from './src/command.ts';
import { startLoad, type Load } from './src/load.ts';
import { drip, fromOutside, handshake } from './src/wire.ts';
import { openOnPhone } from './src/phone.ts';
import { heardFromBot, makeList, open, writeToBot } from './src/people.ts';
import { prepareServer, type Server } from './src/server.ts';

/** Requests a second while something happens: what two cores carry besides building images. */
const RATE = 10;

/** The headers of every answer. */
const protection = {
  'strict-transport-security': 'max-age=63072000',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'permissions-policy': expect.stringContaining('camera=()'),
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': expect.stringContaining('default-src'),
  server: 'nginx',
};

const services = ['backend', 'backend-2', 'frontend', 'frontend-2', 'worker', 'bot', 'fetcher', 'postgres'];

let server: Server;
beforeAll(async () => {
  server = await prepareServer({ API_RATE: '1000', PAGES_RATE: '1000', SESSIONS_RATE: '20' });
});
afterAll(() => server.end());

describe('a new server', () => {
  it('says what deploy.sh would do, and does nothing', async () => {
    const { code, output } = await server.operate('deploy.sh', '--dry-run');
    expect([code, output]).toEqual([0, expect.stringContaining('frontend-2 backend-2 backend frontend')]);
    expect(await server.docker('ps', '--quiet', '--filter', `name=${server.project}-backend`)).toBe('');
  });

  it('shows people a page of its own while nothing runs, and programs a refusal of the contract', async () => {
    const page = await fetch(server.origin, { headers: { accept: 'text/html' } });
    expect([page.status, Object.fromEntries(page.headers)]).toEqual([
      503,
      expect.objectContaining({ ...protection, 'retry-after': '5', 'cache-control': 'no-store' }),
    ]);
    expect(await page.text()).toMatch(/Обновляемся[^]+We are updating/);
    const refused = await fetch(`${server.origin}/api/v1/users/me`);
    expect([refused.status, Object.fromEntries(refused.headers), await refused.json()]).toEqual([
      503,
      expect.objectContaining({ ...protection, 'retry-after': '2' }),
      { error: { code: 'unavailable', requestId: expect.stringMatching(/^\w{32}$/), details: { retryAfter: 2 } } },
    ]);
  });

  it('goes live with one command', async () => {
    const { code, output } = await server.operate('deploy.sh');
    report(output);
    expect(code).toBe(0);
    expect(output).toMatch(/Done: [0-9a-f]{12} is live/);
  });

  it('Anya makes a list and sends its link, Boris reserves, and Anya learns nothing', async () => {
    const [anya, boris] = [await open(server, 'anya'), await open(server, 'boris')];
    const { list, wish } = await makeList(anya);
    const before = JSON.stringify(await anya.call(api.wishlists.get, { params: { wishlistId: list.id } }));
    const shared = await boris.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    expect(shared.wishes.map(({ title }) => title)).toEqual(['Наушники']);
    await boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    expect(JSON.stringify(await anya.call(api.wishlists.get, { params: { wishlistId: list.id } }))).toBe(before);
  });
});

it('the app runs in a browser as it is served: Nika writes her first wish, and Boris takes it', async () => {
  const browser = await launchBrowser(await findBrowser(report));
  try {
    // That the certificate is good is told by every request of these tests; a browser asks the authorities of its own.
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 412, height: 900 } });
    context.setDefaultTimeout(30_000);
    const troubles = watchTroubles(context);
    const nika = await openOnPhone(context, server, 'nika');
    await nika.getByLabel('Первое желание').fill('Лампа');
    await nika.getByRole('button', { name: 'Загадать' }).click();
    await nika.getByText('Первое желание загадано!').waitFor();

    const owner = await open(server, 'nika');
    const [list] = (await owner.call(api.wishlists.list, { query: {} })).wishlists;
    const startParam = formatStartParam({ to: 'wishlist', shareToken: list?.shareToken ?? '' });
    const boris = await openOnPhone(context, server, 'boris', startParam);
    await boris.getByRole('button', { name: 'Подарю: Лампа' }).click();
    await boris.getByText('Забронировано за вами').waitFor();
    troubles.check();
  } finally {
    await browser.close();
  }
});

describe('the first reply to a link', () => {
  const page = async (address: string) => {
    const headers = { accept: 'text/html', 'accept-language': 'ru' };
    return await (await fetch(`${server.origin}${address}`, { headers })).text();
  };
  const addressesOf = (shareToken: string) => [`/?tgWebAppStartParam=l_${shareToken}`, `/shared/${shareToken}`];

  it('holds the list, and nothing of what is reserved', async () => {
    const [anya, boris] = [await open(server, 'anya'), await open(server, 'boris')];
    const { list, wish } = await makeList(anya);
    const addresses = addressesOf(list.shareToken);
    const pages = () => Promise.all(addresses.map(page));
    const drawn = expect.stringMatching(/<div id="face" lang="ru"[^]+День рождения[^]+Наушники/);
    // The first draws of a process may be later than a page waits.
    await expect.poll(pages).toEqual([drawn, drawn]);
    const before = await pages();
    await boris.call(api.wishlists.shared, { params: { shareToken: list.shareToken } });
    await boris.call(api.reservations.put, { params: { wishId: wish.id }, body: {} });
    await expect.poll(pages).toEqual(before);
    expect(before).toEqual([drawn, drawn]);
  });

  it('is the page as it is when not everybody may open the list', async () => {
    const { list } = await makeList(await open(server, 'anya'), 'friends');
    const plain = await page('/');
    for (const address of addressesOf(list.shareToken)) expect(await page(address)).toBe(plain);
  });

  it('lets the scripts inside it run, and no others', async () => {
    const { list } = await makeList(await open(server, 'anya'));
    for (const address of ['/', ...addressesOf(list.shareToken)]) {
      const reply = await fetch(`${server.origin}${address}`, { headers: { accept: 'text/html' } });
      const scripts = [...(await reply.text()).matchAll(/<script>(.+?)<\/script>/gs)].map(([, code = '']) => code);
      const hashes = scripts.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`);
      expect(hashes).toHaveLength(2);
      expect(reply.headers.get('content-security-policy')).toContain(`script-src 'self' ${hashes.join(' ')};`);
    }
  });

  it('names files that the frontend has', async () => {
    const { list } = await makeList(await open(server, 'anya'));
    const drawn = await page(`/shared/${list.shareToken}`);
    const files = [...new Set([...drawn.matchAll(/\/assets\/[\w.-]+/g)].map(([file]) => file))];
    expect(files.length).toBeGreaterThan(1);
    const answers = await Promise.all(files.map((file) => fetch(`${server.origin}${file}`)));
    expect(answers.map(({ status }) => status)).toEqual(files.map(() => 200));
  });
});

it('a photo that Anya brings is there for whoever is shown it, whichever backend they ask', async () => {
  const anya = await open(server, 'anya');
  const file = readFileSync(join(import.meta.dirname, '../../simulator/pictures/camera.webp'));
  const { url } = await anya.call(api.photos.create, { body: new Uint8Array(file) });
  const answers = await Promise.all(Array.from({ length: 4 }, () => fetch(`${server.origin}${url}`)));
  expect(answers.map(({ status, headers }) => `${status} ${headers.get('content-type')}`)).toEqual(
    answers.map(() => '200 image/webp'),
  );
});

/** Every acknowledged wish is in the database. */
async function expectKept({ acknowledged }: Load): Promise<void> {
  const kept = new Set((await server.sql('select id from wishes')).split('\n'));
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  expect(acknowledged.length).toBeGreaterThan(0);
}

const report = (...what: unknown[]) => console.log(...what);

describe('the bot', () => {
  it('Vera sends /start, and it answers with the API behind it', async () => {
    const before = await heardFromBot(server, 'vera');
    await writeToBot(server, 'vera', '/start');
    await expect.poll(() => heardFromBot(server, 'vera')).toBeGreaterThan(before);
  });

  it('Boris follows Vera, and the worker tells her', async () => {
    const [boris, vera] = [await open(server, 'boris'), await open(server, 'vera')];
    const before = await heardFromBot(server, 'vera');
    await boris.call(api.friends.follow, { params: { userId: vera.id } });
    await expect.poll(() => heardFromBot(server, 'vera')).toBeGreaterThan(before);
  });
});

describe('what stands between people and the stack', () => {
  const kinds: [what: string, address: string, init: RequestInit, status: number, policy: RegExp][] = [
    ['the page', '/', { headers: { accept: 'text/html' } }, 200, /frame-ancestors https:\/\/web\.telegram\.org/],
    ['a place inside the app', '/friends', { headers: { accept: 'text/html' } }, 200, /script-src 'self' 'sha256-/],
    [
      'a page with a list drawn into it',
      '/shared/0000000000000000000000',
      { headers: { accept: 'text/html' } },
      200,
      /script-src 'self' 'sha256-.+ frame-ancestors https:\/\/web\.telegram\.org/,
    ],
    ['a picture that is none', '/pictures/cards/none', {}, 404, /frame-ancestors 'none'/],
    ['a file that is not there', '/assets/none.js', {}, 404, /frame-ancestors 'none'/],
    ['an address that is none', '/none', {}, 404, /frame-ancestors 'none'/],
    ['the API', '/api/v1/openapi.json', {}, 200, /frame-ancestors 'none'/],
    ['a refusal', '/api/v1/users/me', {}, 401, /frame-ancestors 'none'/],
    [
      'a body too large',
      '/api/v1/session',
      { method: 'POST', body: 'x'.repeat(70_000) },
      413,
      /frame-ancestors 'none'/,
    ],
    ['a method that is none', '/', { method: 'DELETE' }, 405, /frame-ancestors 'none'/],
    ['the documentation', '/api/docs/static/index.html', {}, 200, /frame-ancestors 'none'/],
  ];
  it.each(kinds)('%s carries every header of protection', async (_what, address, init, status, policy) => {
    const { headers, ...response } = await fetch(`${server.origin}${address}`, init).then(async (answer) => {
      await answer.arrayBuffer();
      return { headers: Object.fromEntries(answer.headers), status: answer.status };
    });
    expect(response.status).toBe(status);
    expect(headers).toMatchObject({ ...protection, 'content-security-policy': expect.stringMatching(policy) });
    expect(headers).not.toHaveProperty('x-frame-options');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('HTTP leads to HTTPS, and only our name is answered, by TLS that is up to date, over HTTP/2', async () => {
    const plain = await fetch(`http://localhost:${server.httpPort}/friends?a=1`, { redirect: 'manual' });
    expect([plain.status, Object.fromEntries(plain.headers)]).toEqual([
      301,
      expect.objectContaining({ location: 'https://localhost/friends?a=1', server: 'nginx' }),
    ]);
    const { httpsPort } = server;
    expect(await handshake({ port: httpsPort, servername: 'localhost' })).toBe('h2 TLSv1.3');
    expect(await handshake({ port: httpsPort, servername: 'localhost', maxVersion: 'TLSv1.2' })).toBe('h2 TLSv1.2');
    expect(
      await handshake({ port: httpsPort, servername: 'localhost', maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }),
    ).toMatch(/alert|protocol/i);
    expect(await handshake({ port: httpsPort, servername: 'elsewhere.test' })).toMatch(/unrecognized name/i);
  });

  it('the page is asked for each time, its files once, and both come compressed', async () => {
    const ask = async (address: string, encoding: string) => {
      const { headers } = await fetch(`${server.origin}${address}`, {
        headers: { accept: 'text/html', 'accept-encoding': encoding },
      });
      return [headers.get('cache-control'), headers.get('content-encoding'), headers.get('content-type')];
    };
    const page = await (await fetch(server.origin, { headers: { accept: 'text/html' } })).text();
    const script = /\/assets\/[\w.-]+\.js/.exec(page)?.[0] ?? 'none';
    expect(await ask('/', 'gzip, br')).toEqual(['no-cache', 'br', 'text/html']);
    expect(await ask('/', 'gzip')).toEqual(['no-cache', 'gzip', 'text/html']);
    const forGood = 'public, max-age=31536000, immutable';
    expect(await ask(script, 'gzip, br')).toEqual([forGood, 'br', 'application/javascript']);
    expect(await ask(script, 'gzip')).toEqual([forGood, 'gzip', 'application/javascript']);
    expect(await ask(script, 'identity')).toEqual([forGood, null, 'application/javascript']);
    expect((await ask('/api/v1/openapi.json', 'gzip'))[1]).toBe('gzip');
  });

  it('who asks too often is told so, in the words of the contract, and when to ask again', async () => {
    const ask = () => fetch(`${server.origin}/api/v1/session`, { method: 'POST', body: '{}' });
    const answers = await Promise.all(Array.from({ length: 150 }, ask));
    const refused = answers.find(({ status }) => status === 429);
    expect(Object.fromEntries(refused?.headers ?? [])).toMatchObject({ ...protection, 'retry-after': '1' });
    expect(await refused?.json()).toMatchObject({ error: { code: 'too_many_requests', details: { retryAfter: 1 } } });
  });

  it('whoever sends slowly is cut off: a head after 6 s, a body after 11 s', async () => {
    const head = 'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\n';
    const body = `${head}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n`;
    const [slowHead, slowBody] = await Promise.all([drip(server.httpsPort, head), drip(server.httpsPort, body)]);
    report({ slowHead, slowBody });
    expect(slowHead).toBeLessThan(6500);
    expect(slowBody).toBeLessThan(12_000);
  });
});

describe('tools that grade servers', () => {
  const tools = 'wishlins-test-grading';
  const grade = (program: string, ...given: string[]) =>
    command('docker', ['run', '--rm', '--network', 'host', tools, program, ...given]).then(stripVTControlCharacters);
  beforeAll(async () => {
    await command('docker', ['build', '--quiet', '--tag', tools, `${import.meta.dirname}/grading`]);
  });

  it('sslscan finds TLS 1.2 and 1.3 with forward secrecy, and nothing else', async () => {
    const output = await grade('sslscan', '--no-colour', `localhost:${server.httpsPort}`);
    report(output);
    const enabled = [...output.matchAll(/^(\S+)\s+enabled$/gm)].map(([, protocol]) => protocol);
    expect(enabled).toEqual(['TLSv1.2', 'TLSv1.3']);
    const ciphers = [...output.matchAll(/^(?:Accepted|Preferred) .+ bits {2}(\S+)/gm)].map(([, cipher]) => cipher);
    expect(ciphers.length).toBeGreaterThan(4);
    for (const cipher of ciphers) expect(cipher).toMatch(/^(TLS_|ECDHE-ECDSA-).*(GCM|POLY1305)/);
    expect(output).not.toMatch(/(?<!not )vulnerable to|Insecure|Compression enabled/i);
  });

  it('slowhttptest finds people served while others send and read slowly', async () => {
    const url = `https://localhost:${server.httpsPort}`;
    const common = ['-c', '60', '-r', '60', '-i', '1', '-l', '15', '-p', '3'];
    const attacks = [
      ['-H', '-u', `${url}/`],
      ['-B', '-u', `${url}/api/v1/session`, '-s', '8192'],
      ['-X', '-u', `${url}/api/v1/openapi.json`, '-w', '10', '-y', '20', '-n', '5', '-z', '32', '-k', '3'],
    ];
    const outputs = await Promise.all(attacks.map((one) => grade('slowhttptest', ...common, ...one)));
    for (const output of outputs) {
      report(output.slice(-700));
      expect(output).toMatch(/service available: +YES/);
      expect(output).not.toMatch(/service available: +NO/);
    }
  });
});

describe('the containers', () => {
  it.each(services)('%s has no root, no privileges, nothing to write on, and limits', async (service) => {
    const name = `${server.project}-${service}`;
    const inside = (script: string) => server.docker('exec', name, 'sh', '-c', script);
    const status = await inside('cat /proc/self/status');
    expect(status).not.toMatch(/^Uid:\s+0/m);
    expect(status).toMatch(/^CapEff:\s+0{16}$/m);
    expect(status).toMatch(/^CapBnd:\s+0{16}$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^Seccomp:\s+2$/m);
    expect(await inside('touch /x 2>&1; echo x > /etc/x 2>&1; ls / /var/run/docker.sock 2>&1 || true')).toMatch(
      /Read-only file system[^]+docker\.sock.+No such file/,
    );
    const [found] = JSON.parse(await server.docker('inspect', name)) as [Inspected];
    const limits = found.HostConfig;
    const read = 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || true';
    expect((await inside(read)).trim()).toBe(String(limits.Memory));
    expect(limits.Memory).toBeGreaterThan(0);
    expect(limits.NanoCpus).toBeGreaterThan(0);
    expect(limits.PidsLimit).toBeGreaterThan(0);
    expect(limits).toMatchObject({
      Init: true,
      Privileged: false,
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '5' } },
    });
    expect(found.State.Health.Status).toBe('healthy');
    expect(JSON.stringify(found.Config.Env)).not.toMatch(/:a-token-of|[0-9a-f]{64}/);
  });

  it('are reached by nginx alone: every port is on 127.0.0.1, the database has none and no way out', async () => {
    const published = await server.docker(
      'ps',
      '--filter',
      `name=${server.project}`,
      '--format',
      '{{.Names}} {{.Ports}}',
    );
    for (const address of published.matchAll(/([\d.:[\]]+):\d+->/g)) expect(address[1]).toBe('127.0.0.1');
    expect(published).toMatch(/-postgres (?!.*->)/);
    expect(await server.docker('exec', `${server.project}-postgres`, 'cat', '/proc/net/route')).not.toMatch(
      /\t00000000\t[0-9A-F]{8}\t0003/,
    );

    const ports = [...published.matchAll(/127\.0\.0\.1:(\d+)->/g)].map(([, port]) => Number(port));
    const address = (where: string, name: string) =>
      server.docker('inspect', '-f', where, name).then((text) => text.trim());
    const gateway = await address('{{(index .IPAM.Config 0).Gateway}}', 'bridge');
    const database = await address(
      '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}',
      `${server.project}-postgres`,
    );
    const doors = [...ports, 9464, 5432].map((port) => [gateway, port]);
    const reached = await fromOutside([
      ...doors,
      [database, 5432],
      [gateway, server.httpsPort],
      [gateway, server.httpPort],
    ]);
    expect(reached).toEqual([`${gateway}:${server.httpsPort}`, `${gateway}:${server.httpPort}`]);
  });

  it('write no secret into any log', async () => {
    const anya = await open(server, 'anya');
    const { list } = await makeList(anya);
    const link = `${server.origin}/shared/${list.shareToken}?tgWebAppStartParam=l_${list.shareToken}`;
    await fetch(link, { headers: { accept: 'text/html' } });
    await fetch(`${server.origin}/api/v1/shared/${list.shareToken}`, {
      headers: { authorization: `Bearer ${anya.token}` },
    });
    await expect.poll(() => server.nginxLog('access')).toContain('"path":"/api/v1/shared/*"');
    const logs = await Promise.all(services.map((one) => server.docker('logs', `${server.project}-${one}`)));
    const all = [...logs, server.nginxLog('access'), server.nginxLog('error')].join('');
    expect([list.shareToken, anya.token, server.botToken].filter((secret) => all.includes(secret))).toEqual([]);
  });

  it.each(services)('%s comes back when it is killed, and what was acknowledged is there', async (service) => {
    const name = `${server.project}-${service}`;
    const load = await startLoad(server, RATE);
    await expect.poll(() => load.acknowledged.length).toBeGreaterThan(3);
    const started = Date.now();
    await killed([name]);
    const seconds = (Date.now() - started) / 1000;
    const before = load.acknowledged.length;
    await expect.poll(() => load.acknowledged.length).toBeGreaterThan(before + 3);
    const { counts, failures } = await load.end();
    report(`${service}: healthy after ${seconds} s; ${failures.length} failed of`, counts, failures.slice(0, 5));
    // What was under way in a backend that dies may fail; whoever only reads is served by the other one.
    const excused = service === 'postgres' ? /./ : / write: /;
    expect(failures.filter((failure) => !excused.test(failure))).toEqual([]);
    await expectKept(load);
  });

  it('come back when all are killed at once, as after a power failure, and what was acknowledged is there', async () => {
    const load = await startLoad(server, RATE);
    await expect.poll(() => load.acknowledged.length).toBeGreaterThan(3);
    const started = Date.now();
    await killed(services.map((one) => `${server.project}-${one}`));
    const before = load.acknowledged.length;
    await expect.poll(() => load.acknowledged.length).toBeGreaterThan(before + 3);
    report(`all: serving after ${(Date.now() - started) / 1000} s`);
    await load.end();
    await expectKept(load);
  });
});

describe('while people use it', () => {
  it('a release with a migration costs no request', async () => {
    await server.commit('feat: a column', {
      'backend/migrations/9000_rehearsal.sql': 'alter table wishes add column rehearsal text;\n',
    });
    const load = await startLoad(server, RATE);
    const { code, output } = await server.operate('deploy.sh');
    const { counts, failures } = await load.end();
    report(output, counts);
    expect({ code, failures }).toEqual({ code: 0, failures: [] });
    expect(output).toMatch(/Backup\n.*point/);
    await expectKept(load);
  });

  it('a release that cannot start is not deployed, and costs no request', async () => {
    const before = await server.docker('inspect', '-f', '{{.Id}}', `${server.project}-backend`);
    await server.commit('feat: a mistake', {
      'backend/src/http/drain.ts': "export function installDrain() {\n  throw new Error('a mistake');\n}\n",
    });
    const load = await startLoad(server, RATE);
    const { code, output } = await server.operate('deploy.sh', '--no-backup');
    const { counts, failures } = await load.end();
    report(output, counts);
    expect({ code, failures }).toEqual({ code: 1, failures: [] });
    expect(output).toContain('a mistake');
    expect(await server.docker('inspect', '-f', '{{.Id}}', `${server.project}-backend`)).toBe(before);
    await expectKept(load);
  });

  it('a release that is healthy and still does not serve is taken back by itself, which costs no request', async () => {
    const sources = join(import.meta.dirname, '../../backend/src/http');
    const app = readFileSync(join(sources, 'app.ts'), 'utf8');
    const wrong = app.replace('async () => app.swagger()', "() => Promise.reject(new Error('a mistake'))");
    expect(wrong).not.toBe(app);
    await server.commit('feat: another mistake', {
      'backend/src/http/app.ts': wrong,
      'backend/src/http/drain.ts': readFileSync(join(sources, 'drain.ts'), 'utf8'),
    });
    const running = async () =>
      (await server.docker('inspect', '-f', '{{.Config.Image}}', ...services.map((one) => `${server.project}-${one}`)))
        .trim()
        .split('\n');
    const before = await running();
    const load = await startLoad(server, RATE);
    const { code, output } = await server.operate('deploy.sh', '--no-backup');
    const { counts, failures } = await load.end();
    report(output, counts);
    expect({ code, failures }).toEqual({ code: 1, failures: [] });
    expect(output).toMatch(
      /worker runs [^]+openapi\.json does not answer[^]+Rolling back to [^]+serves again, as before/,
    );
    expect(await running()).toEqual(before);
    expect((await fetch(`${server.origin}/api/v1/openapi.json`)).status).toBe(200);
    await expectKept(load);
  });

  it('a version that turns out wrong is replaced by the one before with one command, which costs no request', async () => {
    const load = await startLoad(server, RATE);
    const { code, output } = await server.operate('rollback.sh');
    const { counts, failures } = await load.end();
    report(output, counts);
    expect({ code, failures }).toEqual({ code: 0, failures: [] });
    await expectKept(load);
  });
});

describe('in the end', () => {
  it('no invariant is broken', async () => {
    const run = ['compose', '-f', 'docker-compose.prod.yml', 'run', '--rm', '--no-deps', 'backend', 'invariants'];
    expect(await command('docker', run, { cwd: server.app })).toContain('0 violations');
  });
});

interface Inspected {
  State: { Health: { Status: string } };
  Config: { Env: string[] };
  HostConfig: { Memory: number; NanoCpus: number; PidsLimit: number };
}

/** Kills all that runs in these containers, and waits until Docker has started them anew and they are healthy. */
async function killed(names: string[]): Promise<void> {
  const state = (name: string) =>
    server.docker('inspect', '-f', '{{.RestartCount}} {{if .State.Running}}{{.State.Health.Status}}{{end}}', name);
  const restarts = async (name: string) => Number.parseInt(await state(name), 10);
  const before = new Map(await Promise.all(names.map(async (name) => [name, await restarts(name)] as const)));
  await Promise.all(names.map((name) => server.docker('exec', name, 'sh', '-c', 'kill -9 -1').catch(() => {})));
  for (const name of names) {
    const anew = async () => (await restarts(name)) > (before.get(name) ?? 0) && / healthy/.test(await state(name));
    await expect.poll(anew).toBe(true);
  }
}
