import { api } from '@wishlins/contract';
import { expect } from 'vitest';
import sharp from 'sharp';
import { journey } from './src/journey.ts';
import { makeList } from './src/people.ts';

/** A photo as a phone takes it: large, lying on its side, and knowing what took it. */
async function phonePhoto(background: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const picture = sharp({
    create: { width: 4000, height: 3000, channels: 3, background, noise: { type: 'gaussian', mean: 128, sigma: 30 } },
  });
  const buffer = await picture
    .withExif({ IFD0: { Model: 'Canary Phone 9' } })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 92 })
    .toBuffer();
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer };
}

journey('photos go from a phone to a wish, and guests see them', async ({ simulator, troubles, as }) => {
  troubles.expect(/^refused: POST .*\/photos 422$/);
  const anya = await as('anya');
  const { list, startapp } = await makeList(anya, { title: 'Со снимками', visibility: 'link' }, [{ title: 'Лампа' }]);
  const phone = await simulator.open({ persona: 'anya', startapp });
  await phone.app.getByRole('link', { name: /^Лампа/ }).click();
  await phone.press('Изменить');
  const editor = phone.app.getByRole('dialog', { name: 'Желание' });
  const files = editor.getByLabel('Добавить');
  await files.setInputFiles([await phonePhoto('#e8b04a'), await phonePhoto('#274c8f')]);
  await editor.getByRole('img', { name: 'Фото 2 из 2' }).waitFor();
  await phone.look('photos-in-editor');

  await files.setInputFiles({ name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('these are notes') });
  await editor.getByRole('alert').filter({ hasText: 'JPEG, PNG' }).waitFor();
  await phone.look('photos-refused');
  await editor.getByRole('button', { name: 'Отменить загрузку' }).click();
  await editor.getByRole('button', { name: 'Сделать обложкой фото 2' }).click();
  await phone.press('Сохранить');
  await editor.waitFor({ state: 'detached' });
  await phone.look('wish-with-photos');

  const [wish] = (await anya.call(api.wishlists.get, { params: { wishlistId: list.id } })).wishes;
  expect(wish?.pictures).toMatchObject([
    { width: 1200, height: 1600 },
    { width: 1200, height: 1600 },
  ]);

  const guest = await simulator.open({ persona: 'boris', startapp });
  const shown = guest.app.getByRole('link', { name: /^Лампа/ }).locator('img');
  await expect
    .poll(() => shown.evaluate((image: HTMLImageElement) => image.complete && image.naturalHeight))
    .toBeGreaterThan(0);
  // A card on a phone is served the small one.
  expect(await shown.evaluate((image: HTMLImageElement) => image.currentSrc)).toMatch(/-s\.webp$/);
  await guest.look('card-with-photo');
});
