import { expect, it } from 'vitest';
import { createApp } from 'vue';
import { usePages, type Pages } from './pages.ts';
import { cacheKey } from './resource.ts';

/** Numbers from 1 to `total`, two on a page; a failure when told so. */
function numbers(total: number) {
  const server = { total, fails: false, asked: [] as (string | undefined)[] };
  async function read(cursor?: string) {
    server.asked.push(cursor);
    if (server.fails) throw new Error('no connection');
    const start = Number(cursor ?? 0);
    const entries = [start + 1, start + 2].filter((number) => number <= server.total);
    return { entries, next: start + 2 < server.total ? `${start + 2}` : null };
  }
  return { server, read };
}

async function open(read: ReturnType<typeof numbers>['read']) {
  let pages: Pages<number> | undefined;
  const app = createApp({ setup: () => ((pages = usePages('numbers', read)), () => null) });
  app.provide(cacheKey, new Map());
  app.mount(document.createElement('div'));
  if (!pages) throw new Error('not mounted');
  await settled();
  return pages;
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

it('pages follow each other to the end', async () => {
  const pages = await open(numbers(5).read);
  expect(pages.entries.value).toEqual([1, 2]);
  await pages.more();
  await pages.more();
  expect(pages.entries.value).toEqual([1, 2, 3, 4, 5]);
  expect(pages.next.value).toBeNull();
  await pages.more();
  expect(pages.entries.value).toHaveLength(5);
});

it('a page that is asked for twice is read once', async () => {
  const { server, read } = numbers(5);
  const pages = await open(read);
  await Promise.all([pages.more(), pages.more()]);
  expect(server.asked).toEqual([undefined, '2']);
});

it('reading again reads as far as before, so that nobody loses their place', async () => {
  const { server, read } = numbers(9);
  const pages = await open(read);
  await pages.more();
  server.total = 4;
  await pages.reload();
  expect(pages.entries.value).toEqual([1, 2, 3, 4]);
  expect(pages.next.value).toBeNull();
});

it('a page that cannot be read leaves what is there, and can be asked for again', async () => {
  const { server, read } = numbers(4);
  const pages = await open(read);
  server.fails = true;
  await pages.more();
  expect(pages.moreFailure.value).toBeInstanceOf(Error);
  expect(pages.entries.value).toEqual([1, 2]);
  server.fails = false;
  await pages.more();
  expect(pages.moreFailure.value).toBeUndefined();
  expect(pages.entries.value).toEqual([1, 2, 3, 4]);
});

it('what the viewer changes stays when the next page comes', async () => {
  const pages = await open(numbers(4).read);
  const more = pages.more();
  pages.change((entries) => entries.map((number) => number * 10));
  await more;
  expect(pages.entries.value).toEqual([10, 20, 3, 4]);
});
