import { expectAccessible } from './src/accessibility.ts';
import { journey } from './src/journey.ts';

journey('outside Telegram the app’s address is a page that says where to go', async ({ context, origin }) => {
  const page = await context.newPage();
  await page.goto(origin);
  await page.getByRole('heading', { name: 'Wishlists inside Telegram' }).waitFor();
  await expectAccessible(page);

  await page.goto(`${origin}/shared/AAAAAAAAAAAAAAAAAAAAAA`);
  await page.getByRole('heading', { name: 'A wishlist is waiting for you' }).waitFor();
  await expectAccessible(page);

  await page.goto(`${origin}/?startapp=l_AAAAAAAAAAAAAAAAAAAAAA`);
  await page.getByRole('heading', { name: 'A wishlist is waiting for you' }).waitFor();
});
