import { randomBytes, randomInt } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The bot of the demo, which Telegram does not know. */
export const DEMO_BOT_USERNAME = 'wishlins_demo_bot';

/** The token the simulator signs with and the backend trusts: one per data folder, so that no demo trusts another. */
export async function demoBotToken(dataDir: string): Promise<string> {
  const file = join(dataDir, 'demo-bot-token');
  await mkdir(dataDir, { recursive: true });
  const token = `${randomInt(1e8, 1e9)}:${randomBytes(26).toString('base64url')}`;
  await writeFile(file, token, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return await readFile(file, 'utf8');
}
