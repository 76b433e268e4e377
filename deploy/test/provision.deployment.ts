import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attempt, command, type Outcome } from './src/command.ts';
import { baseImages } from './src/setup.ts';

const image = 'wishlins-test-server';
const name = `${image}-${randomBytes(3).toString('hex')}`;
const app = '/home/wishlins/apps/wishlins-miniapp';
const wishes = {
  DOMAIN: 'wishes.example',
  EMAIL: 'anya@wishes.example',
  TELEGRAM_BOT_USERNAME: 'wishes_bot',
  TELEGRAM_BOT_TOKEN: '1234567890:a-token-of-the-provisioning-test-only',
};
let scratch: string;

/** On the server, as root. */
async function onServer(script: string, env: Record<string, string> = {}): Promise<Outcome> {
  const variables = Object.entries(env).flatMap(([variable, value]) => ['--env', `${variable}=${value}`]);
  return await attempt('docker', ['exec', ...variables, name, 'bash', '-c', script]);
}

async function said(script: string): Promise<string> {
  const { code, output } = await onServer(script);
  if (code !== 0) throw new Error(`${script} ended with ${code}:\n${output}`);
  return output.trim();
}

/** An empty server of its own, with the repository in root's home, and the images that it would pull. */
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'wishlins-provision-'));
  await command('docker', ['build', '--quiet', '--tag', image, join(import.meta.dirname, 'server')]);
  const writable = ['/run:exec', '/run/lock', '/tmp:exec'].flatMap((place) => ['--tmpfs', place]);
  const volumes = ['--volume', '/sys/fs/cgroup:/sys/fs/cgroup:rw', '--volume', '/var/lib/docker'];
  await command('docker', ['run', '--detach', '--privileged', '--name', name, ...writable, ...volumes, image]);
  await command('git', ['clone', '--quiet', join(import.meta.dirname, '../..'), join(scratch, 'wishlins')]);
  await command('docker', ['cp', join(scratch, 'wishlins'), `${name}:/root/wishlins`]);
  await said('until docker info >/dev/null 2>&1; do sleep 0.2; done');
  const archive = join(scratch, 'images.tar');
  await command('docker', ['save', '--output', archive, ...baseImages]);
  await command('docker', ['cp', archive, `${name}:/root/images.tar`]);
  await said('docker load --quiet --input /root/images.tar && rm /root/images.tar');
});

afterAll(async () => {
  await attempt('docker', ['rm', '--force', '--volumes', name]);
  rmSync(scratch, { recursive: true });
});

describe('an empty server', () => {
  it('is refused before anything changes when a wish is missing', async () => {
    const { code, output } = await onServer('/root/wishlins/deploy/provision.sh --yes', { ...wishes, EMAIL: '' });
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('EMAIL must be') });
    expect(await said('ls /home; ls /etc/cron.d')).not.toContain('wishlins');
  });

  it('is made ready by one command', async () => {
    const { code, output } = await onServer('/root/wishlins/deploy/provision.sh --yes', wishes);
    console.log(output);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('Done. What is left') });
    expect(output).not.toContain(wishes.TELEGRAM_BOT_TOKEN);
    expect(await said(`stat -c '%a %U' ${app}/.env ${app}/secrets ${app}/secrets/backup.key /home/wishlins`)).toBe(
      '600 wishlins\n700 wishlins\n600 wishlins\n711 wishlins',
    );
    expect(await said(`cat ${app}/.env`)).toMatch(/^DOMAIN=wishes\.example\nPUBLIC_URL=https:\/\/wishes\.example$/m);
    expect(await said('systemctl is-enabled docker nginx cron')).toBe('enabled\nenabled\nenabled');
    expect(await said('apt-config dump APT::Periodic::Unattended-Upgrade')).toContain('"1"');
    expect(await said('runuser -u wishlins -- docker ps')).toContain('CONTAINER ID');
  });

  it('stays as it is when the command is given again', async () => {
    const fingerprint = `cat ${app}/.env ${app}/secrets/* /etc/ufw/after.rules /etc/ufw/after6.rules /etc/cron.d/wishlins /etc/nginx/conf.d/* | sha256sum`;
    const before = await said(fingerprint);
    expect(await onServer('/root/wishlins/deploy/provision.sh --yes')).toMatchObject({ code: 0 });
    expect(await said(fingerprint)).toBe(before);
  });

  it('runs the commands of its crontab as its user', async () => {
    await said(
      `sed -E 's/^\\S+ \\S+ \\S+ \\S+ \\S+ ( *wishlins .*doctor.*)/* * * * * \\1/' /etc/cron.d/wishlins > /etc/cron.d/wishlins-now`,
    );
    // Nothing runs yet: the doctor says so, and when.
    await expect
      .poll(() => onServer('cat /home/wishlins/backups/metrics/doctor.prom'), { timeout: 120_000 })
      .toMatchObject({ output: expect.stringMatching(/wishlins_doctor_last_run_timestamp_seconds \d+/) });
    await said('rm /etc/cron.d/wishlins-now');
  });
});

describe('the certificate', () => {
  const authority = `${name}-authority`;
  let address: string;

  beforeAll(async () => {
    await command('docker', [
      'build',
      '--quiet',
      '--tag',
      'wishlins-test-authority',
      join(import.meta.dirname, 'authority'),
    ]);
    address = await addressOf(name);
    // The domain leads to the server, as certbot, the authority and the server itself see it.
    const hosts = ['--add-host', `${wishes.DOMAIN}:${address}`];
    const quick = ['--env', 'PEBBLE_VA_NOSLEEP=1'];
    await command('docker', ['run', '--detach', '--name', authority, ...hosts, ...quick, 'wishlins-test-authority']);
    const known = [`${address} ${wishes.DOMAIN}`, `${await addressOf(authority)} authority`];
    await said(`printf '%s\\n' ${known.map((line) => `'${line}'`).join(' ')} >> /etc/hosts`);
    await said(`printf 'server = https://authority:14000/dir\nno-verify-ssl = true\n' >> /etc/letsencrypt/cli.ini`);
    // The server believes this authority as it believes Let’s Encrypt’s.
    const root = '/usr/local/share/ca-certificates/authority.crt';
    await said(`curl -sSk --retry 20 --retry-all-errors --retry-delay 1 -o ${root} https://authority:15000/roots/0`);
    await said('update-ca-certificates');
    // Something that nginx finds where the frontend would be.
    await said(
      `printf 'server { listen 127.0.0.1:8080; location / { return 200 "hello"; } }' > /etc/nginx/conf.d/frontend.conf && systemctl reload nginx`,
    );
  });
  afterAll(async () => {
    await attempt('docker', ['rm', '--force', authority]);
  });

  it('is there once the domain leads to the server and the command is given again', async () => {
    const { code, output } = await onServer('/root/wishlins/deploy/provision.sh --yes');
    console.log(output);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.not.stringMatching(/no certificate/) });
    // nginx takes a moment to listen after it was told to.
    await expect
      .poll(() => visit(address).catch(String))
      .toMatchObject({ status: 200, issuer: expect.stringMatching(/^Pebble/) });
    expect(await said('systemctl is-enabled certbot.timer')).toBe('enabled');
  });

  it('is renewed by the timer that Debian brings, and nginx shows the new one, while nobody is turned away', async () => {
    const before = await visit(address);
    // Due at once.
    await said(
      `sed -i 's/^.*renew_before_expiry.*$/renew_before_expiry = 9000 days/' /etc/letsencrypt/renewal/${wishes.DOMAIN}.conf`,
    );
    const visits: Promise<string>[] = [];
    const visiting = setInterval(
      () => visits.push(visit(address).then(({ status, serial }) => `${status} ${serial}`, String)),
      20,
    );
    const started = Date.now();
    await said('systemctl start certbot.service');
    await expect.poll(() => visit(address).then(({ serial }) => serial)).not.toBe(before.serial);
    const seconds = (Date.now() - started) / 1000;
    await expect.poll(() => visits.length).toBeGreaterThan(100);
    clearInterval(visiting);
    const after = await visit(address);
    const seen = await Promise.all(visits);
    console.log(`renewed and shown after ${seconds} s; ${seen.length} visits`);
    expect(new Set(seen)).toEqual(new Set([`200 ${before.serial}`, `200 ${after.serial}`]));
  });
});

describe('bringing it live', () => {
  it('takes its user the command that the README says next, and people see the app', async () => {
    await said('rm /etc/nginx/conf.d/frontend.conf && systemctl reload nginx');
    const address = await addressOf(name);
    const started = Date.now();
    const { code, output } = await onServer(
      "su - wishlins -c 'cd apps/wishlins-miniapp && deploy/deploy.sh --no-pull'",
    );
    console.log(output, `live after ${(Date.now() - started) / 1000} s`);
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/Done: [0-9a-f]{12} is live/) });
    expect(await visit(address)).toMatchObject({ status: 200, body: expect.stringContaining('<div id="app">') });
  });

  it('leaves a doctor who misses a backup, and Telegram, which nothing reaches from here', async () => {
    const { output } = await onServer("su - wishlins -c 'cd apps/wishlins-miniapp && deploy/doctor.sh --json'");
    const { findings } = JSON.parse(output.slice(output.indexOf('{'))) as {
      findings: { check: string; level: string }[];
    };
    const broken = findings.filter(({ level }) => level === 'broken').map(({ check }) => check);
    expect(broken.toSorted()).toEqual(['backups', 'webhook']);
  });

  it('a backup of it is made by its user, with the command of its crontab', async () => {
    const daily = /^0 2 .+wishlins +(.+)$/m.exec(await said('cat /etc/cron.d/wishlins'))?.[1] ?? 'false';
    expect(await onServer(`runuser -u wishlins -- sh -c ${JSON.stringify(daily)}`)).toMatchObject({ code: 0 });
    expect(await said('ls /home/wishlins/backups/daily')).toMatch(/^\d{4}-\d{2}-\d{2}T\S+$/);
  });
});

/** Asks for the page over a connection of its own; answers with what was said and the certificate that was shown. */
async function visit(address: string): Promise<{ status: number; body: string; serial: string; issuer: string }> {
  const asked = request({
    host: address,
    servername: wishes.DOMAIN,
    headers: { host: wishes.DOMAIN, accept: 'text/html' },
    agent: false,
    rejectUnauthorized: false,
  });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const { serialNumber, issuer } = (response.socket as TLSSocket).getPeerCertificate();
  const body = await text(response);
  return { status: response.statusCode ?? 0, body, serial: serialNumber, issuer: String(issuer.CN) };
}

async function addressOf(container: string): Promise<string> {
  return (await command('docker', ['inspect', '-f', '{{.NetworkSettings.IPAddress}}', container])).trim();
}

describe('from outside', () => {
  let address: string;
  beforeAll(async () => {
    address = await addressOf(name);
  });

  /** The ports that can be connected to, of those that somebody might have left open. */
  async function openPorts(): Promise<number[]> {
    const ports = [22, 80, 443, 2375, 5432, 8000, 8001, 8080, 8081, 9081, 9464];
    const answers = await Promise.all(ports.map(async (port) => ((await isOpen(port)) ? [port] : [])));
    return answers.flat();
  }

  function isOpen(port: number): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ host: address, port, timeout: 2000 });
      const end = (open: boolean) => {
        socket.destroy();
        resolve(open);
      };
      socket.once('connect', () => end(true)).once('error', () => end(false));
      socket.once('timeout', () => end(false));
    });
  }

  it('only SSH, 80 and 443 are open while all of it runs', async () => {
    expect(await openPorts()).toEqual([22, 80, 443]);
  });

  describe('whatever Docker publishes', () => {
    const listener = (port: number) =>
      `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(LocalPort => ${port}, Listen => 5) or die; while ($c = $s->accept) { print $c "hello"; close $c }'`;

    beforeAll(async () => {
      await said('systemctl stop nginx');
      for (const published of ['443:8443', '9081:9081', '127.0.0.1:9000:9000']) {
        const port = Number(published.split(':').at(-1));
        await said(`docker run --detach --restart always --publish ${published} debian:trixie-slim ${listener(port)}`);
      }
    });

    it('past the firewall stays closed', async () => {
      await expect.poll(() => said('timeout 2 bash -c "cat < /dev/tcp/127.0.0.1/9000"').catch(String)).toBe('hello');
      await expect.poll(openPorts).toEqual([22, 443]);
    });

    it('stays so when the firewall or Docker starts again', async () => {
      await said('ufw reload');
      expect(await openPorts()).toEqual([22, 443]);
      await said('systemctl restart docker');
      await expect.poll(openPorts).toEqual([22, 443]);
    });

    it('would be open without our rules', async () => {
      await said('iptables -F DOCKER-USER');
      expect(await openPorts()).toEqual([22, 443, 9081]);
      await said('/root/wishlins/deploy/firewall/install.sh');
      expect(await openPorts()).toEqual([22, 443]);
    });
  });
});

describe('a deployment over SSH', () => {
  const deploy = 'cd /root/wishlins && SSH_KEY=$(cat /root/key) deploy/ci/deploy-over-ssh.sh';
  const ref = 'a'.repeat(40);

  beforeAll(async () => {
    await said('ssh-keygen -q -t ed25519 -N "" -f /root/key');
    await said('install -d -o wishlins -g wishlins -m 700 /home/wishlins/.ssh');
    await said('install -o wishlins -m 600 /root/key.pub /home/wishlins/.ssh/authorized_keys');
    // What deploy.sh itself does is told elsewhere.
    await said(`printf '#!/bin/sh\\necho "deployed $* as $(id -un)"\\n' > ${app}/deploy/deploy.sh`);
  });

  it('reaches the server that is known, as the user to whom Wishlins belongs', async () => {
    const known = await said('ssh-keyscan -t ed25519 127.0.0.1 2>/dev/null');
    const given = { DEPLOY_HOST: '127.0.0.1', DEPLOY_REF: ref, SSH_KNOWN_HOSTS: known };
    expect(await onServer(deploy, given)).toMatchObject({ code: 0, output: `deployed --ref ${ref} as wishlins\n` });
  });

  it('speaks to no other', async () => {
    const known = (await said('cat /root/key.pub')).replace(/^/, '127.0.0.1 ');
    const given = { DEPLOY_HOST: '127.0.0.1', DEPLOY_REF: ref, SSH_KNOWN_HOSTS: known };
    const { code, output } = await onServer(deploy, given);
    expect({ code, output }).toMatchObject({
      code: 255,
      output: expect.stringContaining('Host key verification failed'),
    });
  });
});
