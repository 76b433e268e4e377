import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { internet, isPublic, readTarget } from './addresses.ts';
import { createPageReader, type PageReader } from './read-page.ts';
import { startNameServer, type NameServer } from './testing/name-server.ts';
import { openShop, type Shop } from './testing/shop.ts';

/** Addresses that a link may name and that nobody may be sent to. */
const refused = [
  // This machine, in every way to write it.
  'http://127.0.0.1/',
  'http://127.1/',
  'http://127.0.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://017700000001/',
  'http://0x7f.0x0.0x0.0x1/',
  'http://127.0.0.1./',
  'http://127.255.255.254/',
  'http://0/',
  'http://0.0.0.0/',
  'http://0x0/',
  'http://00000000/',
  'http://[::1]/',
  'http://[::]/',
  'http://[0:0:0:0:0:0:0:1]/',
  'http://127。0。0。1/',
  'http://127.0.0.1/',
  'http://①②⑦.⓪.⓪.①/',
  'http://127%2e0%2e0%2e1/',
  'http://%31%32%37.0.0.1/',
  'http://localhost/',
  'http://LOCALHOST/',
  'http://localhost./',
  'http://foo.localhost/',
  'http://localhost.localdomain/',
  'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
  'http://127.0.0.1:80/',
  'https://127.0.0.1:443/',
  'http://127.0.0.1#@shop.example/',
  // IPv4 inside IPv6.
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::127.0.0.1]/',
  'http://[::ffff:0:127.0.0.1]/',
  'http://[64:ff9b::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[64:ff9b:1::a00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2002:a00:1::1]/',
  'http://[2001:0:7f00:1::]/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[::ffff:8.8.8.8]/',
  'http://[64:ff9b::8.8.8.8]/',
  // Neighbours.
  'http://10.0.0.1/',
  'http://10.255.255.255/',
  'http://172.16.0.1/',
  'http://172.31.255.254/',
  'http://172.17.0.1/',
  'http://192.168.0.1/',
  'http://192.168.1.254/',
  'http://100.64.0.1/',
  'http://100.127.255.254/',
  'http://0xa000001/',
  'http://167772161/',
  'http://012.0.0.1/',
  'http://3232235521/',
  'http://[fc00::1]/',
  'http://[fd12:3456:789a::1]/',
  'http://[fe80::1]/',
  'http://[fec0::1]/',
  'http://[ff02::1]/',
  'http://169.254.0.1/',
  'http://192.0.0.8/',
  // What machines in clouds ask about themselves.
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.170.2/v2/credentials',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://[fd00:ec2::254]/',
  'http://100.100.100.200/',
  'http://192.0.0.192/',
  'http://168.63.129.16/',
  'http://metadata.google.internal/',
  'http://metadata/',
  'http://instance-data.ec2.internal/',
  // Networks for documents, measurements, many at once, the future.
  'http://192.0.2.1/',
  'http://198.51.100.7/',
  'http://203.0.113.9/',
  'http://198.18.0.1/',
  'http://198.19.255.255/',
  'http://192.88.99.1/',
  'http://224.0.0.1/',
  'http://239.255.255.250/',
  'http://240.0.0.1/',
  'http://255.255.255.255/',
  'http://192.31.196.1/',
  'http://192.52.193.1/',
  'http://192.175.48.1/',
  'http://0.1.2.3/',
  'http://[2001:db8::1]/',
  'http://[3fff::1]/',
  'http://[100::1]/',
  'http://[2001:2::1]/',
  'http://[5f00::1]/',
  'http://[4000::1]/',
  'http://[2620:4f:8000::1]/',
  // Names of neighbours.
  'http://postgres/',
  'http://backend:8000/',
  'http://worker/',
  'http://printer.local/',
  'http://router.lan/',
  'http://wiki.corp/',
  'http://nas.home.arpa/',
  'http://db.internal/',
  'http://intranet/',
  'http://host.docker.internal/',
  'http://kubernetes.default.svc.internal/',
  'http://hidden.onion/',
  // Somebody’s password.
  'http://user@shop.example/',
  'http://user:secret@shop.example/',
  'http://shop.example@127.0.0.1/',
  'http://127.0.0.1@shop.example/',
  'http://:@127.0.0.1/',
  'https://shop.example:443@10.0.0.1/',
  'http://user@[::1]/',
  // Other doors.
  'http://shop.example:22/',
  'http://shop.example:25/',
  'http://shop.example:5432/',
  'http://shop.example:8000/',
  'https://shop.example:8443/',
  'http://shop.example:6379/',
  'http://8.8.8.8:53/',
  'http://shop.example:65535/',
  'http://shop.example:0/',
  // Other ways of going.
  'ftp://shop.example/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_FLUSHALL',
  'data:text/html,<h1>x</h1>',
  'javascript:alert(1)',
  'ws://shop.example/',
  'blob:https://shop.example/1',
  'dict://127.0.0.1:11211/stats',
  'ldap://127.0.0.1/',
  'about:blank',
  'tg://resolve?domain=x',
  'view-source:http://shop.example/',
  'jar:http://shop.example!/',
  // No addresses at all.
  '',
  'shop',
  '//shop.example/',
  'http://',
  'http:///',
  'http://[::1',
  'http://shop example/',
  'http://1.2.3.4.5/',
  'http://256.256.256.256/',
];

function page(title: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta property="og:title" content="${title}"></head><body></body></html>`;
}

const bomb = gzipSync(Buffer.concat([Buffer.from(page('Чайник')), Buffer.alloc(200 * 1024 * 1024, 32)]));

describe('before a packet leaves', () => {
  it(`${refused.length} addresses are refused, and nothing listens in vain`, async () => {
    expect(refused.length).toBeGreaterThanOrEqual(100);
    // Whatever should leave would have to leave through these.
    const names = await startNameServer(() => ['127.0.0.1']);
    const listener = createServer().listen(80, '127.0.0.1');
    const heard: string[] = [];
    listener.on('connection', () => heard.push('a connection'));
    listener.on('error', () => {}); // Where port 80 belongs to somebody else, the names still listen.
    const reader = createPageReader({ reach: internet, resolver: names.resolver });
    onTestFinished(async () => {
      names.close();
      listener.close();
      await reader.close();
    });
    const problems = await Promise.all(refused.map(async (link) => [link, (await reader.read(link)).problem]));
    expect(problems.filter(([, problem]) => problem !== 'address')).toEqual([]);
    expect([...names.asked, ...heard]).toEqual([]);
  });

  it.each(refused)('%s is refused by what it is', (link) => {
    expect(readTarget(link, internet)).toBeUndefined();
  });

  it.each([
    'https://shop.example/p/1',
    'http://shop.example:80/',
    'http://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://магазин.рф/чай',
    'http://shop.example./',
  ])('%s may be asked for', (link) => {
    expect(readTarget(link, internet)).toBeInstanceOf(URL);
  });

  it('a backslash ends a name, as browsers have it', () => {
    expect(readTarget(String.raw`http://shop.example\@127.0.0.1/`, internet)?.hostname).toBe('shop.example');
  });

  it('what is no address is not public', () => {
    expect(['', 'shop', '127.1', '999.1.1.1'].filter(isPublic)).toEqual([]);
  });
});

describe('a name', () => {
  it.each([
    ['this machine', '127.0.0.1'],
    ['a neighbour', '10.1.2.3'],
    ['the metadata of a cloud', '169.254.169.254'],
    ['nobody', '0.0.0.0'],
    ['a carrier’s network', '100.100.100.200'],
  ])('that stands for %s leads nowhere', async (_whom, address) => {
    const names = await startNameServer(() => [address]);
    const reader = createPageReader({ reach: internet, resolver: names.resolver });
    onTestFinished(async () => {
      names.close();
      await reader.close();
    });
    expect((await reader.read('http://rebind.example/')).problem).toBe('address');
  });

  it('that nobody knows is unreachable', async () => {
    const names = await startNameServer(() => []);
    const reader = createPageReader({ reach: internet, resolver: names.resolver });
    onTestFinished(async () => {
      names.close();
      await reader.close();
    });
    expect((await reader.read('http://nowhere.example/')).problem).toBe('unreachable');
  });
});

describe('on the way', () => {
  let shop: Shop & { connections: () => number };
  let secret: Shop & { connections: () => number };
  let names: NameServer;
  let reader: PageReader;
  /** A shop that may be visited, and a neighbour on the same port who may not: 127.0.0.2 and 127.0.0.1. */
  beforeAll(async () => {
    secret = await openShop((_request, response) => response.end(page('Секрет')));
    shop = await openShop(serveShop, '127.0.0.2', secret.port);
    names = await startNameServer((name, time) => {
      if (name === 'shop.example') return ['127.0.0.2'];
      if (name === 'secret.example') return ['127.0.0.1'];
      if (name === 'both.example') return ['127.0.0.1', '127.0.0.2'];
      // Harmless when it is first asked for, and another when it is asked for again.
      return name === 'turns.example' ? [time === 1 ? '127.0.0.2' : '127.0.0.1'] : [];
    });
    reader = createPageReader({
      reach: { port: (port) => port === shop.port, address: (address) => address === '127.0.0.2' },
      resolver: names.resolver,
    });
  });
  afterAll(async () => {
    shop.close();
    secret.close();
    names.close();
    await reader.close();
  });

  function serveShop(
    request: Parameters<Parameters<typeof openShop>[0]>[0],
    response: Parameters<Parameters<typeof openShop>[0]>[1],
  ): void {
    const [, kind = '', argument = ''] = decodeURIComponent(request.url ?? '').split(/^\/(\w+)\/?/);
    const html = { 'content-type': 'text/html; charset=utf-8' };
    switch (kind) {
      case 'to':
        response.writeHead(302, { location: argument }).end();
        return;
      case 'hops': {
        const left = Number(argument);
        if (left > 0) response.writeHead(301, { location: `/hops/${left - 1}` }).end();
        else response.writeHead(200, html).end(page('Чайник'));
        return;
      }
      case 'status':
        response.writeHead(Number(argument), html).end(page('Чайник'));
        return;
      case 'type':
        response.writeHead(200, { 'content-type': argument }).end(page('Чайник'));
        return;
      case 'bomb':
        response.writeHead(200, { ...html, 'content-encoding': 'gzip' });
        response.end(bomb);
        return;
      case 'endless':
        response.writeHead(200, html).write(page('Чайник'));
        for (let at = 0; at < 64; at += 1) response.write(Buffer.alloc(64 * 1024, 32));
        return; // It never ends.
      case 'drip':
        response.writeHead(200, html).write(page('Чайник'));
        return;
      case 'silent':
        return;
      case 'asked':
        response
          .writeHead(200, { ...html, 'set-cookie': 'id=1' })
          .end(page(`${request.headers['cookie'] ?? 'no cookie'}; ${request.headers['user-agent'] ?? ''}`));
        return;
      default:
        response.writeHead(200, html).end(page('Чайник'));
    }
  }

  const read = (path: string, host = 'shop.example') => reader.read(`http://${host}:${shop.port}${path}`);
  const titleOf = async (path: string, host?: string) => (await read(path, host)).facts.title;
  const problemOf = async (path: string, host?: string) => (await read(path, host)).problem;

  it('a shop is visited, by name and by address', async () => {
    expect(await titleOf('/')).toBe('Чайник');
    expect(await titleOf('/', '127.0.0.2')).toBe('Чайник');
  });

  it('who is refused is never connected to', async () => {
    const redirects = [
      `http://127.0.0.1:${shop.port}/`,
      `http://secret.example:${shop.port}/`,
      `http://[::ffff:127.0.0.1]:${shop.port}/`,
      `http://2130706433:${shop.port}/`,
      `//127.0.0.1:${shop.port}/`,
      'http://169.254.169.254/latest/meta-data/',
      'file:///etc/passwd',
      'gopher://127.0.0.1:6379/',
      'http://shop.example:22/',
      `http://user@shop.example:${shop.port}/`,
      'javascript:alert(1)',
      'ftp://shop.example/',
      'http://localhost/',
      `http://0x7f.1:${shop.port}/`,
    ];
    const problems = await Promise.all(redirects.map((link) => problemOf(`/to/${encodeURIComponent(link)}`)));
    expect(problems).toEqual(redirects.map(() => 'address'));
    expect(await problemOf('/', 'secret.example')).toBe('address');
    expect(secret.connections()).toBe(0);
  });

  it('a name is connected to where it was looked up, though it means another by then', async () => {
    expect(await titleOf('/', 'turns.example')).toBe('Чайник');
    // The second time it stands for the neighbour.
    expect(await problemOf('/', 'turns.example')).toBe('address');
    expect(secret.connections()).toBe(0);
  });

  it('a name that turns on a redirect to itself leads nowhere', async () => {
    const turning = await startNameServer((_name, time) => [time === 1 ? '127.0.0.2' : '127.0.0.1']);
    const reach = { port: (port: number) => port === shop.port, address: (address: string) => address === '127.0.0.2' };
    const other = createPageReader({ reach, resolver: turning.resolver });
    onTestFinished(async () => {
      turning.close();
      await other.close();
    });
    const again = encodeURIComponent(`http://again.example:${shop.port}/`);
    expect((await other.read(`http://again.example:${shop.port}/to/${again}`)).problem).toBe('address');
    expect(secret.connections()).toBe(0);
  });

  it('of a name with several addresses only those within reach are connected to', async () => {
    expect(await titleOf('/', 'both.example')).toBe('Чайник');
    expect(secret.connections()).toBe(0);
  });

  it('three redirects are followed, and no fourth', async () => {
    expect(await titleOf('/hops/3')).toBe('Чайник');
    expect(await problemOf('/hops/4')).toBe('refused');
  });

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [429, 'refused'],
    [503, 'refused'],
    [451, 'refused'],
    [404, 'gone'],
    [410, 'gone'],
    [500, 'unreachable'],
    [502, 'unreachable'],
    [204, 'no_page'],
  ])('a shop that answers %i is told apart: %s', async (status, problem) => {
    expect(await problemOf(`/status/${status}`)).toBe(problem);
  });

  it.each(['application/json', 'image/png', 'application/pdf', 'text/plain', 'application/octet-stream', 'text/htmlx'])(
    '%s is no page',
    async (type) => {
      expect(await problemOf(`/type/${type}`)).toBe('no_page');
    },
  );

  it('a page that unpacks to 200 MB is read to its first megabyte', async () => {
    const before = process.memoryUsage().rss;
    expect(await titleOf('/bomb/')).toBe('Чайник');
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it('a page without an end, too', async () => {
    expect(await titleOf('/endless/')).toBe('Чайник');
  });

  it('a page that drips is read as far as it came in five seconds, and who never speaks is unreachable', async () => {
    const started = performance.now();
    expect(await Promise.all([titleOf('/drip/'), problemOf('/silent/')])).toEqual(['Чайник', 'unreachable']);
    expect(performance.now() - started).toBeLessThan(7000);
  }, 20_000);

  it('no cookie is shown, also after one was given, and it is said who asks', async () => {
    await read('/asked/');
    expect(await titleOf('/asked/')).toMatch(/^no cookie; .*Wishlins/);
  });

  it('a name server that does not answer costs five seconds at most', async () => {
    const deaf = createSocket('udp4').bind(0, '127.0.0.1');
    await once(deaf, 'listening');
    const deafNames = await startNameServer(() => []);
    deafNames.resolver.setServers([`127.0.0.1:${deaf.address().port}`]);
    const other = createPageReader({ reach: internet, resolver: deafNames.resolver });
    onTestFinished(async () => {
      deaf.close();
      deafNames.close();
      await other.close();
    });
    const started = performance.now();
    expect((await other.read('http://shop.example/')).problem).toBe('unreachable');
    expect(performance.now() - started).toBeLessThan(7000);
  }, 20_000);
});
