import { expect, it } from 'vitest';
import { createMemoryHistory } from 'vue-router';
import { goBack } from './go-back.ts';
import { createAppRouter } from './router.ts';
import { ownWish, shareToken } from './testing/cast.ts';

const { id } = ownWish();

it.each([
  [`/shared/${shareToken}/wishes/${id}`, `/shared/${shareToken}`],
  [`/lists/${id}/wishes/${id}`, `/lists/${id}`],
  [`/shared/${shareToken}`, '/'],
  ['/settings', '/'],
])('whoever came by a link to %s goes up to %s', async (path, above) => {
  const router = createAppRouter(createMemoryHistory());
  await router.replace(path);
  goBack(router);
  await expect.poll(() => router.currentRoute.value.path).toBe(above);
});
