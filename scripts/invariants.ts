import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseProblem } from '../backend/src/database/migrate.ts';
import { countViolations } from '../backend/src/invariants.ts';
import { runUntilStopped } from './lifecycle.ts';
import { openDatabase, readSettings } from './settings.ts';

/** `npm run invariants`: counts what breaks them in the database that `npm start` uses, also while it runs. */
await runUntilStopped(async (running) => {
  const config = readSettings();
  if (!config.databaseUrl && !existsSync(join(config.dataDir, 'postgres'))) {
    throw new DatabaseProblem(`There is no database in ${config.dataDir} yet: npm start makes it.`);
  }
  const violations = await countViolations(await openDatabase(config, running, say), say);
  say(`${violations} violations`);
  process.exitCode = violations > 0 ? 1 : 0;
  await running.disposeAsync();
});

function say(sentence: string): void {
  console.log(sentence);
}
