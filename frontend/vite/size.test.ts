// @vitest-environment node
import { expect, it, vi } from 'vitest';
import { budget, weighSharedList } from './size.ts';

it('a list opened by its link loads at most 60 kB of JS and CSS', async () => {
  // What people get, and not what a test would build.
  vi.stubEnv('NODE_ENV', 'production');
  const weights = await weighSharedList();
  vi.unstubAllEnvs();
  const names = [...weights.keys()].join(' ');
  // The measure itself: it has found the app with the page, its texts and its styles, and no other page.
  expect(names).toMatch(/shell.*\.js/);
  expect(names).toMatch(/vue.*\.js/);
  expect(names).toMatch(/\.css/);
  expect(names).not.toMatch(/HomePage|OwnWishlistPage|parts|texts/);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  expect(total / 1000).toBeLessThanOrEqual(budget);
}, 60_000);
