import { formatStartParam } from '@wishlins/contract/start-param';
import { expect, it } from 'vitest';
import { createMemoryHistory } from 'vue-router';
import { createAppRouter, pathOf } from './router.ts';
import { ownWish, shareToken } from './testing/cast.ts';

const { id: wishId } = ownWish();

it.each([
  [{ to: 'wishlist', shareToken } as const, `/shared/${shareToken}`],
  [{ to: 'wish', shareToken, wishId } as const, `/shared/${shareToken}?wish=${wishId}`],
  [{ to: 'person', userId: wishId } as const, `/people/${wishId}`],
])('a link to a $to opens its page', (target, path) => {
  expect(pathOf(formatStartParam(target))).toBe(path);
});

it.each([undefined, '', 'l_short', 'x_AbCdEfGhIjKlMnOpQrStUv', '../settings'])('%j opens home', (startParam) => {
  expect(pathOf(startParam)).toBeUndefined();
});

it('an address that is none leads home', async () => {
  const router = createAppRouter(createMemoryHistory());
  await router.push('/no/such/page');
  expect(router.currentRoute.value.name).toBe('home');
});

it('the gallery of components is for development only', async () => {
  const router = createAppRouter(createMemoryHistory());
  await router.push('/gallery');
  expect(router.currentRoute.value.name).toBe('home');
});
