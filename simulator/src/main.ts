import Fastify from 'fastify';
import { simulator } from './plugin.ts';

const {
  PORT = '8081',
  HOST = '127.0.0.1',
  BOT_TOKEN = '1:SIMULATOR',
  BOT_USERNAME = 'wishlins_demo_bot',
} = process.env;

/** The simulator as a process of its own: what `TELEGRAM_API_ROOT` names when nothing else of the demo runs. */
const app = Fastify({ forceCloseConnections: true });
await app.register(simulator, { botToken: BOT_TOKEN, botUsername: BOT_USERNAME });
const origin = await app.listen({ host: HOST, port: Number(PORT) });
console.log(`Telegram is simulated at ${origin}/simulator/telegram`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close());
