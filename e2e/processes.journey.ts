import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../backend/src/free-port.ts';
import { tellBotStory } from './src/bot-story.ts';
import { journey } from './src/journey.ts';
import { openSimulator } from './src/simulator.ts';
import { startSystem } from './src/system.ts';

const root = join(import.meta.dirname, '..');

journey(
  'Telegram, backend and bot as processes of their own tell the same story, also when the bot is killed in its middle',
  { timeout: 240_000 },
  async ({ context, onTestFinished }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-processes-'));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const port = await freePort();
    const telegram = `http://localhost:${port}`;
    const shared = {
      TELEGRAM_BOT_TOKEN: '424242:a-token-that-only-the-simulator-knows',
      TELEGRAM_API_ROOT: `${telegram}/simulator/telegram`,
      PUBLIC_URL: telegram,
      BOT_SECRET: 'what-bot-and-backend-know-each-other-by',
    };
    const names = { TELEGRAM_BOT_USERNAME: 'wishlins_demo_bot', TELEGRAM_MODE: 'off' };
    const system = await startSystem({ dataDir, settings: { ...shared, ...names } });
    onTestFinished(() => system.stop());

    const { TELEGRAM_BOT_TOKEN: BOT_TOKEN, ...others } = shared;
    const simulator = start('simulator/src/main.ts', { PORT: String(port), BOT_TOKEN, APP_ORIGIN: system.origin });
    onTestFinished(() => end(simulator, 'SIGTERM'));
    await once(simulator.stdout ?? simulator, 'data');
    const startBot = () =>
      start('bot/src/main.ts', { TELEGRAM_BOT_TOKEN: BOT_TOKEN, ...others, BACKEND_URL: system.origin });
    let bot = startBot();
    onTestFinished(() => end(bot, 'SIGTERM'));

    await tellBotStory(await openSimulator(context, telegram), async () => {
      await end(bot, 'SIGKILL');
      bot = startBot();
    });
  },
);

function start(script: string, settings: Record<string, string>): ChildProcess {
  const env = { ...process.env, NODE_ENV: 'development', ...settings };
  return spawn(process.execPath, [script], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
