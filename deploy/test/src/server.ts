import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import tls from 'node:tls';
import { freePort } from '../../../backend/src/free-port.ts';
import { attempt, command, type Outcome } from './command.ts';

const root = join(import.meta.dirname, '../../..');

/** A server as an operator has one: a clone of the repository with its settings, nginx with TLS in front, the stack behind. */
export interface Server {
  origin: string;
  /** The port of nginx for HTTP, which leads to HTTPS. */
  httpPort: number;
  httpsPort: number;
  /** The names of containers begin with it. */
  project: string;
  /** Where the operator's clone of the repository is. */
  app: string;
  /** Where its backups are. */
  backups: string;
  botToken: string;
  /** Where the simulated Telegram is: its Bot API, and what people do in it. */
  telegram: string;
  /** An operator's command: `deploy.sh --no-backup`. */
  operate: (script: string, ...given: string[]) => Promise<Outcome>;
  /** Somebody commits these files to what the server follows. */
  commit: (message: string, files: Record<string, string | undefined>) => Promise<void>;
  docker: (...given: string[]) => Promise<string>;
  /** Runs SQL as the owner of the database. */
  sql: (statement: string) => Promise<string>;
  /** What nginx wrote to this log. */
  nginxLog: (name: 'access' | 'error') => string;
  end: () => Promise<void>;
}

/** Prepares a server up to the point where `deploy.sh` is typed for the first time. */
export async function prepareServer(settings: Record<string, string> = {}): Promise<Server> {
  const scratch = mkdtempSync(join(tmpdir(), 'wishlins-deploy-'));
  const project = `wishlins-test-${randomBytes(3).toString('hex')}`;
  const [app, work, origin] = [join(scratch, 'app'), join(scratch, 'work'), join(scratch, 'origin.git')];
  const ports = await Promise.all(Array.from({ length: 6 }, freePort));
  const [httpPort = 0, httpsPort = 0, backend = 0, backend2 = 0, frontend = 0, frontend2 = 0] = ports;
  const botToken = '1234567890:a-token-of-the-deployment-test-only';
  // Outside what Docker itself gives to networks, which would overlap some day.
  const network = 16 + ((randomBytes(1)[0] ?? 0) % 64);
  const git = (cwd: string, ...given: string[]) =>
    command('git', ['-c', 'user.name=Test', '-c', 'user.email=test@wishlins.test', ...given], { cwd });

  const nginx = join(scratch, 'nginx');
  mkdirSync(join(nginx, 'log'), { recursive: true });
  await makeCertificate(join(nginx, 'tls'));
  const telegram = await startTelegram(botToken, join(nginx, 'tls', 'ca.pem'));
  await publish(work, origin, git);
  await command('git', ['clone', '--quiet', origin, app]);

  const env = {
    DOMAIN: 'localhost',
    PUBLIC_URL: `https://localhost:${httpsPort}`,
    TELEGRAM_BOT_USERNAME: 'wishlins_bot',
    // This machine, as containers see it.
    TELEGRAM_API_ROOT: `http://198.18.${network}.1:${telegram.port}/simulator/telegram`,
    BACKEND_REPLICAS: '2',
    COMPOSE_PROFILES: 'replicas-${BACKEND_REPLICAS}',
    COMPOSE_PROJECT_NAME: project,
    IMAGES: project,
    POSTGRES_VOLUME: `${project}-postgres`,
    PHOTOS_VOLUME: `${project}-photos`,
    SUBNET: `198.18.${network}.0/24`,
    GATEWAY: `198.18.${network}.1`,
    BOT_ADDRESS: `198.18.${network}.250`,
    BACKEND_PORT: String(backend),
    BACKEND_2_PORT: String(backend2),
    FRONTEND_PORT: String(frontend),
    FRONTEND_2_PORT: String(frontend2),
    WISHLINS_VERSION: 'latest',
    BACKUPS_DIR: join(scratch, 'backups'),
    ...settings,
  };
  writeFileSync(
    join(app, '.env'),
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  await command('deploy/secrets.sh', [], { cwd: app, env: { TELEGRAM_BOT_TOKEN: botToken } });

  mkdirSync(join(nginx, 'etc'));
  const own = await command('docker', ['run', '--rm', '--entrypoint', 'cat', 'nginx:1.30', '/etc/nginx/nginx.conf']);
  writeFileSync(join(nginx, 'etc', 'nginx.conf'), own);
  const rendering = { HTTP_PORT: String(httpPort), HTTPS_PORT: String(httpsPort), CERTIFICATE: '/etc/tls' };
  await command('deploy/nginx/install.sh', ['--render', join(nginx, 'etc')], {
    cwd: app,
    env: { ...rendering, NGINX_VERSION: '1.30.0' },
  });
  const mounts = {
    'etc/nginx.conf': '/etc/nginx/nginx.conf',
    'etc/conf.d': '/etc/nginx/conf.d',
    'etc/wishlins': '/etc/nginx/wishlins',
    tls: '/etc/tls',
  };
  const volumes = Object.entries(mounts).flatMap(([from, to]) => ['--volume', `${join(nginx, from)}:${to}:ro`]);
  const run = ['run', '--detach', '--name', `${project}-nginx`, '--network', 'host', '--tmpfs', '/var/cache'];
  await command('docker', [...run, ...volumes, '--volume', `${join(nginx, 'log')}:/var/log/nginx`, 'nginx:1.30']);
  while (!(await answers(httpsPort))) await wait(50);

  return {
    origin: env.PUBLIC_URL,
    httpPort,
    httpsPort,
    project,
    app,
    backups: env.BACKUPS_DIR,
    botToken,
    telegram: `http://127.0.0.1:${telegram.port}/simulator/telegram`,
    operate: (script, ...given) =>
      attempt(join(app, 'deploy', script), given, {
        cwd: app,
        env: { CURL_CA_BUNDLE: join(nginx, 'tls', 'ca.pem') },
      }),
    async commit(message, files) {
      for (const [name, content] of Object.entries(files)) {
        if (content === undefined) rmSync(join(work, name));
        else writeFileSync(join(work, name), content);
      }
      await git(work, 'add', '--all');
      await git(work, 'commit', '--quiet', '--message', message);
      await git(work, 'push', '--quiet', origin, 'HEAD:main');
    },
    docker: (...given) => command('docker', given),
    sql(statement) {
      const psql = ['psql', '-U', 'wishlins', '-At', '-v', 'ON_ERROR_STOP=1', '-c', statement];
      return command('docker', ['exec', '--interactive', `${project}-postgres`, ...psql]);
    },
    nginxLog: (name) => readFileSync(join(nginx, 'log', `${name}.log`), 'utf8'),
    async end() {
      await attempt('docker', ['rm', '--force', `${project}-nginx`]);
      await attempt('docker', ['compose', '-f', 'docker-compose.prod.yml', '--profile', '*', 'down', '--volumes'], {
        cwd: app,
      });
      const images = await command('docker', ['image', 'ls', '--quiet', '--filter', `reference=${project}-*`]);
      for (const image of new Set(images.split('\n').filter(Boolean))) await attempt('docker', ['rmi', '-f', image]);
      rmSync(scratch, { recursive: true });
      telegram.stop();
    },
  };
}

/** Whether somebody listens on this port of this machine. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** A Telegram that containers reach as well, and that believes our authority when it calls. */
async function startTelegram(botToken: string, authority: string): Promise<{ port: number; stop: () => void }> {
  const settings = { HOST: '0.0.0.0', PORT: '0', BOT_TOKEN: botToken, BOT_USERNAME: 'wishlins_bot' };
  const child = spawn(process.execPath, ['simulator/src/main.ts'], {
    cwd: root,
    env: { ...process.env, ...settings, NODE_EXTRA_CA_CERTS: authority },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) {
    const port = /:(\d+)\//.exec(line)?.[1];
    if (port) return { port: Number(port), stop: () => child.kill() };
  }
  throw new Error('The simulated Telegram does not start.');
}

/** A repository for the server to follow, with the files as they lie here, committed or not. */
async function publish(
  work: string,
  origin: string,
  git: (cwd: string, ...given: string[]) => Promise<string>,
): Promise<void> {
  const listed = await command('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root });
  const deleted = new Set((await command('git', ['ls-files', '--deleted', '-z'], { cwd: root })).split('\0'));
  for (const name of listed.split('\0').filter((one) => one && !deleted.has(one))) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    cpSync(join(root, name), join(work, name));
  }
  await command('git', ['init', '--quiet', '--initial-branch=main', '--bare', origin]);
  await git(work, 'init', '--quiet', '--initial-branch=main');
  await git(work, 'add', '--all');
  await git(work, 'commit', '--quiet', '--message', 'what is tested');
  await git(work, 'push', '--quiet', origin, 'HEAD:main');
}

/** An authority of our own, which this process believes, and its certificate for `localhost`. */
async function makeCertificate(folder: string): Promise<void> {
  mkdirSync(folder);
  const openssl = (...given: string[]) => command('openssl', given, { cwd: folder });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-subj',
    '/CN=Wishlins test',
    '-days',
    '2',
  );
  await openssl('req', ...key, '-keyout', 'privkey.pem', '-out', 'request.pem', '-subj', '/CN=localhost');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost\n');
  const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  await openssl('x509', '-req', '-in', 'request.pem', '-out', 'fullchain.pem', ...sign);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(join(folder, 'ca.pem'), 'utf8')]);
}
