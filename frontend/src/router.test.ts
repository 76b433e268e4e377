import { formatStartParam } from '@wishlins/contract/start-param';
import { expect, it } from 'vitest';
import { createMemoryHistory } from 'vue-router';
import { createAppRouter, pathOf } from './router.ts';
import { ownWish, shareToken } from './testing/cast.ts';

const { id: wishId } = ownWish();

it.each([
  [{ to: 'wishlist', shareToken } as const, `/shared/${shareToken}`],
  [{ to: 'wish', shareToken, wishId } as const, `/shared/${shareToken}/wishes/${wishId}`],
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

it('a page that changes its query stays where it is, and another page starts at its top', async () => {
  const router = createAppRouter(createMemoryHistory());
  const { scrollBehavior } = router.options;
  await router.push('/gifts?show=to-buy');
  const gifts = router.currentRoute.value;
  await router.push('/settings');
  const settings = router.currentRoute.value;
  expect(scrollBehavior?.(gifts, { ...gifts, query: {} }, null)).toBe(false);
  expect(scrollBehavior?.(gifts, settings, null)).toEqual({ top: 0 });
  expect(scrollBehavior?.(gifts, settings, { left: 0, top: 80 })).toEqual({ left: 0, top: 80 });
});

it('coming back from a wish finds its card where it was on the screen, whatever the list has grown to', async () => {
  const router = createAppRouter(createMemoryHistory());
  const { scrollBehavior } = router.options;
  const card = document.createElement('div');
  card.dataset['wish'] = wishId;
  card.getBoundingClientRect = () => new DOMRect(0, 320, 100, 100);
  document.body.append(card);
  await router.push(`/shared/${shareToken}`);
  const list = router.currentRoute.value;
  await router.push(`/shared/${shareToken}/wishes/${wishId}`);
  const wish = router.currentRoute.value;
  expect(scrollBehavior?.(list, wish, { left: 0, top: 80 })).toEqual({ el: card, top: 320 });
  card.remove();
  expect(scrollBehavior?.(list, wish, { left: 0, top: 80 })).toEqual({ left: 0, top: 80 });
});
