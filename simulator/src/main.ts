import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import proxy from '@fastify/http-proxy';
import Fastify from 'fastify';
import { simulator } from './plugin.ts';

const { PORT = '8081', HOST = '127.0.0.1', APP_ORIGIN } = process.env;
const { BOT_TOKEN = '1:SIMULATOR', BOT_USERNAME = 'wishlins_demo_bot' } = process.env;
const dist = fileURLToPath(new URL('../dist', import.meta.url));

/** The simulator as a process of its own: what `TELEGRAM_API_ROOT` names when backend and bot run by themselves. */
const app = Fastify({ forceCloseConnections: true });
await app.register(simulator, {
  botToken: BOT_TOKEN,
  botUsername: BOT_USERNAME,
  // The page is there once it has been built; the Bot API needs none.
  ...(existsSync(dist) && { webRoot: dist }),
});
// The app lets nobody frame it but Telegram and its own origin: so it is seen on this one.
if (APP_ORIGIN) await app.register(proxy, { upstream: APP_ORIGIN });
const origin = await app.listen({ host: HOST, port: Number(PORT) });
console.log(`Telegram is simulated at ${origin}/simulator/telegram`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close());
