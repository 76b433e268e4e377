import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';
import { makeList, signIn } from './src/people.ts';
import { openSimulator } from './src/simulator.ts';
import { startSystem } from './src/system.ts';

journey(
  'killed with everything it runs and started again, it has lost nothing and made nothing twice',
  async ({ context, onTestFinished }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'wishlins-restart-'));
    onTestFinished(() => rm(dataDir, { recursive: true }));
    const before = await startSystem({ dataDir });
    const anya = await signIn(before.origin, 'anya');
    const { startapp } = await makeList(anya, { title: 'На века' }, [{ title: 'Скала' }]);
    const listsBefore = await anya.read('/wishlists');

    const boris = await (await openSimulator(context, before.origin)).open({ persona: 'boris', startapp });
    await boris.app.getByRole('button', { name: 'Подарю: Скала' }).click();
    await boris.sees('Забронировано за вами');
    await boris.hasEveryPage();
    await before.kill();
    await context.pages().at(-1)?.close();

    const after = await startSystem({ dataDir });
    onTestFinished(() => after.stop());
    const again = await (await openSimulator(context, after.origin)).open({ persona: 'boris', startapp });
    await again.app.getByRole('button', { name: 'Дарю я' }).waitFor();
    expect(await (await signIn(after.origin, 'anya')).read('/wishlists')).toBe(listsBefore);
  },
);
