import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../backend/src/free-port.ts';
import { createTestDatabase } from '../../backend/src/testing/database.ts';
import { findTools } from '../../scripts/debian-tools.ts';

const execute = promisify(execFile);
const folder = import.meta.dirname;
const root = join(folder, '../..');

interface Panel {
  id: number;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource: { uid: string };
  targets: { expr: string }[];
}

function overlap(a: Panel['gridPos'], b: Panel['gridPos']): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

let promtool: string;
let scratch: string;
let panels: Panel[];
let alerts: string;

beforeAll(async () => {
  ({ promtool } = await findTools(console.log));
  scratch = await mkdtemp(join(tmpdir(), 'wishlins-monitoring-'));
  ({ panels } = JSON.parse(await readFile(join(folder, 'grafana/wishlins.json'), 'utf8')) as { panels: Panel[] });
  alerts = await readFile(join(folder, 'alerts.yml'), 'utf8');
}, 300_000);

afterAll(async () => {
  await rm(scratch, { recursive: true });
});

describe('the alerts', () => {
  test('say what they must and keep silent otherwise', async () => {
    await execute(promtool, ['check', 'config', '--syntax-only', 'prometheus.yml'], { cwd: folder });
    await execute(promtool, ['check', 'rules', '--lint=all', '--lint-fatal', 'alerts.yml'], { cwd: folder });
    const { stdout } = await execute(promtool, ['test', 'rules', 'alerts.test.yml'], { cwd: folder });
    expect(stdout).toContain('SUCCESS');
  });

  test('each have a page that tells meaning, impact, diagnosis and mitigation', async () => {
    const names = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name]) => `${name}.md`);
    const linked = [...alerts.matchAll(/runbook: deploy\/runbooks\/(\S+)/g)].map(([, page]) => page);
    expect(linked).toEqual(names);
    expect((await readdir(join(root, 'deploy/runbooks'))).toSorted()).toEqual(names.toSorted());
    for (const page of names) {
      const text = await readFile(join(root, 'deploy/runbooks', page), 'utf8');
      const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual([page.replace('.md', ''), 'Meaning', 'Impact', 'Diagnosis', 'Mitigation']);
    }
  });
});

describe('the dashboard', () => {
  test('asks Prometheus what Prometheus understands', async () => {
    const expressions = panels.flatMap(({ targets }) =>
      targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')),
    );
    const rules = expressions.map((expr, n) => `      - record: asked:${n}\n        expr: ${JSON.stringify(expr)}\n`);
    await writeFile(join(scratch, 'asked.yml'), `groups:\n  - name: asked\n    rules:\n${rules.join('')}`);
    await execute(promtool, ['check', 'rules', join(scratch, 'asked.yml')]);
    expect(expressions.length).toBeGreaterThan(20);
  });

  test('has panels that do not lie on each other, over the source that is provided', async () => {
    const source = await readFile(join(folder, 'grafana/datasource.yml'), 'utf8');
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const collisions = panels.flatMap(({ title, gridPos }, index) => {
      const others = panels.slice(index + 1).filter((other) => overlap(gridPos, other.gridPos));
      return others.map((other) => `${title} and ${other.title}`);
    });
    expect(collisions).toEqual([]);
    for (const { gridPos, datasource } of panels) {
      expect(source).toContain(`uid: ${datasource.uid}`);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    }
  });
});

test('every metric that alerts and dashboard name is one that somebody tells', async () => {
  const named = `${alerts}${JSON.stringify(panels)}`.match(/\b(?:wishlins|nodejs|process|node)_\w+/g) ?? [];
  const { url, drop } = await createTestDatabase({ pool: 1 });
  const processes = [...(await metricsOf('api', url)), ...(await metricsOf('worker', url))];
  await drop();
  const told = new Set([...processes, ...(await metricsOfScripts()), ...metricsOfServer]);
  expect([...new Set(named)].filter((name) => !told.has(name))).toEqual([]);
  expect(new Set(named).size).toBeGreaterThan(15);
});

/** Of the node-exporter, which is not ours. */
const metricsOfServer = [
  'node_filesystem_avail_bytes',
  'node_filesystem_size_bytes',
  'node_memory_MemAvailable_bytes',
  'node_memory_MemTotal_bytes',
  'node_load5',
  'node_cpu_seconds_total',
];

/** What backups and the doctor write down. */
async function metricsOfScripts(): Promise<string[]> {
  const scripts = ['backup.sh', 'verify-backup.sh', 'doctor.sh', 'backup/offsite.sh', 'backup/archive.sh'];
  const texts = await Promise.all(scripts.map((script) => readFile(join(root, 'deploy', script), 'utf8')));
  return texts.join('\n').match(/wishlins_\w+/g) ?? [];
}

/** What a real backend or worker says on `/metrics`, a backend after a request. */
async function metricsOf(command: 'api' | 'worker', url: string): Promise<string[]> {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const backend = spawn(process.execPath, [join(root, 'backend/src/main.ts'), command], {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: url,
      TELEGRAM_BOT_TOKEN: '123:a-token',
      TELEGRAM_BOT_USERNAME: 'wishlins_bot',
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
    },
    stdio: 'inherit',
  });
  try {
    const live = `http://127.0.0.1:${command === 'api' ? port : metricsPort}/live`;
    await expect.poll(() => answerOf(live), { timeout: 30_000 }).toContain('live');
    const text = await answerOf(`http://127.0.0.1:${metricsPort}/metrics`);
    return [...text.matchAll(/^(\w+)(?:\{| )/gm)].map(([, name]) => name ?? '');
  } finally {
    backend.kill('SIGKILL');
  }
}

async function answerOf(url: string): Promise<string> {
  return await fetch(url).then(
    (response) => response.text(),
    () => '',
  );
}
