import { ApiError } from '@wishlins/contract/client';
import { expect, it, vi } from 'vitest';
import { createApp } from 'vue';
import { cacheKey, type ResourceCache, useResource } from './resource.ts';

/** Uses a resource in a component of an app; `leave` takes the component away. */
function visit<T>(read: () => Promise<T>, cache: ResourceCache = new Map()) {
  let resource: ReturnType<typeof useResource<T>> | undefined;
  const app = createApp({ setup: () => ((resource = useResource('key', read)), () => null) });
  app.provide(cacheKey, cache);
  app.mount(document.createElement('div'));
  if (!resource) throw new Error('not mounted');
  return { ...resource, leave: () => app.unmount() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('coming back shows what was known at once, and refreshes it behind', async () => {
  const cache = new Map();
  const first = visit(async () => 'вчера', cache);
  await settled();
  first.leave();
  const second = visit(async () => 'сегодня', cache);
  expect(second.value.value).toBe('вчера');
  await settled();
  expect(second.value.value).toBe('сегодня');
});

it('a failed refresh keeps what is known and says why', async () => {
  const read = vi.fn<() => Promise<string>>(async () => 'список');
  const { value, failure, reload } = visit(read);
  await settled();
  read.mockRejectedValueOnce(new ApiError('unreachable', 0));
  await reload();
  expect(value.value).toBe('список');
  expect(failure.value).toMatchObject({ code: 'unreachable' });
  await reload();
  expect(failure.value).toBeUndefined();
});

it('what the person changed meanwhile is not overwritten by an older answer', async () => {
  let answer = (_text: string) => {};
  const { value, reload } = visit(() => new Promise<string>((resolve) => (answer = resolve)));
  answer('старое');
  await settled();
  const reloading = reload();
  value.value = 'моё';
  answer('старое');
  await reloading;
  expect(value.value).toBe('моё');
});

it('is read again when the person is back online, and no more once they left the page', async () => {
  const read = vi.fn<() => Promise<string>>(async () => 'список');
  const { leave } = visit(read);
  await settled();
  window.dispatchEvent(new Event('online'));
  expect(read).toHaveBeenCalledTimes(2);
  await settled();
  leave();
  window.dispatchEvent(new Event('online'));
  expect(read).toHaveBeenCalledTimes(2);
});

it('two who ask at the same time cause one reading', async () => {
  const read = vi.fn<() => Promise<string>>(async () => 'список');
  const { reload } = visit(read);
  await Promise.all([reload(), reload()]);
  expect(read).toHaveBeenCalledTimes(1);
});
