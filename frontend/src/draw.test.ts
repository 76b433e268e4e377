// @vitest-environment node
import type { WishlistFace } from '@wishlins/contract/face';
import { expect, it } from 'vitest';
import { drawWishlist } from './draw.ts';

const hostile = `"'><script>alert(1)</script>&`;
const face: WishlistFace = {
  title: hostile,
  emoji: hostile,
  color: 'rose',
  eventDate: '2099-05-01',
  note: hostile,
  surprise: 'full',
  revealOn: '2099-05-04',
  owner: { name: hostile, photoUrl: null },
  count: 6,
  wanted: 5,
  wishes: [
    {
      id: hostile,
      title: hostile,
      picture: { url: hostile, width: 800, height: 800 },
      price: { amount: 149_000, currency: 'RUB' },
      priority: 'high',
      quantity: 1,
      received: false,
    },
    { id: '2', title: 'Плед', picture: null, price: null, priority: 'low', quantity: null, received: true },
  ],
};

it('a list is drawn as the app shows it, and nothing that people wrote is taken for HTML', async () => {
  const drawn = await drawWishlist(face, hostile, 'ru');
  expect(drawn).toContain('Плед');
  expect(drawn).toMatch(/1.490.₽/);
  expect(drawn).toContain('Мечта');
  expect(drawn).toContain('5 желаний');
  expect(drawn).toContain('&lt;script&gt;');
  expect(drawn).not.toContain('<script');
  // Whatever stands in an attribute ends where the attribute ends.
  expect(drawn.replaceAll(/ [\w-]+="[^"<>]*"/g, '')).not.toContain('"\'');
});

it('the list speaks the language that is asked for', async () => {
  expect(await drawWishlist(face, 'token', 'en')).toContain('5 wishes');
});
