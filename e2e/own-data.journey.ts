import { readFile } from 'node:fs/promises';
import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import { journey } from './src/journey.ts';

journey('a person saves their wishes as a table and all that is theirs as a file', async ({ simulator, as }) => {
  const noa = await simulator.open({ persona: 'noa', version: '8.0' });
  await noa.app.getByRole('heading', { name: 'My lists' }).waitFor();
  await noa.press('Menu');
  await noa.press('Settings');
  await noa.app.getByRole('link', { name: 'My data' }).click();
  await noa.app.getByRole('heading', { name: 'My data' }).waitFor();
  await noa.look('noa-own-data');

  const save = async (button: string): Promise<{ name: string; text: string }> => {
    await noa.app.getByRole('button', { name: button }).click();
    const saved = simulator.page.waitForEvent('download');
    await noa.press('Download');
    const file = await saved;
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  };
  const { call, me } = await as('noa');
  const { wishlists } = await call(api.wishlists.list, { query: {} });

  const table = await save('Download the table');
  expect(table.name).toBe('wishlins.csv');
  expect(table.text).toMatch(/^\uFEFFList,Wish,Note,/);

  const everything = await save('Download everything');
  expect(everything.name).toBe('wishlins.json');
  expect(JSON.parse(everything.text)).toMatchObject({
    profile: { id: me.id },
    // Those in the archive, too, if there are any by now.
    wishlists: expect.arrayContaining(wishlists.map(({ id, title }) => expect.objectContaining({ id, title }))),
  });
});
